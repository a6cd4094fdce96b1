//! Freeze a running VM in memory.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
};

const OPERATION: Operation = Operation::new(VmOperation::Pause, &[VmPowerState::Running]);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "PauseInputs")]
pub struct Pause {}

impl Definition for Pause {
    const METHODS: &'static [&'static str] = &["VM.pause"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Paused));
        plan.effect(Effect::Interrupt {
            object: subject.key.clone(),
            until: Until::Unpaused,
        });
        plan.call(calls::vm::pause(&subject.reference()));
        Ok(plan)
    }
}
