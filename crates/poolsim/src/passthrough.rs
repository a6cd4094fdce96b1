//! Hardware of a host that goes to a VM as it is: GPUs or parts of them, USB devices, other PCI devices. What is free of
//! it, what a VM needs of a host, and what is attached while it runs.

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::value::{NULL_REF, Ref, Value};

/// Whether a type of virtual GPU is a whole one.
pub fn is_whole(db: &Db, kind: &str) -> bool {
    db.text(kind, "implementation") == "passthrough"
}

/// The virtual GPUs that a GPU carries, or will in a moment.
fn carried(db: &Db, pgpu: &str) -> Vec<Ref> {
    let on = |vgpu: &Ref, field: &str| *db.reference(vgpu, field) == *pgpu;
    let all = db.all("VGPU").into_iter();
    all.filter(|vgpu| on(vgpu, "resident_on") || on(vgpu, "scheduled_to_be_resident_on"))
        .collect()
}

/// The VMs that have a PCI device.
pub fn users(db: &Db, pci: &Ref) -> Vec<Ref> {
    let vms = db
        .rows("VM")
        .filter(|(vm, _)| db.refs(vm, "attached_PCIs").contains(pci));
    vms.map(|(vm, _)| vm.clone()).collect()
}

/// How many more of a type a GPU can carry, beside those of `planned`; the error says why none.
pub fn room(db: &Db, pgpu: &Ref, kind: &Ref, planned: &[(Ref, Ref)]) -> Outcome<i64> {
    let with = |code: &str, types: Vec<Ref>| {
        let types = types.iter().map(|it| it.to_string());
        Err(Failure::new(
            code,
            std::iter::once(kind.to_string()).chain(types),
        ))
    };
    let supported = db.refs(pgpu, "supported_VGPU_types");
    if !supported.contains(kind) {
        return with("VGPU_TYPE_NOT_SUPPORTED", supported);
    }
    let enabled = db.refs(pgpu, "enabled_VGPU_types");
    if !enabled.contains(kind) {
        return with("VGPU_TYPE_NOT_ENABLED", enabled);
    }
    let mut types: Vec<Ref> = carried(db, pgpu)
        .iter()
        .map(|vgpu| db.reference(vgpu, "type"))
        .collect();
    types.extend(
        planned
            .iter()
            .filter(|(on, _)| on == pgpu)
            .map(|(_, kind)| kind.clone()),
    );
    if let Some(running) = types.iter().find(|running| *running != kind) {
        return Err(Failure::new(
            "VGPU_TYPE_NOT_COMPATIBLE_WITH_RUNNING_TYPE",
            [&**pgpu, &**kind, &**running],
        ));
    }
    let most = db
        .value(pgpu, "supported_VGPU_max_capacities")
        .and_then(|most| most.member(kind))
        .map_or(1, Value::as_int);
    let passed = !users(db, &db.reference(pgpu, "PCI")).is_empty();
    let taken = i64::try_from(types.len()).unwrap_or(i64::MAX);
    match most - taken {
        left if left > 0 && !passed => Ok(left),
        _ => Err(Failure::new(
            "PGPU_INSUFFICIENT_CAPACITY_FOR_VGPU",
            [&**pgpu, &**kind],
        )),
    }
}

/// Which GPU of a host carries which of a VM's virtual GPUs: where little is left, or much, as the group says.
fn places(db: &Db, vm: &str, host: &str) -> Outcome<Vec<(Ref, Ref)>> {
    let mut places: Vec<(Ref, Ref)> = Vec::new();
    let mut planned: Vec<(Ref, Ref)> = Vec::new();
    for vgpu in db.refs(vm, "VGPUs") {
        let group = db.reference(&vgpu, "GPU_group");
        let kind = db.reference(&vgpu, "type");
        let gpus = db.refs(&group, "PGPUs").into_iter();
        let free = gpus
            .filter(|pgpu| *db.reference(pgpu, "host") == *host)
            .filter_map(|pgpu| Some((room(db, &pgpu, &kind, &planned).ok()?, pgpu)));
        let chosen = match db.text(&group, "allocation_algorithm") {
            "breadth_first" => free.max_by_key(|(room, _)| *room),
            _ => free.min_by_key(|(room, _)| *room),
        };
        match chosen {
            Some((_, pgpu)) => {
                planned.push((pgpu.clone(), kind));
                places.push((vgpu, pgpu));
            }
            None if is_whole(db, &kind) => {
                return Err(Failure::new("VM_REQUIRES_GPU", [vm, &*group]));
            }
            None => return Err(Failure::new("VM_REQUIRES_VGPU", [vm, &*group, &*kind])),
        }
    }
    Ok(places)
}

/// Whether a host has what a VM needs that is to begin there.
pub fn available(db: &Db, vm: &str, host: &str) -> Outcome<()> {
    let vgpus = db.refs(vm, "VGPUs");
    let whole = |vgpu: &Ref| is_whole(db, &db.reference(vgpu, "type"));
    if vgpus.iter().any(whole) && db.entry(host, "chipset_info", "iommu") != Some("true") {
        return Err(Failure::new("VM_REQUIRES_IOMMU", [host]));
    }
    // One that has its place already has it here, or could not be asked for.
    let is_placed = |vgpu: &Ref| &*db.reference(vgpu, "scheduled_to_be_resident_on") != NULL_REF;
    if !vgpus.iter().all(is_placed) {
        places(db, vm, host)?;
    }
    for vusb in db.refs(vm, "VUSBs") {
        let devices = db.refs(&db.reference(&vusb, "USB_group"), "PUSBs");
        let here = |pusb: &Ref| *db.reference(pusb, "host") == *host;
        if !devices.first().is_some_and(here) {
            let why = format!("VUSB {vusb} is not available on Host {host}");
            return Err(Failure::new("OPERATION_NOT_ALLOWED", [why]));
        }
    }
    Ok(())
}

/// The addresses of the PCI devices that a VM is given by its `other_config`: `0/0000:04:01.0,…`.
fn addresses(db: &Db, vm: &str) -> Vec<String> {
    let told = db.entry(vm, "other_config", "pci").unwrap_or("");
    let devices = told.split(',').filter_map(|one| one.trim().split_once('/'));
    devices.map(|(_, address)| address.to_owned()).collect()
}

/// Those devices, at a host. The server does not look for them when it chooses a host, and fails when it comes to them;
/// how it says that is not known from a real one.
fn devices(db: &Db, vm: &str, host: &str) -> Outcome<Vec<Ref>> {
    let at_host = db.refs(host, "PCIs");
    let find = |address: String| {
        let known = at_host.iter().find(|pci| db.text(pci, "pci_id") == address);
        let free = known.filter(|pci| {
            // With what it belongs to, or what belongs to it.
            let depends = |one: &&Ref| db.refs(one, "dependencies").contains(pci);
            let together = at_host.iter().filter(depends).chain([*pci]);
            let mut users = together.flat_map(|pci| users(db, pci));
            users.all(|user| *user == *vm)
        });
        free.cloned().ok_or_else(|| {
            Failure::internal(format!("xenopsd internal error: Cannot_add({address})"))
        })
    };
    addresses(db, vm).into_iter().map(find).collect()
}

/// Keeps what a VM needs of a host on which it is about to begin. GPUs go into emulated hardware alone; nobody looks at
/// that before.
pub fn reserve(db: &mut Db, vm: &str, host: &str) -> Outcome<()> {
    if !db.refs(vm, "VGPUs").is_empty() && !is_hvm(db, vm) {
        let why = "vGPU- and GPU-passthrough needs HVM";
        return Err(Failure::new("FEATURE_REQUIRES_HVM", [why]));
    }
    devices(db, vm, host)?;
    for (vgpu, pgpu) in places(db, vm, host)? {
        db.set(&vgpu, "scheduled_to_be_resident_on", &pgpu);
    }
    Ok(())
}

/// Lets go of it again.
pub fn release(db: &mut Db, vm: &str) {
    for vgpu in db.refs(vm, "VGPUs") {
        db.set(&vgpu, "scheduled_to_be_resident_on", NULL_REF);
    }
}

/// Attaches what a VM has to it, on the host on which it begins to run.
pub fn attach(db: &mut Db, vm: &str, host: &str) {
    let mut passed = devices(db, vm, host).unwrap_or_default();
    for vgpu in db.refs(vm, "VGPUs") {
        let fields = ["scheduled_to_be_resident_on", "resident_on"];
        let places = fields.map(|field| db.reference(&vgpu, field));
        let Some(pgpu) = places.into_iter().find(|pgpu| db.is("PGPU", pgpu)) else {
            continue;
        };
        db.set(&vgpu, "scheduled_to_be_resident_on", NULL_REF);
        db.set(&vgpu, "resident_on", &pgpu);
        db.set(&vgpu, "currently_attached", true);
        if is_whole(db, &db.reference(&vgpu, "type")) {
            let pci = db.reference(&pgpu, "PCI");
            db.set(&vgpu, "PCI", &pci);
            passed.extend(db.refs(&pci, "dependencies"));
            passed.push(pci);
        }
    }
    db.set(
        vm,
        "attached_PCIs",
        Value::Set(passed.iter().map(Value::from).collect()),
    );
    // Without emulated hardware the devices stay where they are, and nobody says so.
    if is_hvm(db, vm) {
        for vusb in db.refs(vm, "VUSBs") {
            db.set(&vusb, "currently_attached", true);
        }
    }
}

fn is_hvm(db: &Db, vm: &str) -> bool {
    db.text(vm, "domain_type") == "hvm"
}

/// Takes it from a VM that runs no more.
pub fn detach(db: &mut Db, vm: &str) {
    release(db, vm);
    for vgpu in db.refs(vm, "VGPUs") {
        db.set(&vgpu, "resident_on", NULL_REF);
        db.set(&vgpu, "PCI", NULL_REF);
        db.set(&vgpu, "currently_attached", false);
    }
    db.set(vm, "attached_PCIs", Value::Set(Vec::new()));
    for vusb in db.refs(vm, "VUSBs") {
        db.set(&vusb, "currently_attached", false);
    }
}

/// Whether a VM can do without its host, or be kept as it is, with what it has of hardware.
pub fn lets(db: &Db, vm: &str, operation: &str) -> Outcome<()> {
    let leaves = matches!(
        operation,
        "suspend" | "checkpoint" | "pool_migrate" | "migrate_send"
    );
    if leaves && !db.refs(vm, "attached_PCIs").is_empty() {
        return Err(Failure::new("VM_HAS_PCI_ATTACHED", [vm]));
    }
    let power = db.text(vm, "power_state");
    let rests = matches!(
        (operation, power),
        ("migrate_send", "Halted") | ("checkpoint", "Suspended")
    );
    // Some can, with a driver's consent, which shows at the card.
    let is_kept = |vgpu: &Ref| {
        let card = db.reference(vgpu, "resident_on");
        let told = db.value(&card, "compatibility_metadata");
        db.text(&db.reference(vgpu, "type"), "implementation") == "nvidia"
            && told.is_some_and(|told| !told.as_map().is_empty())
    };
    if leaves && !rests && !db.refs(vm, "VGPUs").iter().all(is_kept) {
        return Err(Failure::new("VM_HAS_VGPU", [vm]));
    }
    if (leaves || operation == "snapshot") && !db.refs(vm, "VUSBs").is_empty() {
        return Err(Failure::new("VM_HAS_VUSBS", [vm]));
    }
    Ok(())
}
