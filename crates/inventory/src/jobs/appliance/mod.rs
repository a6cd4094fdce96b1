//! vApps: VMs that are started and stopped together, in an order.

use serde_json::json;
use xapi::{Ref, Vm, VmAppliance, VmApplianceOperation, VmPowerState, calls};

use super::{Job, Plan, Refusal, Subject, members, setting};
use crate::{
    look,
    problem::Problem,
    view::{Cell, Status},
};

pub(crate) mod arrange;
pub(crate) mod assign;
pub(crate) mod clean_shutdown;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod hard_shutdown;
pub(crate) mod shutdown;
pub(crate) mod start;

/// The subject as a vApp.
///
/// # Errors
/// `bad_request`, where it is none.
fn of<'a>(subject: &Subject<'a>) -> Result<&'a VmAppliance, Problem> {
    let appliance = subject.record_of::<VmAppliance>();
    appliance.ok_or_else(|| Problem::new("bad_request"))
}

/// Its VMs, in the order in which they start.
fn machines<'a>(subject: &Subject<'a>) -> Vec<(&'a Ref<Vm>, &'a Vm)> {
    let appliance = subject.record_of::<VmAppliance>().into_iter();
    let vms = appliance.flat_map(|appliance| appliance.vms.iter());
    members::known(subject, vms, |vm| (vm.order, vm.name_label.as_str()))
}

/// Whether something may be done to the subject's VMs together: one of them at least has to be in the
/// state for it.
///
/// # Errors
/// The reason why not.
fn check_together(subject: &Subject<'_>, operation: &VmApplianceOperation) -> Result<(), Refusal> {
    let appliance = of(subject)?;
    if let Some(other) = appliance.current_operations.values().next() {
        let problem = Problem::new("op_in_progress").with("operation", other.as_str());
        return Err(problem.into());
    }
    let vms = machines(subject);
    if vms.is_empty() {
        let refusal = Refusal::from(Problem::new("appliance_empty"));
        return Err(refusal.fixed_by(Some(Job::ArrangeAppliance), subject.key));
    }
    let starts = *operation == VmApplianceOperation::Start;
    if !vms.iter().any(|(_, vm)| is_halted(vm) == starts) {
        return Err(match starts {
            true => Problem::new("appliance_runs").into(),
            false => Refusal::from(Problem::new("appliance_halted"))
                .fixed_by(Some(Job::StartAppliance), subject.key),
        });
    }
    // A server that says nothing at all leaves it to the rules above.
    match appliance.allowed_operations.is_empty()
        || appliance.allowed_operations.contains(operation)
    {
        true => Ok(()),
        false => Err(Problem::new("not_allowed_now").into()),
    }
}

fn is_halted(vm: &Vm) -> bool {
    vm.power_state == VmPowerState::Halted
}

/// Whether one of the subject's VMs runs.
fn runs(subject: &Subject<'_>) -> bool {
    let vms = machines(subject);
    vms.iter()
        .any(|(_, vm)| vm.power_state == VmPowerState::Running)
}

/// What is done to each of the subject's VMs that are not halted, the last to start first: they stop in that order.
fn for_each_to_stop(subject: &Subject<'_>, mut told: impl FnMut(&Subject<'_>, &Vm)) {
    let world = subject.connection.world;
    for (reference, vm) in machines(subject).into_iter().rev() {
        let key = subject.key_of(reference);
        let object = world.object(&key.class(), &key.opaque());
        if !is_halted(vm) {
            let member = Subject {
                key: &key,
                object: object.map(|object| &**object),
                ..*subject
            };
            told(&member, vm);
        }
    }
}

/// Adds what puts a machine of the subject's pool into a vApp that is there, or takes it out of its own.
fn put(plan: &mut Plan, subject: &Subject<'_>, vm: &Ref<Vm>, after: &Ref<VmAppliance>) {
    let world = subject.connection.world;
    let before = world.get(vm).map(|vm| vm.appliance.clone());
    let before = before.filter(|before| world.get(before).is_some());
    let before = before.unwrap_or_else(Ref::null);
    if before.is_null() && after.is_null() || before == *after {
        return;
    }
    let key = subject.key_of(vm);
    let machine = Subject {
        key: &key,
        object: None,
        ..*subject
    };
    let cells = [&before, after].map(|to| look::link_to(subject.connection, to));
    members::tell(plan, subject, &key, "appliance", cells);
    let calls = [after, &before].map(|to| calls::vm::set_appliance(vm, to));
    setting::set(plan, &machine, "appliance", json!(after), calls);
}

/// Says that a machine of the subject stops.
fn stops(plan: &mut Plan, subject: &Subject<'_>, member: &Subject<'_>, vm: &Vm) {
    let before = match vm.power_state {
        VmPowerState::Paused => Status::Paused,
        VmPowerState::Suspended => Status::Suspended,
        _ => Status::Running,
    };
    let cells = [before, Status::Halted].map(|status| Cell::Status { status });
    members::tell(plan, subject, member.key, "powerState", cells);
}
