//! A host of that time, made from a seed: its control domain, a handful of machines, two storages and a bridge.

use std::sync::Arc;

use super::objects::{DOM0, Objects};
use poolsim::clock;
use poolsim::rng::Rng;
use poolsim::value::{Ref, Value};

const MIB: i64 = 1 << 20;
const GIB: i64 = 1 << 30;

/// Name, state, memory in MiB, virtual CPUs, disk in GiB, whether its hardware is emulated.
type Machine = (&'static str, &'static str, i64, i64, i64, bool);

const MACHINES: &[Machine] = &[
    ("guest001", "Halted", 256, 1, 4, false),
    ("guest002", "Running", 256, 1, 4, false),
    ("intranet", "Running", 512, 2, 10, false),
    ("courrier", "Running", 1024, 2, 20, false),
    ("Messplatz Ä", "Paused", 512, 1, 8, false),
    ("oldwin", "Halted", 1024, 1, 16, true),
    ("svn", "Suspended", 512, 1, 40, false),
    ("lab-<7> & co", "Running", 384, 2, 6, true),
];

/// Makes the host.
pub(super) fn build(seed: u64) -> Objects {
    let mut objects = Objects::new(16 * GIB);
    let mut rng = Rng::new(seed ^ 0x7865_6e64);
    let mut new = || -> Ref { Arc::from(rng.uuid()) };
    let (host, metrics, pool) = (new(), new(), new());
    let cpus: Vec<Ref> = (0..4).map(|_| new()).collect();
    let (network, pif, pif_metrics) = (new(), new(), new());
    let storages = [
        (new(), new(), "Local", "local", 200),
        (new(), new(), "QCoW", "qcow_file", 100),
    ];
    objects.host = host.clone();
    objects.add("host_metrics", metrics.clone(), &[]);
    for (number, cpu) in cpus.iter().enumerate() {
        objects.add(
            "host_cpu",
            cpu.clone(),
            &[
                ("host", (&host).into()),
                ("number", Value::Int(number as i64)),
                ("vendor", "GenuineIntel".into()),
                ("speed", Value::Int(2_393)),
                ("modelname", "Intel(R) Xeon(R) CPU X3220 @ 2.40GHz".into()),
                ("stepping", "11".into()),
                (
                    "flags",
                    "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr vmx lm".into(),
                ),
                ("features", "bfebfbff:20100800:00000000:00000140".into()),
                ("cpu_pool", Value::texts([&*pool])),
            ],
        );
    }
    objects.add(
        "cpu_pool",
        pool.clone(),
        &[
            ("name_label", "Pool-0".into()),
            ("name_description", "Pool-0".into()),
            ("resident_on", (&host).into()),
            ("auto_power_on", true.into()),
            ("ncpu", Value::Int(4)),
            ("sched_policy", "credit".into()),
            ("proposed_CPUs", Value::Set(vec![])),
            ("host_CPUs", Value::texts(cpus.iter().cloned())),
            ("activated", true.into()),
            ("other_config", Value::Map(vec![])),
        ],
    );
    objects.add(
        "host",
        host.clone(),
        &[
            ("name_label", "xen-lab".into()),
            ("name_description", "".into()),
            ("API_version_major", Value::Int(1)),
            ("API_version_minor", Value::Int(0)),
            ("API_version_vendor", "XenSource".into()),
            ("API_version_vendor_implementation", Value::Map(vec![])),
            (
                "software_version",
                Value::map([
                    ("Xen", "4.1.2"),
                    ("machine", "x86_64"),
                    ("release", "2.6.32-5-xen-amd64"),
                    ("version", "#1 SMP Mon Jan 9 22:28:09 UTC 2012"),
                    ("cc_compiler", "gcc version 4.4.5 (Debian 4.4.5-8)"),
                    ("system", "Linux"),
                    ("host", "xen-lab"),
                ]),
            ),
            ("enabled", true.into()),
            ("other_config", Value::Map(vec![])),
            ("host_CPUs", Value::texts(cpus.iter().cloned())),
            (
                "cpu_configuration",
                Value::map([
                    ("nr_nodes", "1"),
                    ("nr_cpus", "4"),
                    ("cores_per_socket", "4"),
                    ("threads_per_core", "1"),
                    ("cpu_mhz", "2393"),
                ]),
            ),
            ("metrics", (&metrics).into()),
            (
                "capabilities",
                Value::texts([
                    "xen-3.0-x86_64",
                    "xen-3.0-x86_32p",
                    "hvm-3.0-x86_32",
                    "hvm-3.0-x86_64",
                ]),
            ),
            ("supported_bootloaders", Value::texts(["pygrub"])),
            ("sched_policy", "credit".into()),
            ("logging", Value::Map(vec![])),
            ("PIFs", Value::texts([&*pif])),
            (
                "PBDs",
                Value::texts(storages.iter().map(|(_, pbd, ..)| pbd.clone())),
            ),
            ("PPCIs", Value::Set(vec![])),
            ("PSCSIs", Value::Set(vec![])),
            ("PSCSI_HBAs", Value::Set(vec![])),
            ("resident_cpu_pools", Value::texts([&*pool])),
        ],
    );
    objects.add("PIF_metrics", pif_metrics.clone(), &[]);
    objects.add(
        "PIF",
        pif.clone(),
        &[
            ("device", "eth0".into()),
            ("network", (&network).into()),
            ("host", (&host).into()),
            ("MAC", "00:1e:67:0a:3c:51".into()),
            ("MTU", Value::Int(1500)),
            ("VLAN", Value::Int(-1)),
            ("metrics", (&pif_metrics).into()),
        ],
    );
    let mut disks: Vec<Vec<Ref>> = vec![Vec::new(), Vec::new()];
    let mut vifs = Vec::new();
    let mut started = Vec::new();
    for (index, (name, state, memory, vcpus, gib, emulated)) in MACHINES.iter().enumerate() {
        let (vm, console, vbd, vdi, vif) = (new(), new(), new(), new(), new());
        let storage = index % 2;
        let up = matches!(*state, "Running" | "Paused");
        objects.add(
            "VDI",
            vdi.clone(),
            &[
                ("name_label", format!("{name} disk").into()),
                ("name_description", "".into()),
                ("SR", (&storages[storage].0).into()),
                ("VBDs", Value::texts([&*vbd])),
                ("virtual_size", Value::Int(gib * GIB)),
                ("physical_utilisation", Value::Int(gib * GIB / 2)),
                ("type", "system".into()),
                ("sharable", false.into()),
                ("read_only", false.into()),
                (
                    "other_config",
                    Value::map([("location", format!("file:/var/lib/xen/images/{index}.img"))]),
                ),
                ("security_label", "".into()),
            ],
        );
        disks[storage].push(vdi.clone());
        objects.add(
            "VBD",
            vbd.clone(),
            &[
                ("VM", (&vm).into()),
                ("VDI", (&vdi).into()),
                ("device", if *emulated { "hda" } else { "xvda" }.into()),
                ("bootable", true.into()),
                ("mode", "RW".into()),
                ("type", "Disk".into()),
                ("metrics", (&vbd).into()),
                ("runtime_properties", Value::Map(vec![])),
            ],
        );
        objects.add(
            "VIF",
            vif.clone(),
            &[
                ("VM", (&vm).into()),
                ("network", (&network).into()),
                ("device", "eth0".into()),
                (
                    "MAC",
                    format!(
                        "00:16:3e:{:02x}:{:02x}:{index:02x}",
                        seed as u8,
                        memory % 251
                    )
                    .into(),
                ),
                ("MTU", Value::Int(1500)),
                ("metrics", (&vif).into()),
                ("runtime_properties", Value::Map(vec![])),
                ("security_label", "".into()),
            ],
        );
        vifs.push(vif.clone());
        objects.add(
            "console",
            console.clone(),
            &[
                ("VM", (&vm).into()),
                ("protocol", "rfb".into()),
                ("location", "".into()),
                ("other_config", Value::Map(vec![])),
            ],
        );
        let mut members = machine(&vm, name, *memory * MIB, *vcpus, &host, &pool);
        members.extend([
            ("power_state", Value::text(*state)),
            ("domid", Value::Int(if up { index as i64 + 1 } else { -1 })),
            ("consoles", Value::texts([&*console])),
            ("VBDs", Value::texts([&*vbd])),
            ("VIFs", Value::texts([&*vif])),
        ]);
        if *emulated {
            members.extend([
                ("PV_kernel", Value::Null),
                ("PV_ramdisk", Value::Null),
                ("PV_bootloader", Value::Null),
                ("HVM_boot_policy", "BIOS order".into()),
                ("HVM_boot_params", Value::map([("order", "cd")])),
            ]);
        }
        objects.add("VM", vm.clone(), &members);
        add_metrics(&mut objects, &vm, up);
        if up {
            started.push(vm);
        }
    }
    let control: Ref = Arc::from(DOM0);
    let mut members = machine(&control, "Domain-0", 2 * GIB, 4, &host, &pool);
    members.extend([
        ("power_state", "Running".into()),
        ("domid", Value::Int(0)),
        ("is_control_domain", true.into()),
    ]);
    objects.add("VM", control.clone(), &members);
    add_metrics(&mut objects, &control, true);
    started.push(control);
    objects.set("cpu_pool", &pool, "started_VMs", Value::texts(started));
    for ((storage, pbd, name, kind, gib), disks) in storages.into_iter().zip(disks) {
        let used = |member| -> i64 {
            let sizes = disks
                .iter()
                .filter_map(|vdi| objects.get("VDI", vdi, member));
            sizes.map(Value::as_int).sum()
        };
        let (allocated, utilised) = (used("virtual_size"), used("physical_utilisation"));
        objects.add(
            "PBD",
            pbd.clone(),
            &[
                ("host", (&host).into()),
                ("SR", (&storage).into()),
                (
                    "device_config",
                    Value::map([("location", "/var/lib/xend/storage")]),
                ),
                ("currently_attached", true.into()),
            ],
        );
        objects.add(
            "SR",
            storage,
            &[
                ("name_label", name.into()),
                ("name_description", "".into()),
                ("type", kind.into()),
                ("content_type", "".into()),
                ("physical_size", Value::Int(gib * GIB)),
                ("physical_utilisation", Value::Int(utilised)),
                ("virtual_allocation", Value::Int(allocated)),
                ("VDIs", Value::texts(disks)),
                ("PBDs", Value::texts([&*pbd])),
            ],
        );
    }
    objects.add(
        "network",
        network,
        &[
            ("name_label", "xenbr0".into()),
            ("name_description", "".into()),
            ("VIFs", Value::texts(vifs)),
            ("PIFs", Value::texts([&*pif])),
            ("managed", true.into()),
            ("other_config", Value::Map(vec![])),
        ],
    );
    objects
}

/// The metrics of a machine, under an uuid of their own.
pub(super) fn add_metrics(objects: &mut Objects, vm: &Ref, up: bool) {
    let metrics: Ref = Arc::from(Rng::new(poolsim::rng::hash(vm)).uuid());
    let started = if up { clock::now() - 86_400 } else { 0 };
    let members = [("VM", vm.into()), ("start_time", Value::Date(started))];
    objects.add("VM_metrics", metrics.clone(), &members);
    objects.set("VM", vm, "metrics", metrics);
}

/// What every machine has.
pub(super) fn machine(
    vm: &Ref,
    name: &str,
    memory: i64,
    vcpus: i64,
    host: &Ref,
    pool: &Ref,
) -> Vec<(&'static str, Value)> {
    let none = || Value::Set(vec![]);
    vec![
        ("uuid", vm.into()),
        ("power_state", "Halted".into()),
        ("name_label", name.into()),
        // The server tells the name in both.
        ("name_description", name.into()),
        ("user_version", Value::Int(1)),
        ("is_a_template", false.into()),
        ("auto_power_on", false.into()),
        ("resident_on", host.into()),
        ("memory_static_min", Value::Int(0)),
        ("memory_static_max", Value::Int(memory)),
        ("memory_dynamic_min", Value::Int(memory)),
        ("memory_dynamic_max", Value::Int(memory)),
        (
            "VCPUs_params",
            Value::map([("weight", "256"), ("cap", "0")]),
        ),
        ("VCPUs_at_startup", Value::Int(vcpus)),
        ("VCPUs_max", Value::Int(vcpus)),
        ("actions_after_shutdown", "destroy".into()),
        ("actions_after_reboot", "restart".into()),
        ("actions_after_suspend", "".into()),
        ("actions_after_crash", "restart".into()),
        ("consoles", none()),
        ("VIFs", none()),
        ("VBDs", none()),
        ("VTPMs", none()),
        ("DPCIs", none()),
        ("DSCSIs", none()),
        ("DSCSI_HBAs", none()),
        ("PV_bootloader", "".into()),
        ("PV_kernel", "/boot/vmlinuz-2.6.32-5-xen-amd64".into()),
        ("PV_ramdisk", "/boot/initrd.img-2.6.32-5-xen-amd64".into()),
        ("PV_args", "root=/dev/xvda ro".into()),
        ("PV_bootloader_args", "".into()),
        ("HVM_boot_policy", "".into()),
        ("HVM_boot_params", Value::Map(vec![])),
        ("platform", Value::map([("localtime", "0"), ("vnc", "1")])),
        ("PCI_bus", "".into()),
        ("tools_version", Value::Map(vec![])),
        ("other_config", Value::Map(vec![])),
        ("domid", Value::Int(-1)),
        ("is_control_domain", false.into()),
        ("metrics", "".into()),
        ("security_label", "".into()),
        ("crash_dumps", none()),
        ("pool_name", "Pool-0".into()),
        ("cpu_pool", Value::texts([&**pool])),
    ]
}
