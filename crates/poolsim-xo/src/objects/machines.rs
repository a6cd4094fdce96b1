//! Hosts and VMs, with what their metrics and their guests say.

use serde_json::{Map, Value as Json, json};

use super::{Look, Members, number, object, put};
use poolsim::value::{NULL_REF, Ref};

const GIB: i64 = 1 << 30;

pub(super) fn host(look: &Look<'_>, host: &Ref) -> Members {
    let metrics = look.world.db.reference(host, "metrics");
    let info = |key| number(look.entry(host, "cpu_info", key));
    let software = |key| look.entry(host, "software_version", key).unwrap_or("");
    let since = |key| number(look.entry(host, "other_config", key));
    let free = look.int(&metrics, "memory_free");
    let total = look.int(&metrics, "memory_total");
    // Rounded up to what was bought.
    let total = (total + GIB - 1) / GIB * GIB;
    let power = match (
        look.world.db.is("host_metrics", &metrics),
        look.flag(&metrics, "live"),
    ) {
        (false, _) => "Unknown",
        (true, true) => "Running",
        (true, false) => "Halted",
    };
    let patched = number(look.entry(host, "other_config", "rpm_patch_installation_time"));
    let certificates: Json = look
        .refs(host, "certificates")
        .iter()
        .map(|certificate| {
            json!({ "fingerprint": look.text(certificate, "fingerprint"),
                    "notAfter": look.time(certificate, "not_after") })
        })
        .collect();
    let mut members = look.members(host, &[("controlDomain", "control_domain")]);
    members.extend(object(json!({
        "name_label": look.text(host, "name_label"),
        "name_description": look.text(host, "name_description"),
        "hostname": look.text(host, "hostname"),
        "address": look.text(host, "address"),
        "enabled": look.flag(host, "enabled"),
        "power_state": power,
        "memory": { "size": total, "usage": total - free },
        "cpus": { "cores": info("cpu_count"), "sockets": info("socket_count") },
        "CPUs": look.json(host, "cpu_info"),
        "version": software("product_version"),
        "build": software("build_number"),
        "productBrand": software("product_brand"),
        "startTime": since("boot_time"),
        "agentStartTime": since("agent_start_time"),
        "residentVms": look.links(host, "resident_VMs"),
        "PIFs": look.links(host, "PIFs"),
        "$PIFs": look.links(host, "PIFs"),
        "$PBDs": look.links(host, "PBDs"),
        "PCIs": look.links(host, "PCIs"),
        "$PCIs": look.links(host, "PCIs"),
        "PGPUs": look.links(host, "PGPUs"),
        "$PGPUs": look.links(host, "PGPUs"),
    })));
    members.extend(object(json!({
        "tags": look.json(host, "tags"),
        "current_operations": look.json(host, "current_operations"),
        "rebootRequired": patched.is_some_and(|at| since("boot_time").is_some_and(|boot| boot < at)),
        "multipathing": look.flag(host, "multipathing"),
        "iscsiIqn": look.text(host, "iscsi_iqn"),
        "license_params": look.json(host, "license_params"),
        "license_server": look.json(host, "license_server"),
        "license_expiry": null,
        "logging": look.json(host, "logging"),
        "certificates": certificates,
        "patches": look.links(host, "patches"),
        "supplementalPacks": [],
        "otherConfig": look.json(host, "other_config"),
        "powerOnMode": look.text(host, "power_on_mode"),
        "bios_strings": look.json(host, "bios_strings"),
        "chipset_info": {},
        "hvmCapable": look.refs(host, "capabilities").iter().any(|what| what.starts_with("hvm")),
        "zstdSupported": look.entry(host, "license_params", "restrict_zstd_export") == Some("false"),
    })));
    members
}

pub(super) fn virtual_machine(look: &Look<'_>, vm: &Ref) -> (&'static str, Members) {
    let mut members = identity(look, vm);
    measures(look, vm, &mut members);
    if look.flag(vm, "is_control_domain") {
        return ("VM-controller", members);
    }
    if look.flag(vm, "is_a_snapshot") {
        members.insert("snapshot_time".into(), look.time(vm, "snapshot_time"));
        put(&mut members, "$snapshot_of", look.link(vm, "snapshot_of"));
        put(&mut members, "suspendVdi", look.link(vm, "suspend_VDI"));
        return ("VM-snapshot", members);
    }
    if look.flag(vm, "is_a_template") {
        template(look, vm, &mut members);
        return ("VM-template", members);
    }
    members.insert("vulnerabilities".into(), json!({ "xsa468": false }));
    ("VM", members)
}

/// What is in the VM's own record.
fn identity(look: &Look<'_>, vm: &Ref) -> Members {
    let platform = |key| look.entry(vm, "platform", key) == Some("true");
    let other = |key| look.entry(vm, "other_config", key);
    let kind = look.text(vm, "domain_type");
    let mut members = look.members(
        vm,
        &[
            ("affinityHost", "affinity"),
            ("parent", "parent"),
            ("suspendSr", "suspend_SR"),
        ],
    );
    members.extend(object(json!({
        "name_label": look.text(vm, "name_label"),
        "name_description": look.text(vm, "name_description"),
        "power_state": look.text(vm, "power_state"),
        "tags": look.json(vm, "tags"),
        "snapshots": look.links(vm, "snapshots"),
        "$VBDs": look.links(vm, "VBDs"),
        "VIFs": look.links(vm, "VIFs"),
        "VTPMs": look.links(vm, "VTPMs"),
        "VGPUs": look.links(vm, "VGPUs"),
        "$VGPUs": look.links(vm, "VGPUs"),
        "virtualizationMode": kind,
        "boot": look.json(vm, "HVM_boot_params"),
        "secureBoot": platform("secureboot"),
        "needsVtpm": platform("vtpm"),
        "viridian": platform("viridian"),
        "expNestedHvm": platform("exp-nested-hvm"),
        "isNestedVirtEnabled": platform("nested-virt") || platform("exp-nested-hvm"),
        "hasVendorDevice": look.flag(vm, "has_vendor_device"),
        "high_availability": look.text(vm, "ha_restart_priority"),
        "auto_poweron": other("auto_poweron") == Some("true"),
        "startDelay": look.int(vm, "start_delay"),
        "current_operations": operations(look, vm),
        "blockedOperations": look.json(vm, "blocked_operations"),
        "bios_strings": look.json(vm, "bios_strings"),
        "isFirmwareSupported": true,
        "other": look.json(vm, "other_config"),
        "xenStoreData": look.json(vm, "xenstore_data"),
    })));
    put(&mut members, "notes", other("xo:notes"));
    put(&mut members, "$container", container(look, vm));
    let cores = number(look.entry(vm, "platform", "cores-per-socket"));
    members.insert("coresPerSocket".into(), cores.unwrap_or(1).into());
    if kind == "hvm" {
        let vga = look.entry(vm, "platform", "vga").unwrap_or("cirrus");
        let videoram = number(look.entry(vm, "platform", "videoram"));
        members.insert("vga".into(), vga.into());
        members.insert("videoram".into(), videoram.unwrap_or(4).into());
    } else {
        members.insert("PV_args".into(), look.text(vm, "PV_args").into());
    }
    members
}

/// By task: xo-server turns the references into ids, and leaves out tasks that it does not know.
fn operations(look: &Look<'_>, vm: &Ref) -> Json {
    let mut operations = Map::new();
    if let Some(current) = look.world.db.value(vm, "current_operations") {
        for (task, operation) in current.as_map() {
            if let Some(id) = look.id(task) {
                operations.insert(id, operation.as_str().into());
            }
        }
    }
    operations.into()
}

/// Where a VM is: its host, or the host that has its disks, or the pool.
fn container(look: &Look<'_>, vm: &Ref) -> Option<String> {
    if &*look.world.db.reference(vm, "resident_on") != NULL_REF {
        return look.link(vm, "resident_on");
    }
    let db = &look.world.db;
    for vbd in look.refs(vm, "VBDs") {
        let sr = db.reference(&db.reference(&vbd, "VDI"), "SR");
        if db.is("SR", &sr)
            && !db.flag(&sr, "shared")
            && let Some(pbd) = db.refs(&sr, "PBDs").first()
            && let Some(host) = look.link(pbd, "host")
        {
            return Some(host);
        }
    }
    look.id(&look.world.pool())
}

/// What its metrics and its guest say.
fn measures(look: &Look<'_>, vm: &Ref, members: &mut Members) {
    let db = &look.world.db;
    let metrics = db.reference(vm, "metrics");
    let guest = db.reference(vm, "guest_metrics");
    let running = matches!(look.text(vm, "power_state"), "Running" | "Paused");
    let measured = db.is("VM_metrics", &metrics);
    let reports = db.is("VM_guest_metrics", &guest);
    let version = |key| look.entry(&guest, "PV_drivers_version", key);
    let drivers = version("major").zip(version("minor"));
    let number_of_cpus = if running && measured && drivers.is_some() {
        look.int(&metrics, "VCPUs_number")
    } else {
        look.int(vm, "VCPUs_at_startup")
    };
    let limits = |field: &str| look.int(vm, field);
    let size = if running && measured {
        look.int(&metrics, "memory_actual")
    } else {
        limits("memory_dynamic_max")
    };
    let addresses = addresses(look, &guest);
    let main = addresses
        .iter()
        .find(|(key, _)| key.contains("/ipv4/"))
        .or(addresses.first())
        .map(|(_, address)| address.clone());
    let system = reports.then(|| look.json(&guest, "os_version"));
    members.extend(object(json!({
        "CPUs": { "max": limits("VCPUs_max"), "number": number_of_cpus },
        "memory": {
            "dynamic": [limits("memory_dynamic_min"), limits("memory_dynamic_max")],
            "static": [limits("memory_static_min"), limits("memory_static_max")],
            "size": size,
        },
        "addresses": addresses.into_iter().map(|(key, address)| (key, address.into())).collect::<Members>(),
        "os_version": system,
    })));
    put(members, "mainIpAddress", main);
    if measured {
        members.insert("startTime".into(), look.time(&metrics, "start_time"));
        members.insert("installTime".into(), look.time(&metrics, "install_time"));
    }
    if running && measured && !reports {
        members.insert("xenTools".into(), false.into());
    }
    if !(running && measured && reports) {
        return;
    }
    let detected = look.flag(&guest, "PV_drivers_detected");
    let agent = look.entry(&guest, "other", "feature-static-ip-setting") == Some("1");
    members.insert("pvDriversDetected".into(), detected.into());
    members.insert(
        "managementAgentDetected".into(),
        (drivers.is_some() || agent).into(),
    );
    if detected {
        let current = look.flag(&guest, "PV_drivers_up_to_date");
        members.insert("pvDriversUpToDate".into(), current.into());
    }
    let Some((major, minor)) = drivers else {
        members.insert("xenTools".into(), false.into());
        return;
    };
    let (micro, build) = (
        version("micro").unwrap_or(""),
        version("build").unwrap_or(""),
    );
    let short = format!("{major}.{minor}");
    members.insert(
        "pvDriversVersion".into(),
        format!("{short}.{micro}-{build}").into(),
    );
    let tools = json!({ "major": number(Some(major)), "minor": number(Some(minor)),
                        "version": short.parse::<f64>().ok() });
    members.insert("xenTools".into(), tools);
}

/// Addresses by card, kind and number; the short form of old guests is not repeated.
fn addresses(look: &Look<'_>, guest: &Ref) -> Vec<(String, String)> {
    let Some(networks) = look.world.db.value(guest, "networks") else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for (key, address) in networks.as_map() {
        let long = match key.strip_suffix("/ip") {
            Some(card) => format!("{card}/ipv4/0"),
            None => key.to_string(),
        };
        if !found.iter().any(|(known, _)| *known == long) {
            found.push((long, address.as_str().to_owned()));
        }
    }
    found
}

fn template(look: &Look<'_>, vm: &Ref, members: &mut Members) {
    let other = |key| look.entry(vm, "other_config", key);
    let default = look.flag(vm, "is_default_template") || other("default_template") == Some("true");
    if default {
        // These have the same uuid in every pool.
        let pool = look.text(&look.world.pool(), "uuid");
        let id = format!("{pool}-{}", look.text(vm, "uuid"));
        members.insert("id".into(), id.into());
    }
    members["CPUs"]["number"] = look.int(vm, "VCPUs_at_startup").into();
    let methods: Vec<&str> = other("install-methods")
        .map(|methods| methods.split(',').collect())
        .unwrap_or_default();
    let info = json!({
        "arch": other("install-arch"),
        "disks": other("disks").map(disks).unwrap_or_default(),
        "install_methods": methods,
        "install_repository": other("install-repository"),
    });
    members.insert("isDefaultTemplate".into(), default.into());
    members.insert("template_info".into(), info);
}

/// Reads `<provision><disk device size sr bootable type/></provision>`.
fn disks(text: &str) -> Vec<Json> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut disks = Vec::new();
    loop {
        let tag = match reader.read_event() {
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag)) => tag,
            Ok(quick_xml::events::Event::Eof) | Err(_) => return disks,
            Ok(_) => continue,
        };
        if tag.name().as_ref() != "disk" {
            continue;
        }
        let mut disk = Members::new();
        for attribute in tag.attributes().flatten() {
            let value = attribute.value.to_string();
            match attribute.key.as_ref() {
                "bootable" => disk.insert("bootable".into(), (value == "true").into()),
                "size" => disk.insert("size".into(), number(Some(&value)).into()),
                "sr" => disk.insert("SR".into(), value.into()),
                name => disk.insert(name.to_owned(), value.into()),
            };
        }
        disks.push(disk.into());
    }
}
