//! Where a VM can run: memory, storage, networks, hardware that is passed through, and the choice of a host.

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::passthrough;
use crate::pool::World;
use crate::value::{NULL_REF, Ref};

/// Memory that a VM takes on its host.
pub fn needed(db: &Db, vm: &str) -> i64 {
    db.int(vm, "memory_dynamic_max") + db.int(vm, "memory_overhead")
}

/// Memory of a host that is not spoken for.
pub fn free(db: &Db, host: &str) -> i64 {
    let total =
        db.int(&db.reference(host, "metrics"), "memory_total") - db.int(host, "memory_overhead");
    let resident: i64 = db
        .refs(host, "resident_VMs")
        .iter()
        .map(|vm| needed(db, vm))
        .sum();
    let coming: i64 = db
        .rows("VM")
        .filter(|(vm, _)| *db.reference(vm, "scheduled_to_be_resident_on") == *host)
        .map(|(vm, _)| needed(db, vm))
        .sum();
    (total - resident - coming).max(0)
}

/// Whether a host can run a VM, leaving out where it runs now; the error says why not.
pub fn can_boot_here(db: &Db, vm: &str, host: &str) -> Outcome<()> {
    can_run_with(db, vm, host, |vdi| db.reference(vdi, "SR"))
}

/// The same, if its disks were on the storage that `home` says.
pub fn can_run_with(db: &Db, vm: &str, host: &str, home: impl Fn(&Ref) -> Ref) -> Outcome<()> {
    if !db.flag(&db.reference(host, "metrics"), "live") {
        return Err(Failure::new("HOST_OFFLINE", [host]));
    }
    if !db.flag(host, "enabled") {
        return Err(Failure::new("HOST_DISABLED", [host]));
    }
    reachable(db, vm, host, home)?;
    if *db.reference(vm, "resident_on") == *host {
        return Ok(());
    }
    passthrough::available(db, vm, host)?;
    let (needed, free) = (needed(db, vm), free(db, host));
    if needed > free {
        return Err(Failure::new(
            "HOST_NOT_ENOUGH_FREE_MEMORY",
            [needed.to_string(), free.to_string()],
        ));
    }
    Ok(())
}

/// Whether a host sees all disks and networks of a VM.
fn reachable(db: &Db, vm: &str, host: &str, home: impl Fn(&Ref) -> Ref) -> Outcome<()> {
    let mut storage: Vec<Ref> = db
        .refs(vm, "VBDs")
        .iter()
        .map(|vbd| db.reference(vbd, "VDI"))
        .chain([db.reference(vm, "suspend_VDI")])
        .filter(|vdi| db.is("VDI", vdi))
        .map(|vdi| home(&vdi))
        .collect();
    storage.dedup();
    for sr in storage {
        let plugged = db
            .refs(&sr, "PBDs")
            .iter()
            .any(|pbd| *db.reference(pbd, "host") == *host && db.flag(pbd, "currently_attached"));
        if !plugged {
            return Err(Failure::new("VM_REQUIRES_SR", [vm, &*sr]));
        }
    }
    for vif in db.refs(vm, "VIFs") {
        let network = db.reference(&vif, "network");
        let wired = db.refs(&network, "PIFs");
        // A network without any PIF is internal: every host has it.
        if !wired.is_empty() && !wired.iter().any(|pif| *db.reference(pif, "host") == *host) {
            return Err(Failure::new("VM_REQUIRES_NETWORK", [vm, &*network]));
        }
    }
    Ok(())
}

/// The hosts that can run a VM.
pub fn possible(db: &Db, vm: &str) -> Vec<Ref> {
    db.all("host")
        .into_iter()
        .filter(|host| can_boot_here(db, vm, host).is_ok())
        .collect()
}

/// The host to start a VM on: its home server if that can, or the one with most memory free.
pub fn choose(world: &World, vm: &str) -> Outcome<Ref> {
    let db = &world.db;
    let possible = possible(db, vm);
    let home = db.reference(vm, "affinity");
    if &*home != NULL_REF && possible.contains(&home) {
        return Ok(home);
    }
    if let Some(host) = possible.into_iter().max_by_key(|host| free(db, host)) {
        return Ok(host);
    }
    // With a single host its own reason is told; with several, only that none will do.
    let hosts = db.all("host");
    match hosts.as_slice() {
        [only] => Err(can_boot_here(db, vm, only)
            .err()
            .unwrap_or_else(|| Failure::bare("NO_HOSTS_AVAILABLE"))),
        _ => Err(Failure::bare("NO_HOSTS_AVAILABLE")),
    }
}
