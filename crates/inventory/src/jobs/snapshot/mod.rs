//! What can be done to snapshots.

pub(crate) mod delete;
pub(crate) mod delete_branch;
mod metadata;
pub(crate) mod new_template;
pub(crate) mod new_vm;
pub(crate) mod revert;

use xapi::{VmKind, VmOperation, VmPowerState, calls};

use super::{Plan, Refusal, Subject, form::said, vm::Operation};
use crate::problem::Problem;

/// Deleting one.
const DESTROY: Operation = Operation::new(
    VmOperation::Destroy,
    &[VmPowerState::Halted, VmPowerState::Suspended],
);

/// Making a VM or a template like one.
const CLONE: Operation = Operation::new(VmOperation::Clone, &[]).excluded_by(|under_way| {
    !matches!(
        under_way,
        VmOperation::Clone | VmOperation::Copy | VmOperation::Export
    )
});

fn is_snapshot(subject: &Subject<'_>) -> bool {
    subject.is_vm(VmKind::Snapshot)
}

/// Whether a machine or a template can be made of a snapshot now.
fn check_copying(subject: &Subject<'_>) -> Result<(), Refusal> {
    // What is like one with memory is suspended too, and only what is halted can be made use of.
    if !subject.has_power_state(&VmPowerState::Halted) {
        return Err(Problem::new("snapshot_with_memory").into());
    }
    CLONE.check(subject)
}

/// Plans, as the first step, that something like the snapshot is made: a template.
fn plan_copy(subject: &Subject<'_>, name: &str) -> Result<Plan, Refusal> {
    let name = said(name, "name_missing")?;
    let mut plan = Plan::default();
    plan.creates_vm(&name);
    let clone = plan.call(calls::vm::clone(&subject.reference(), &name));
    clone.weight = 3;
    clone.undo_by_removing(0);
    Ok(plan)
}
