//! Plug a network interface into a running VM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VifOperation, VmPowerState, calls};

use super::interface::Interface;
use crate::{
    jobs::{Definition, Plan, Refusal, Subject, disk::drive::takes_at_once},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "PlugInterfaceInputs")]
pub struct PlugInterface {}

impl Definition for PlugInterface {
    const METHODS: &'static [&'static str] = &["VIF.plug"];

    fn is_for(subject: &Subject<'_>) -> bool {
        Interface::of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let interface = Interface::named(subject)?;
        interface.is_settled()?;
        if interface.vif.currently_attached {
            return Err(Problem::new("already_plugged").into());
        }
        if interface.vm.power_state != VmPowerState::Running {
            return Err(Problem::new("wrong_power_state")
                .with("needed", "running")
                .with("actual", interface.vm.power_state.as_str().to_lowercase())
                .into());
        }
        let allowed = &interface.vif.allowed_operations;
        if !takes_at_once(subject.connection.world, interface.vm) {
            return Err(Problem::new("needs_drivers").into());
        }
        match allowed.is_empty() || allowed.contains(&VifOperation::Plug) {
            true => Ok(()),
            false => Err(Problem::new("not_allowed_now").into()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        let flag = |on| Cell::Flag { on };
        plan.change("attached", subject, flag(false), flag(true));
        let reference = subject.reference();
        plan.call(calls::vif::plug(&reference))
            .undo(calls::vif::unplug(&reference));
        Ok(plan)
    }
}
