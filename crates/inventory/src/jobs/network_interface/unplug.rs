//! Unplug a network interface from a running VM. It is plugged again when the VM starts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{RecordOf, VifOperation, Vm, VmPowerState, calls};

use super::interface::Interface;
use crate::{
    jobs::{Definition, Job, Plan, Refusal, Risk, Subject, disk::drive::takes_at_once},
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "UnplugInterfaceInputs")]
pub struct UnplugInterface {}

impl Definition for UnplugInterface {
    const METHODS: &'static [&'static str] = &["VIF.unplug"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        Interface::of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let interface = Interface::named(subject)?;
        interface.is_settled()?;
        if !interface.vif.currently_attached {
            return Err(Problem::new("not_plugged").into());
        }
        can_be(subject, &interface)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        let flag = |on| Cell::Flag { on };
        plan.change("attached", subject, flag(true), flag(false));
        let reference = subject.reference();
        plan.call(calls::vif::unplug(&reference))
            .undo(calls::vif::plug(&reference));
        Ok(plan)
    }
}

/// Whether an interface that is plugged can be unplugged now.
///
/// # Errors
/// The reason why not, with the job that helps.
pub(super) fn can_be(subject: &Subject<'_>, interface: &Interface<'_>) -> Result<(), Refusal> {
    let vm = interface.vif.vm.opaque();
    let key = ObjectKey::new(subject.connection.id, &Vm::CLASS, vm);
    if interface.vm.power_state != VmPowerState::Running {
        let problem = Problem::new("wrong_power_state")
            .with("needed", "running")
            .with("actual", interface.vm.power_state.as_str().to_lowercase());
        return Err(problem.into());
    }
    let allowed = &interface.vif.allowed_operations;
    if takes_at_once(subject.connection.world, interface.vm)
        && (allowed.is_empty() || allowed.contains(&VifOperation::Unplug))
    {
        return Ok(());
    }
    let problem = Problem::new("needs_drivers");
    Err(Refusal::from(problem).fixed_by(Some(Job::CleanShutdown), &key))
}
