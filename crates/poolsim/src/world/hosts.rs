//! Hosts, their control domains, the pool object, roles and alerts.

use super::{Maker, Plan, Site};
use crate::model::Role;
use crate::ops::power;
use crate::pool::{Listener, World};
use crate::value::{Ref, Value};

const GIB: i64 = 1 << 30;

const FEATURES: &str = "17c9cbf5-f6f83203-2991cbf5-00000123-00000007-219c07a9-00000000-00000008-00000000-00000000-00000000-00000000";

/// Description and processor of the hosts; a longer list repeats the last.
const MACHINES: &[(&str, &str, &str, i64, i64)] = &[
    (
        "Rack A, coordinator",
        "Intel(R) Xeon(R) Gold 6326 CPU @ 2.90GHz",
        "2893.202",
        32,
        2,
    ),
    (
        "Rack A",
        "Intel(R) Xeon(R) Gold 6326 CPU @ 2.90GHz",
        "2893.198",
        32,
        2,
    ),
    (
        "Rack B, newer disks",
        "Intel(R) Xeon(R) Silver 4314 CPU @ 2.40GHz",
        "2394.375",
        32,
        1,
    ),
    (
        "Rack B",
        "Intel(R) Xeon(R) Silver 4314 CPU @ 2.40GHz",
        "2394.370",
        32,
        1,
    ),
];

/// A host is named after its pool: two pools side by side have no names in common.
fn name(pool: &str, i: usize) -> String {
    let place: String = pool
        .chars()
        .map(|letter| match letter {
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
            _ => '-',
        })
        .collect();
    format!("xcp-{place}-{:02}", i + 1)
}

pub(super) fn make(
    maker: &mut Maker<'_>,
    site: &mut Site,
    plan: &Plan,
    listeners: &[Listener],
    memory: i64,
) {
    for (i, host) in site.hosts.clone().into_iter().enumerate() {
        let (description, model, speed, cpus, sockets) = MACHINES[i.min(MACHINES.len() - 1)];
        let total = memory + i64::try_from(i % 3).unwrap_or(0) * 16 * GIB;
        let metrics = maker.make(
            "host_metrics",
            &[
                ("memory_total", total.into()),
                ("memory_free", total.into()),
                ("live", true.into()),
                ("last_updated", Value::Date(maker.now)),
            ],
        );
        let hostname = name(&plan.pool_name, i);
        let boot = maker.now - 86_400 * (12 + i64::try_from(i).unwrap_or(0) * 9) - 4_211;
        let address = listeners
            .get(i)
            .map_or("", |listener| listener.address.as_str());
        let cpu_info = [
            ("cpu_count", cpus.to_string()),
            ("socket_count", sockets.to_string()),
            ("threads_per_core", "2".to_owned()),
            ("nr_nodes", sockets.to_string()),
            ("vendor", "GenuineIntel".to_owned()),
            ("speed", speed.to_owned()),
            ("modelname", model.to_owned()),
            ("family", "6".to_owned()),
            ("model", "106".to_owned()),
            ("stepping", "6".to_owned()),
            ("flags", "fpu de tsc msr pae mce cx8 apic sep mca cmov pat clflush mmx fxsr sse sse2 ht aes avx2".to_owned()),
            ("features_pv", FEATURES.to_owned()),
            ("features_hvm", FEATURES.to_owned()),
            ("features_pv_host", FEATURES.to_owned()),
            ("features_hvm_host", FEATURES.to_owned()),
        ];
        let fields = [
            ("name_label", Value::from(hostname.as_str())),
            ("name_description", description.into()),
            ("memory_overhead", (GIB / 2).into()),
            ("API_version_major", 2.into()),
            ("API_version_minor", 23.into()),
            ("API_version_vendor", "XenSource".into()),
            ("enabled", true.into()),
            ("software_version", software(&hostname, boot)),
            (
                "other_config",
                Value::map([
                    ("agent_start_time", format!("{}.", boot + 95)),
                    ("boot_time", format!("{boot}.")),
                ]),
            ),
            (
                "capabilities",
                Value::texts([
                    "xen-3.0-x86_64",
                    "hvm-3.0-x86_32",
                    "hvm-3.0-x86_32p",
                    "hvm-3.0-x86_64",
                ]),
            ),
            ("sched_policy", "credit".into()),
            (
                "supported_bootloaders",
                Value::texts(["pygrub", "eliloader"]),
            ),
            ("cpu_info", Value::map(cpu_info)),
            ("hostname", hostname.as_str().into()),
            ("address", address.into()),
            ("metrics", (&metrics).into()),
            ("edition", "xcp-ng".into()),
            (
                "license_server",
                Value::map([("address", "localhost"), ("port", "27000")]),
            ),
            ("display", "enabled".into()),
            (
                "virtual_hardware_platform_versions",
                Value::Set(vec![Value::Int(0), Value::Int(1), Value::Int(2)]),
            ),
            (
                "iscsi_iqn",
                format!("iqn.2026-03.net.example:{hostname}").into(),
            ),
            ("https_only", false.into()),
            ("latest_synced_updates_applied", "unknown".into()),
            ("numa_affinity_policy", "default_policy".into()),
            ("ssh_enabled", true.into()),
            ("ssh_auto_mode", (i == 0).into()),
            ("ntp_mode", "Factory".into()),
            ("timezone", "UTC".into()),
            (
                "tags",
                Value::texts(if i == 2 { vec!["nvme"] } else { vec![] }),
            ),
            (
                "bios_strings",
                Value::map([
                    ("system-manufacturer", "Example Systems"),
                    ("system-product-name", "ES 2130"),
                ]),
            ),
        ];
        maker.make_as("host", host.clone(), &fields);
        site.metrics.push(metrics);
        for cpu in 0..if plan.hosts > 8 { 0 } else { 2 } {
            maker.make(
                "host_cpu",
                &[
                    ("host", (&host).into()),
                    ("number", cpu.into()),
                    ("vendor", "GenuineIntel".into()),
                    ("speed", 2893.into()),
                    ("modelname", model.into()),
                    ("family", 6.into()),
                    ("model", 106.into()),
                    ("stepping", "6".into()),
                ],
            );
        }
    }
}

fn software(hostname: &str, boot: i64) -> Value {
    let mut date = String::new();
    crate::value::date(boot - boot % 86_400, &mut date);
    Value::map([
        ("product_version", "8.3.0"),
        ("product_version_text", "8.3"),
        ("product_version_text_short", "8.3"),
        ("platform_name", "XCP"),
        ("platform_version", "3.4.0"),
        ("product_brand", "XCP-ng"),
        ("build_number", "cloud"),
        ("xapi_build", "26.17.0"),
        ("xen", "4.17.5-13"),
        ("linux", "4.19.0+1"),
        ("xencenter_min", "2.23"),
        ("xencenter_max", "2.23"),
        ("network_backend", "openvswitch"),
        ("db_schema", "5.909"),
        ("xapi", "26.17"),
        ("git_id", "0"),
        ("hostname", hostname),
        ("date", &date),
    ])
}

const POOL_OPERATIONS: &[&str] = &[
    "ha_enable",
    "cluster_create",
    "designate_new_master",
    "tls_verification_enable",
    "configure_repositories",
    "sync_updates",
    "sync_bundle",
    "apply_updates",
    "cert_refresh",
    "exchange_certificates_on_join",
    "exchange_ca_certificates_on_join",
    "copy_primary_host_certs",
    "eject",
    "get_updates",
    "exchange_crls_on_join",
];

pub(super) fn make_pool(maker: &mut Maker<'_>, site: &Site, plan: &Plan) {
    let null = || Value::from(crate::value::NULL_REF);
    let master = site.hosts.first().map_or_else(null, Value::from);
    let storage = site.shared.first().map_or_else(null, Value::from);
    let cpu_info = site
        .hosts
        .first()
        .and_then(|host| maker.db.value(host, "cpu_info").cloned());
    let restrictions = [
        "restrict_vlan",
        "restrict_qos",
        "restrict_pool_attached_storage",
        "restrict_pooling",
        "restrict_email_alerting",
        "restrict_historical_performance",
        "restrict_wlb",
        "restrict_rbac",
        "restrict_dmc",
        "restrict_checkpoint",
        "restrict_cpu_masking",
        "restrict_connection",
        "platform_filter",
        "regular_nag_dialog",
        "restrict_vmss",
        "restrict_intellicache",
        "restrict_gpu",
        "restrict_dr",
        "restrict_vif_locking",
        "restrict_storage_xen_motion",
        "restrict_vgpu",
        "restrict_xen_motion",
        "restrict_ad",
        "restrict_nested_virt",
        "restrict_live_patching",
        "restrict_set_vcpus_number_live",
        "restrict_igmp_snooping",
        "restrict_rpu",
        "restrict_pool_size",
        "restrict_cbt",
        "restrict_usb_passthrough",
        "restrict_network_sriov",
        "restrict_zstd_export",
        "restrict_updates",
        "restrict_vtpm",
        "restrict_vm_groups",
    ];
    maker.make(
        "pool",
        &[
            ("name_label", plan.pool_name.as_str().into()),
            ("name_description", "A pool that is not there".into()),
            ("master", master),
            ("default_SR", storage.clone()),
            ("suspend_image_SR", storage.clone()),
            ("crash_dump_SR", storage),
            (
                "other_config",
                Value::map([("memory-ratio-hvm", "0.25"), ("memory-ratio-pv", "0.25")]),
            ),
            (
                "restrictions",
                Value::map(restrictions.map(|name| (name, "false"))),
            ),
            ("ha_cluster_stack", "xhad".into()),
            (
                "allowed_operations",
                Value::texts(POOL_OPERATIONS.iter().copied()),
            ),
            ("cpu_info", cpu_info.unwrap_or(Value::Map(Vec::new()))),
            ("tags", Value::texts(["production"])),
            ("local_auth_max_threads", 8.into()),
            ("ext_auth_max_threads", 1.into()),
            ("ext_auth_cache_size", 50.into()),
            ("ext_auth_cache_expiry", 300.into()),
            ("coordinator_bias", true.into()),
        ],
    );
    maker.make(
        "user",
        &[
            ("short_name", "root".into()),
            ("fullname", "superuser".into()),
        ],
    );
    make_roles(maker);
}

/// The six roles; their references are the same in every pool.
fn make_roles(maker: &mut Maker<'_>) {
    let mut lesser: Vec<Ref> = Vec::new();
    for (_, name) in Role::ALL {
        let reference: Ref = match name {
            "pool-admin" => "OpaqueRef:0165f154-ba3e-034e-6b27-5d271af109ba".into(),
            other => {
                let mut fixed = crate::rng::Rng::new(crate::rng::hash(other));
                fixed.reference()
            }
        };
        let subroles = Value::Set(lesser.iter().map(Value::from).collect());
        let description = format!("The {name} role");
        maker.make_as(
            "role",
            reference.clone(),
            &[
                ("name_label", name.into()),
                ("name_description", description.into()),
                ("subroles", subroles),
            ],
        );
        lesser.push(reference);
    }
}

/// Control domains, maintenance, and alerts about what is wrong.
pub(super) fn finish(world: &mut World, site: &Site) {
    for (i, host) in site.hosts.iter().enumerate() {
        control_domain(world, host, i);
    }
    if site.hosts.len() >= 4 {
        let host = &site.hosts[3];
        world.db.set(host, "enabled", false);
        world
            .db
            .set_entry(host, "other_config", "MAINTENANCE_MODE", "true");
    }
    let now = crate::clock::now();
    if let Some(host) = site.hosts.get(1) {
        let name = world.db.text(host, "name_label").to_owned();
        let body = format!("The clock on host {name} was 3.1 s off and has been corrected");
        world.message_at(
            "HOST_CLOCK_SKEW_DETECTED",
            4,
            "Host",
            host,
            &body,
            now - 86_400,
        );
    }
    let mut broken = world.db.all("PBD");
    broken.retain(|pbd| !world.db.flag(pbd, "currently_attached"));
    for pbd in broken {
        let (host, sr) = (
            world.db.reference(&pbd, "host"),
            world.db.reference(&pbd, "SR"),
        );
        let text = format!(
            "{} could not be attached to {}",
            world.db.text(&sr, "name_label"),
            world.db.text(&host, "name_label")
        );
        world.message_at(
            "PBD_PLUG_FAILED_ON_SERVER_START",
            2,
            "Host",
            &host,
            &text,
            now - 7_200,
        );
    }
    let busy = world
        .db
        .rows("VM")
        .find(|(vm, _)| world.db.text(vm, "power_state") == "Running")
        .map(|(vm, _)| vm.clone());
    if let Some(vm) = busy {
        let body = "value: 0.972314\nconfig:\n<variable><name value=\"cpu_usage\"/><alarm_trigger_level value=\"0.9\"/>\
                    <alarm_trigger_period value=\"60\"/></variable>";
        world.message_at("ALARM", 3, "VM", &vm, body, now - 1_260);
    }
}

fn control_domain(world: &mut World, host: &Ref, i: usize) {
    let memory = 4 * GIB;
    let mut rng = crate::rng::Rng::new(crate::rng::hash(host));
    let metrics = world.db.create(
        "VM_metrics",
        rng.reference(),
        &[
            ("uuid", rng.uuid().into()),
            ("memory_actual", memory.into()),
            ("VCPUs_number", 8.into()),
            ("start_time", Value::Date(crate::clock::now() - 86_400 * 12)),
            (
                "VCPUs_utilisation",
                Value::fields([("0", Value::Float(0.0))]),
            ),
            ("current_domain_type", "pv".into()),
        ],
    );
    let hostname = world.db.text(host, "hostname").to_owned();
    let vm = world.db.create(
        "VM",
        rng.reference(),
        &[
            ("uuid", rng.uuid().into()),
            (
                "name_label",
                format!("Control domain on host: {hostname}").into(),
            ),
            (
                "name_description",
                "Runs the devices and the other domains of this host".into(),
            ),
            ("power_state", "Running".into()),
            ("user_version", 1.into()),
            ("resident_on", host.into()),
            ("affinity", host.into()),
            ("memory_target", memory.into()),
            ("memory_static_max", memory.into()),
            ("memory_dynamic_max", memory.into()),
            ("memory_dynamic_min", memory.into()),
            ("VCPUs_max", 8.into()),
            ("VCPUs_at_startup", 8.into()),
            ("domarch", "x64".into()),
            ("is_control_domain", true.into()),
            ("domain_type", "pv".into()),
            ("has_vendor_device", false.into()),
            ("metrics", metrics.into()),
        ],
    );
    world.db.set(host, "control_domain", &vm);
    for protocol in ["rfb", "vt100"] {
        power::add_console(world, &vm, host, protocol);
    }
    debug_assert!(i < world.listeners.len());
}
