//! What may be done to a VM or one of its devices now: the server's checks, in its order.

use std::sync::Arc;

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::ops::groups::refresh_appliance;
use crate::value::{NULL_REF, Ref, Value};

/// Power states an operation can start from; "" in the list means any.
fn states(operation: &str) -> &'static [&'static str] {
    match operation {
        "start"
        | "start_on"
        | "provision"
        | "clone"
        | "copy"
        | "make_into_template"
        | "changing_static_range"
        | "changing_shadow_memory"
        | "changing_NVRAM"
        | "changing_VCPUs"
        | "changing_memory_limits"
        | "create_vtpm" => &["Halted"],
        "export" | "destroy" | "revert" => &["Halted", "Suspended"],
        "pause"
        | "suspend"
        | "clean_shutdown"
        | "clean_reboot"
        | "pool_migrate"
        | "changing_VCPUs_live"
        | "sysprep"
        | "send_sysrq"
        | "send_trigger"
        | "data_source_op"
        | "call_plugin"
        | "get_boot_record" => &["Running"],
        "unpause" => &["Paused"],
        "resume" | "resume_on" => &["Suspended"],
        "checkpoint" => &["Running", "Suspended"],
        "hard_shutdown" => &["Running", "Paused", "Suspended"],
        "hard_reboot" => &["Running", "Paused"],
        "shutdown" => &["Running", "Paused", "Suspended"],
        "migrate_send" => &["Running", "Halted", "Suspended"],
        "changing_dynamic_range" => &["Halted", "Running"],
        _ => &[""],
    }
}

/// The operations that `allowed_operations` may list, last listed first.
const ADVERTISED: &[&str] = &[
    "snapshot",
    "clone",
    "copy",
    "revert",
    "checkpoint",
    "provision",
    "start",
    "start_on",
    "pause",
    "unpause",
    "clean_shutdown",
    "clean_reboot",
    "hard_shutdown",
    "hard_reboot",
    "suspend",
    "resume",
    "resume_on",
    "pool_migrate",
    "migrate_send",
    "changing_dynamic_range",
    "changing_static_range",
    "changing_shadow_memory",
    "changing_VCPUs_live",
    "changing_NVRAM",
    "make_into_template",
    "export",
    "metadata_export",
    "destroy",
    "create_vtpm",
    "sysprep",
];

const FOR_TEMPLATES: &[&str] = &[
    "clone",
    "copy",
    "provision",
    "migrate_send",
    "changing_dynamic_range",
    "changing_static_range",
    "changing_shadow_memory",
    "changing_NVRAM",
    "changing_VCPUs",
    "changing_memory_limits",
    "export",
    "metadata_export",
    "destroy",
];

const FOR_SNAPSHOTS: &[&str] = &[
    "revert",
    "clone",
    "copy",
    "export",
    "metadata_export",
    "destroy",
    "hard_shutdown",
];

/// Whether an operation may begin; the error is the one that the call fails with.
pub fn check(db: &Db, vm: &str, operation: &str) -> Outcome<()> {
    judge(db, vm, operation, false)
}

/// `strict` also looks at what the guest says it can do: that counts for what is offered.
fn judge(db: &Db, vm: &str, operation: &str, strict: bool) -> Outcome<()> {
    if let Some(code) = db.entry(vm, "blocked_operations", operation) {
        return Err(Failure::new("OPERATION_BLOCKED", [vm, code]));
    }
    let power = db.text(vm, "power_state");
    let states = states(operation);
    let snapshot = db.flag(vm, "is_a_snapshot");
    let suspended_copy = snapshot && matches!(operation, "clone" | "copy") && power == "Suspended";
    if states != [""] && !states.contains(&power) && !suspended_copy {
        let expected = states.join(", ").to_lowercase();
        return Err(Failure::power_state(vm, &expected, &power.to_lowercase()));
    }
    concurrent(db, vm, operation)?;
    let template = db.flag(vm, "is_a_template") && !snapshot;
    if template {
        let default =
            db.flag(vm, "is_default_template") && matches!(operation, "destroy" | "migrate_send");
        if default && operation == "destroy" && !strict {
            return Err(Failure::new("VM_CANNOT_DELETE_DEFAULT_TEMPLATE", [vm]));
        }
        if default || !FOR_TEMPLATES.contains(&operation) {
            return Err(Failure::new("VM_IS_TEMPLATE", [vm, operation]));
        }
    }
    if snapshot && !FOR_SNAPSHOTS.contains(&operation) {
        return Err(Failure::new("VM_IS_SNAPSHOT", [vm, operation]));
    }
    if !snapshot && operation == "revert" {
        return Err(Failure::bare("REVERT_ONLY_ALLOWED_ON_SNAPSHOT"));
    }
    if !template && operation == "provision" {
        return Err(Failure::bare("PROVISION_ONLY_ALLOWED_ON_TEMPLATE"));
    }
    if db.flag(vm, "is_control_domain") {
        return Err(Failure::new(
            "OPERATION_NOT_ALLOWED",
            ["This operation is not allowed on a control domain"],
        ));
    }
    if matches!(operation, "suspend" | "checkpoint" | "pool_migrate") && power == "Running" {
        let fixed = ["nomigrate", "nested-virt"]
            .iter()
            .any(|key| db.entry(vm, "platform", key) == Some("true"));
        if fixed {
            return Err(Failure::new("VM_IS_IMMOBILE", [vm]));
        }
    }
    feature(db, vm, operation, power)?;
    if operation == "make_into_template" {
        if &*db.reference(vm, "appliance") != NULL_REF {
            return Err(Failure::new(
                "VM_IS_PART_OF_AN_APPLIANCE",
                [vm.to_owned(), db.text(vm, "appliance").to_owned()],
            ));
        }
        if &*db.reference(vm, "snapshot_schedule") != NULL_REF {
            let schedule = db.text(vm, "snapshot_schedule").to_owned();
            return Err(Failure::new(
                "VM_ASSIGNED_TO_SNAPSHOT_SCHEDULE",
                [vm.to_owned(), schedule],
            ));
        }
    }
    Ok(())
}

/// Clean ends and everything that suspends need an agent in a fully virtualised guest.
fn feature(db: &Db, vm: &str, operation: &str, power: &str) -> Outcome<()> {
    if power != "Running" || db.text(vm, "domain_type") == "pv" {
        return Ok(());
    }
    let needed = match operation {
        "clean_shutdown" => "feature-shutdown",
        "clean_reboot" => "feature-reboot",
        "suspend" | "checkpoint" | "pool_migrate" => "feature-suspend",
        _ => return Ok(()),
    };
    let guest = db.reference(vm, "guest_metrics");
    if db.entry(&guest, "other", needed) == Some("1") {
        Ok(())
    } else {
        Err(Failure::new("VM_LACKS_FEATURE", [vm]))
    }
}

fn concurrent(db: &Db, vm: &str, operation: &str) -> Outcome<()> {
    let current = db
        .value(vm, "current_operations")
        .map(|v| v.as_map().to_vec())
        .unwrap_or_default();
    if current.is_empty() {
        return Ok(());
    }
    let copying = ["clone", "copy", "export"];
    let snapping = ["snapshot", "checkpoint"];
    let fine = current.iter().all(|(_, other)| {
        let other = other.as_str();
        (copying.contains(&operation) && copying.contains(&other))
            || (snapping.contains(&operation) && snapping.contains(&other))
            || (operation == "hard_shutdown" && other != "hard_shutdown")
            || (operation == "hard_reboot" && !other.starts_with("hard_"))
    });
    if fine {
        return Ok(());
    }
    let operations: Vec<&str> = current.iter().map(|(_, op)| op.as_str()).collect();
    let tasks: Vec<&str> = current.iter().map(|(task, _)| &**task).collect();
    Err(Failure::new(
        "OTHER_OPERATION_IN_PROGRESS",
        ["VM", vm, &operations.join(";"), &tasks.join(";")],
    ))
}

/// Brings `allowed_operations` of a VM up to date.
pub fn refresh(db: &mut Db, vm: &str) {
    let allowed: Vec<&str> = if db.flag(vm, "is_control_domain") {
        Vec::new()
    } else {
        ADVERTISED
            .iter()
            .rev()
            .copied()
            .filter(|operation| judge(db, vm, operation, true).is_ok())
            .collect()
    };
    db.set(vm, "allowed_operations", Value::texts(allowed));
    let appliance = db.reference(vm, "appliance");
    refresh_appliance(db, &appliance);
}

/// Brings a VM, its devices and their disks up to date.
pub fn refresh_all(db: &mut Db, vm: &str) {
    refresh(db, vm);
    for vbd in db.refs(vm, "VBDs") {
        refresh_vbd(db, &vbd);
        let vdi = db.reference(&vbd, "VDI");
        refresh_vdi(db, &vdi);
    }
    for vif in db.refs(vm, "VIFs") {
        refresh_vif(db, &vif);
    }
}

/// Brings `allowed_operations` of a VBD up to date.
pub fn refresh_vbd(db: &mut Db, vbd: &str) {
    let vm = db.reference(vbd, "VM");
    let power = db.text(&vm, "power_state");
    let (attached, empty, disc) = (
        db.flag(vbd, "currently_attached"),
        db.flag(vbd, "empty"),
        db.text(vbd, "type") == "CD",
    );
    let mut allowed = vec!["attach"];
    if disc {
        if power != "Suspended" {
            allowed.push(if empty { "insert" } else { "eject" });
        }
    } else if power == "Running" {
        if attached {
            allowed.extend(["unpause", "unplug", "unplug_force", "pause"]);
        } else {
            allowed.push("plug");
        }
    }
    db.set(vbd, "allowed_operations", Value::texts(allowed));
}

/// Brings `allowed_operations` of a VIF up to date.
pub fn refresh_vif(db: &mut Db, vif: &str) {
    let vm = db.reference(vif, "VM");
    let mut allowed = vec!["attach"];
    if db.text(&vm, "power_state") == "Running" {
        allowed.push(if db.flag(vif, "currently_attached") {
            "unplug"
        } else {
            "plug"
        });
    }
    db.set(vif, "allowed_operations", Value::texts(allowed));
}

/// Brings `allowed_operations` of a VDI up to date.
pub fn refresh_vdi(db: &mut Db, vdi: &str) {
    if !db.is("VDI", vdi) {
        return;
    }
    let attached = db
        .refs(vdi, "VBDs")
        .iter()
        .any(|vbd| db.flag(vbd, "currently_attached"));
    let disc = db.text(&db.reference(vdi, "SR"), "content_type") == "iso";
    let mut allowed: Vec<&str> = match (attached, disc) {
        (_, true) => vec!["copy", "clone"],
        (true, false) => vec!["clone", "snapshot"],
        (false, false) => vec![
            "copy",
            "generate_config",
            "clone",
            "resize_online",
            "forget",
            "update",
            "resize",
            "snapshot",
            "destroy",
        ],
    };
    // What begins anew at each start has nothing worth keeping.
    if db.text(vdi, "on_boot") == "reset" {
        allowed.retain(|operation| !matches!(*operation, "copy" | "snapshot"));
    }
    db.set(vdi, "allowed_operations", Value::texts(allowed));
}

/// Brings `allowed_operations` of a host up to date.
pub fn refresh_host(db: &mut Db, host: &str) {
    let live = db.flag(&db.reference(host, "metrics"), "live");
    let allowed: &[&str] = match (live, db.flag(host, "enabled")) {
        (true, true) => &[
            "vm_migrate",
            "provision",
            "vm_resume",
            "enable",
            "evacuate",
            "vm_start",
        ],
        (true, false) => &["shutdown", "reboot", "enable", "evacuate"],
        (false, _) => &["power_on"],
    };
    db.set(
        host,
        "allowed_operations",
        Value::texts(allowed.iter().copied()),
    );
}

/// Notes that a task works on an object.
pub fn mark(db: &mut Db, object: &str, task: &Ref, operation: &str) {
    db.set_entry(object, "current_operations", task, operation);
    if db.is("VM", object) {
        refresh(db, object);
    }
}

/// Notes that it is done.
pub fn unmark(db: &mut Db, object: &str, task: &Ref) {
    db.clear_entry(object, "current_operations", task);
    if db.is("VM", object) {
        refresh_all(db, object);
    }
}

/// An object that a task works on: when this goes, the mark goes.
#[derive(Debug)]
pub struct Busy {
    pool: Arc<crate::pool::Pool>,
    object: Ref,
    task: Ref,
}

impl Busy {
    /// Checks that the operation may begin on a VM, and marks the VM.
    pub fn begin(
        pool: &Arc<crate::pool::Pool>,
        vm: &Ref,
        task: &Ref,
        operation: &str,
    ) -> Outcome<Busy> {
        let mut world = pool.lock();
        world.db.check("VM", vm)?;
        check(&world.db, vm, operation)?;
        mark(&mut world.db, vm, task, operation);
        Ok(Busy {
            pool: pool.clone(),
            object: vm.clone(),
            task: task.clone(),
        })
    }

    /// Marks another kind of object without any check.
    pub fn on(pool: &Arc<crate::pool::Pool>, object: &Ref, task: &Ref, operation: &str) -> Busy {
        mark(&mut pool.lock().db, object, task, operation);
        Busy {
            pool: pool.clone(),
            object: object.clone(),
            task: task.clone(),
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        unmark(&mut self.pool.lock().db, &self.object, &self.task);
    }
}
