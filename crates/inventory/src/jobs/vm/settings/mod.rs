//! How a VM or a template is set up: hardware, and how it starts.

pub(crate) mod auto_start;
pub(crate) mod boot_order;
pub(crate) mod firmware;
pub(crate) mod home_server;
pub(crate) mod kernel_arguments;
pub(crate) mod limits;
pub(crate) mod memory;
pub(crate) mod priority;
pub(crate) mod processors;
pub(crate) mod protection;
pub(crate) mod restart;

use xapi::{VmKind, VmPowerState};

use super::power;
use crate::{
    jobs::{Plan, Refusal, Subject, plan::Effect},
    problem::Problem,
};

/// Whether the subject is a VM or a template, which have hardware.
pub(crate) fn has_hardware(subject: &Subject<'_>) -> bool {
    subject.is_machine() || subject.is_vm(VmKind::Template)
}

/// Whether nothing is under way that changes the VM.
///
/// # Errors
/// `op_in_progress`.
fn is_settled(subject: &Subject<'_>) -> Result<(), Refusal> {
    let under_way = subject
        .vm()
        .and_then(|vm| vm.current_operations.values().next());
    match under_way {
        Some(other) => Err(Problem::new("op_in_progress")
            .with("operation", other.as_str())
            .into()),
        None => Ok(()),
    }
}

/// Whether the VM is shut down, which some of its settings need.
///
/// # Errors
/// `wrong_power_state`, or `op_in_progress`.
pub(crate) fn is_at_rest(subject: &Subject<'_>) -> Result<(), Refusal> {
    match subject.has_power_state(&VmPowerState::Halted) {
        true => is_settled(subject),
        false => Err(needs_rest(subject)),
    }
}

/// That something needs the VM to be shut down first.
fn needs_rest(subject: &Subject<'_>) -> Refusal {
    const NEEDED: &[VmPowerState] = &[VmPowerState::Halted];
    power::wrong(subject, NEEDED)
}

/// Says that what changes of a VM that is not shut down takes effect when it starts next.
fn at_next_start(plan: &mut Plan, subject: &Subject<'_>) {
    if !subject.has_power_state(&VmPowerState::Halted) {
        plan.effect(Effect::AtNextStart {
            object: subject.key.clone(),
        });
    }
}
