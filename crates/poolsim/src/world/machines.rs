//! The VMs: planned first, so that the hosts can be given just enough memory for them, then made.

use super::names::{FIRST, MORE, State};
use super::{Maker, Plan, Site};
use crate::guests;
use crate::ops::power;
use crate::pool::World;
use crate::rng::Rng;
use crate::value::{NULL_REF, Ref, Value};

const GIB: i64 = 1 << 30;
const MIB: i64 = 1 << 20;

/// A VM to be made.
pub(super) struct Spec {
    pub name: String,
    pub description: String,
    pub label: &'static str,
    pub memory: i64,
    pub cpus: i64,
    pub disks: Vec<i64>,
    /// Index of its guest network; none beyond their number.
    pub network: usize,
    pub folder: &'static str,
    pub tags: &'static [&'static str],
    /// On shared storage rather than on its host's own.
    pub shared: bool,
    /// On the NFS rather than on the iSCSI.
    pub slow_storage: bool,
}

pub(super) struct Planned {
    spec: Spec,
    state: State,
    host: usize,
}

/// Decides what VMs there will be and which host each is on.
pub(super) fn plan(maker: &mut Maker<'_>, plan: &Plan) -> Vec<Planned> {
    let hosts = plan.hosts.max(1);
    // The fourth host is in maintenance: nothing runs there.
    let usable: Vec<usize> = (0..hosts).filter(|h| *h != 3).collect();
    (0..plan.vms)
        .map(|i| {
            let (purpose, name) = match FIRST.get(i) {
                Some(first) => (first, first.stem.to_owned()),
                None => {
                    let n = i - FIRST.len();
                    let purpose = &MORE[n % MORE.len()];
                    (
                        purpose,
                        format!("{}-{:03}", purpose.stem, n / MORE.len() + 3),
                    )
                }
            };
            // The first host carries more than its share: load is never even.
            let host = if maker.rng.chance(20) {
                usable[0]
            } else {
                *maker.rng.pick(&usable)
            };
            let running = purpose.state == State::Running;
            Planned {
                spec: Spec {
                    name,
                    description: purpose.description.to_owned(),
                    label: purpose.label,
                    memory: purpose.memory * GIB,
                    cpus: purpose.cpus,
                    disks: purpose.disks.iter().map(|gib| gib * GIB).collect(),
                    network: purpose.network,
                    folder: purpose.folder,
                    tags: purpose.tags,
                    shared: !(running && maker.rng.chance(8)),
                    slow_storage: purpose.disks.len() < 2,
                },
                state: purpose.state,
                host,
            }
        })
        .collect()
}

/// Memory of a host: twice what the fullest one carries, so that any host's guests fit on any other's side; no more.
pub(super) fn memory_per_host(planned: &[Planned], plan: &Plan) -> i64 {
    let mut load = vec![0i64; plan.hosts.max(1)];
    for vm in planned {
        if matches!(vm.state, State::Running | State::Paused) {
            load[vm.host] += vm.spec.memory + 64 * MIB;
        }
    }
    let wanted = 2 * load.into_iter().max().unwrap_or(0) + 6 * GIB;
    (wanted + 16 * GIB - 1) / (16 * GIB) * (16 * GIB)
}

/// Makes the VMs that were planned.
pub(super) fn make(world: &mut World, rng: &mut Rng, site: &Site, planned: &[Planned]) {
    let now = crate::clock::now();
    let refs: Vec<Ref> = planned
        .iter()
        .map(|vm| {
            let mut maker = Maker {
                db: &mut world.db,
                rng: rng.clone(),
                now,
            };
            // A disk is made where it stays: taking one off a list of ten thousands takes its time.
            let own = site.local.get(vm.host).filter(|_| !vm.spec.shared);
            let made = make_vm(&mut maker, site, &vm.spec, own);
            *rng = maker.rng;
            made
        })
        .collect();
    for (vm, planned) in refs.iter().zip(planned) {
        let Some(host) = site.hosts.get(planned.host) else {
            continue;
        };
        match planned.state {
            State::Running => run(world, rng, vm, host, false),
            State::Paused => run(world, rng, vm, host, true),
            State::Suspended => {
                run(world, rng, vm, host, false);
                if let Some(sr) = site.shared.first() {
                    power::store_memory(world, vm, sr);
                }
            }
            State::Halted => {}
        }
        if rng.chance(15) {
            world.db.set(vm, "affinity", host);
        }
    }
    insert_disc(world, site, &refs);
    snapshots(world, rng, &refs);
}

fn run(world: &mut World, rng: &mut Rng, vm: &Ref, host: &Ref, paused: bool) {
    power::boot(world, vm, host, paused);
    let since = crate::clock::now() - i64::try_from(3_600 + rng.below(86_400 * 40)).unwrap_or(0);
    let metrics = world.db.reference(vm, "metrics");
    world.db.set(&metrics, "start_time", Value::Date(since));
}

/// One running VM has a disc in its drive.
fn insert_disc(world: &mut World, site: &Site, refs: &[Ref]) {
    let Some(disc) = site.discs.first() else {
        return;
    };
    let running = refs
        .iter()
        .find(|vm| world.db.text(vm, "power_state") == "Running");
    let drive = running.and_then(|vm| {
        world
            .db
            .refs(vm, "VBDs")
            .into_iter()
            .find(|vbd| world.db.text(vbd, "type") == "CD")
    });
    if let Some(drive) = drive {
        world.db.set(&drive, "VDI", disc);
        world.db.set(&drive, "empty", false);
        world.db.set(&drive, "currently_attached", true);
    }
}

/// Some VMs have snapshots of other days; the first that is made is the newest's parent.
fn snapshots(world: &mut World, rng: &mut Rng, refs: &[Ref]) {
    let now = crate::clock::now();
    for (i, vm) in refs.iter().enumerate().take(400) {
        // Halted VMs stay without: they are what people try things on.
        if world.db.text(vm, "power_state") != "Running" || i % 4 != 0 {
            continue;
        }
        for (age, name) in [(9, "before the upgrade"), (2, "Montag früh ✓")] {
            if rng.chance(70) {
                let at = now - 86_400 * age - 3_600;
                crate::ops::copies::snapshot_record(world, vm, name, at);
            }
        }
    }
}

/// Makes a halted VM with its devices; its disks on its host's `own` storage, or else on shared one.
pub(super) fn make_vm(maker: &mut Maker<'_>, site: &Site, spec: &Spec, own: Option<&Ref>) -> Ref {
    let metrics = maker.make(
        "VM_metrics",
        &[(
            "VCPUs_utilisation",
            Value::fields([("0", Value::Float(0.0))]),
        )],
    );
    let windows = spec.label.starts_with("windows");
    let paravirtual = guests::system(spec.label).paravirtual;
    let seed = maker.rng.uuid();
    let (a, b) = (maker.rng.roll() >> 1, maker.rng.roll() >> 1);
    let mut other = vec![("mac_seed", seed.as_str())];
    if !spec.folder.is_empty() {
        other.push(("folder", spec.folder));
    }
    let firmware = if windows { "uefi" } else { "bios" };
    let vm = maker.make(
        "VM",
        &[
            ("name_label", spec.name.as_str().into()),
            ("name_description", spec.description.as_str().into()),
            ("user_version", 1.into()),
            ("memory_overhead", (22 * MIB).into()),
            ("memory_static_max", spec.memory.into()),
            ("memory_dynamic_max", spec.memory.into()),
            ("memory_dynamic_min", spec.memory.into()),
            ("memory_static_min", (512 * MIB).into()),
            ("VCPUs_max", spec.cpus.into()),
            ("VCPUs_at_startup", spec.cpus.into()),
            ("actions_after_shutdown", "destroy".into()),
            ("actions_after_reboot", "restart".into()),
            ("actions_after_crash", "restart".into()),
            (
                "HVM_boot_policy",
                if paravirtual { "" } else { "BIOS order" }.into(),
            ),
            (
                "PV_bootloader",
                if paravirtual { "pygrub" } else { "" }.into(),
            ),
            (
                "HVM_boot_params",
                Value::map([("order", "cdn"), ("firmware", firmware)]),
            ),
            (
                "platform",
                Value::map([
                    ("nx", "true"),
                    ("acpi", "1"),
                    ("apic", "true"),
                    ("pae", "true"),
                    ("viridian", if windows { "true" } else { "false" }),
                    ("device-model", "qemu-upstream-compat"),
                    ("vga", "std"),
                    ("videoram", "8"),
                ]),
            ),
            ("other_config", Value::map(other)),
            ("tags", Value::texts(spec.tags.iter().copied())),
            ("domid", (-1).into()),
            ("metrics", metrics.into()),
            ("generation_id", format!("{a}:{b}").into()),
            ("has_vendor_device", windows.into()),
            ("reference_label", spec.label.into()),
            ("domain_type", if paravirtual { "pv" } else { "hvm" }.into()),
        ],
    );
    let shared = if spec.slow_storage {
        site.shared.first()
    } else {
        site.shared.last()
    };
    let storage = shared.map(|shared| own.unwrap_or(shared));
    for (n, size) in spec.disks.iter().enumerate() {
        make_disk(maker, storage, &vm, &spec.name, n, *size);
    }
    if !spec.disks.is_empty() {
        vbd(maker, &vm, &Value::from(NULL_REF), "3", "CD");
    }
    if let Some(network) = site.guest_networks.get(spec.network) {
        let mac = maker.rng.mac();
        maker.make(
            "VIF",
            &[
                ("device", "0".into()),
                ("network", network.into()),
                ("VM", (&vm).into()),
                ("MAC", mac.into()),
                ("MTU", 1500.into()),
                ("MAC_autogenerated", true.into()),
                ("locking_mode", "network_default".into()),
                ("ipv4_configuration_mode", "None".into()),
                ("ipv6_configuration_mode", "None".into()),
            ],
        );
    }
    vm
}

fn make_disk(maker: &mut Maker<'_>, sr: Option<&Ref>, vm: &Ref, name: &str, n: usize, size: i64) {
    let Some(sr) = sr else { return };
    let used = size / 100 * i64::try_from(15 + maker.rng.below(70)).unwrap_or(50);
    let uuid = maker.rng.uuid();
    let vdi = maker.make(
        "VDI",
        &[
            ("uuid", uuid.as_str().into()),
            ("location", uuid.as_str().into()),
            ("name_label", format!("{name} {n}").into()),
            (
                "name_description",
                if n == 0 { "System" } else { "Data" }.into(),
            ),
            ("SR", sr.into()),
            ("virtual_size", size.into()),
            ("physical_utilisation", used.into()),
            ("type", "user".into()),
            ("managed", true.into()),
            ("allow_caching", true.into()),
        ],
    );
    vbd(maker, vm, &Value::from(vdi), &n.to_string(), "Disk");
}

fn vbd(maker: &mut Maker<'_>, vm: &Ref, vdi: &Value, position: &str, kind: &str) {
    let metrics = maker.make("VBD_metrics", &[]);
    let disk = kind == "Disk";
    let device = if disk {
        power::device_name(position, kind)
    } else {
        String::new()
    };
    let owner = if disk {
        Value::map([("owner", "true")])
    } else {
        Value::Map(Vec::new())
    };
    maker.make(
        "VBD",
        &[
            ("VM", vm.into()),
            ("VDI", vdi.clone()),
            ("device", device.into()),
            ("userdevice", position.into()),
            ("bootable", (position == "0").into()),
            ("mode", if disk { "RW" } else { "RO" }.into()),
            ("type", kind.into()),
            ("unpluggable", true.into()),
            ("empty", (!disk).into()),
            ("other_config", owner),
            ("metrics", metrics.into()),
        ],
    );
}
