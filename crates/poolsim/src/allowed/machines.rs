//! What may be done to a VM, in the server's order of checks; and to VMs that belong together.

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::passthrough;
use crate::value::NULL_REF;

/// `allowed_operations` may list it.
const OFFERED: u8 = 1;
/// It may be done to a template.
const TEMPLATE: u8 = 2;
/// It may be done to a snapshot.
const SNAPSHOT: u8 = 4;

const ANY: &[&str] = &[];
const HALTED: &[&str] = &["Halted"];
const RUNNING: &[&str] = &["Running"];
const SUSPENDED: &[&str] = &["Suspended"];

/// An operation, the power states that it can start from, and what it can be done to. `allowed_operations` list them from
/// the last to the first.
type Rule = (&'static str, &'static [&'static str], u8);

const RULES: &[Rule] = &[
    ("snapshot", ANY, OFFERED),
    ("clone", HALTED, OFFERED | TEMPLATE | SNAPSHOT),
    ("copy", HALTED, OFFERED | TEMPLATE | SNAPSHOT),
    ("revert", &["Halted", "Suspended"], OFFERED | SNAPSHOT),
    ("checkpoint", &["Running", "Suspended"], OFFERED),
    ("provision", HALTED, OFFERED | TEMPLATE),
    ("start", HALTED, OFFERED),
    ("start_on", HALTED, OFFERED),
    ("pause", RUNNING, OFFERED),
    ("unpause", &["Paused"], OFFERED),
    ("clean_shutdown", RUNNING, OFFERED),
    ("clean_reboot", RUNNING, OFFERED),
    (
        "hard_shutdown",
        &["Running", "Paused", "Suspended"],
        OFFERED | SNAPSHOT,
    ),
    ("hard_reboot", &["Running", "Paused"], OFFERED),
    ("suspend", RUNNING, OFFERED),
    ("resume", SUSPENDED, OFFERED),
    ("resume_on", SUSPENDED, OFFERED),
    ("pool_migrate", RUNNING, OFFERED),
    (
        "migrate_send",
        &["Running", "Halted", "Suspended"],
        OFFERED | TEMPLATE,
    ),
    (
        "changing_dynamic_range",
        &["Halted", "Running"],
        OFFERED | TEMPLATE,
    ),
    ("changing_static_range", HALTED, OFFERED | TEMPLATE),
    ("changing_shadow_memory", HALTED, OFFERED | TEMPLATE),
    ("changing_VCPUs_live", RUNNING, OFFERED),
    ("changing_NVRAM", HALTED, OFFERED | TEMPLATE),
    ("make_into_template", HALTED, OFFERED),
    (
        "export",
        &["Halted", "Suspended"],
        OFFERED | TEMPLATE | SNAPSHOT,
    ),
    ("metadata_export", ANY, OFFERED | TEMPLATE | SNAPSHOT),
    (
        "destroy",
        &["Halted", "Suspended"],
        OFFERED | TEMPLATE | SNAPSHOT,
    ),
    ("create_vtpm", HALTED, OFFERED),
    ("sysprep", RUNNING, OFFERED),
    ("changing_VCPUs", HALTED, TEMPLATE),
    ("changing_memory_limits", HALTED, TEMPLATE),
    ("shutdown", &["Running", "Paused", "Suspended"], 0),
    ("send_sysrq", RUNNING, 0),
    ("send_trigger", RUNNING, 0),
    ("data_source_op", RUNNING, 0),
    ("call_plugin", RUNNING, 0),
    ("get_boot_record", RUNNING, 0),
];

/// The operations that have a rule, and whether `allowed_operations` may list them.
#[cfg(test)]
pub fn rules() -> impl Iterator<Item = (&'static str, bool)> {
    RULES
        .iter()
        .map(|(operation, _, kinds)| (*operation, kinds & OFFERED != 0))
}

fn rule(operation: &str) -> (&'static [&'static str], u8) {
    let found = RULES.iter().find(|(known, ..)| *known == operation);
    found.map_or((ANY, 0), |(_, states, kinds)| (*states, *kinds))
}

/// What `allowed_operations` of a VM has to say.
pub fn offered(db: &Db, vm: &str) -> Vec<&'static str> {
    if db.flag(vm, "is_control_domain") {
        return Vec::new();
    }
    let offered = RULES.iter().filter(|(_, _, kinds)| kinds & OFFERED != 0);
    offered
        .rev()
        .map(|(operation, ..)| *operation)
        .filter(|operation| judge(db, vm, operation, true).is_ok())
        .collect()
}

/// The same of a vApp.
pub fn offered_together(db: &Db, appliance: &str) -> Vec<&'static str> {
    ["start", "clean_shutdown", "hard_shutdown", "shutdown"]
        .into_iter()
        .filter(|operation| check_together(db, appliance, operation).is_ok())
        .collect()
}

/// Whether an operation may begin on a vApp: one at a time, and where one of its VMs is in the state for it.
pub fn check_together(db: &Db, appliance: &str, operation: &str) -> Outcome<()> {
    let current = db.value(appliance, "current_operations");
    if current.is_some_and(|current| !current.as_map().is_empty()) {
        return Err(Failure::new(
            "OTHER_OPERATION_IN_PROGRESS",
            ["VM_appliance", appliance],
        ));
    }
    let refuse = |why: &str| Err(Failure::new("OPERATION_NOT_ALLOWED", [why]));
    let vms = db.refs(appliance, "VMs");
    if vms.is_empty() {
        return refuse("The vApp has no VMs");
    }
    let starts = operation == "start";
    let fits = |vm: &crate::value::Ref| (db.text(vm, "power_state") == "Halted") == starts;
    match (vms.iter().any(fits), starts) {
        (true, _) => Ok(()),
        (false, true) => refuse("No VM of the vApp is halted"),
        (false, false) => refuse("All VMs of the vApp are halted"),
    }
}

/// Whether an operation may begin on a VM.
pub fn check(db: &Db, vm: &str, operation: &str) -> Outcome<()> {
    judge(db, vm, operation, false)
}

/// `strict` also looks at what the guest says it can do: that counts for what is offered.
fn judge(db: &Db, vm: &str, operation: &str, strict: bool) -> Outcome<()> {
    if let Some(code) = db.entry(vm, "blocked_operations", operation) {
        return Err(Failure::new("OPERATION_BLOCKED", [vm, code]));
    }
    let power = db.text(vm, "power_state");
    let (states, kinds) = rule(operation);
    let snapshot = db.flag(vm, "is_a_snapshot");
    let suspended_copy = snapshot && matches!(operation, "clone" | "copy") && power == "Suspended";
    if !states.is_empty() && !states.contains(&power) && !suspended_copy {
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
        if default || kinds & TEMPLATE == 0 {
            return Err(Failure::new("VM_IS_TEMPLATE", [vm, operation]));
        }
    }
    if snapshot && kinds & SNAPSHOT == 0 {
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
    passthrough::lets(db, vm, operation)?;
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
