//! Ask a guest to reboot.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, operation, power};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
};

const OPERATION: Operation = Operation::new(VmOperation::CleanReboot, &[VmPowerState::Running])
    .with_guest(operation::REBOOT);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CleanRebootInputs")]
pub struct CleanReboot {}

impl Definition for CleanReboot {
    const METHODS: &'static [&'static str] = &["VM.clean_reboot"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        subject.has_power_state(&VmPowerState::Running) && !power::is_without_shutdown(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(Effect::Interrupt {
            object: subject.key.clone(),
            until: Until::Rebooted,
        });
        plan.call(calls::vm::clean_reboot(&subject.reference()));
        Ok(plan)
    }
}
