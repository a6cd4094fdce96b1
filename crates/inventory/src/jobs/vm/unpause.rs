//! Let a paused VM go on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::jobs::{Definition, Plan, Refusal, Subject};

const OPERATION: Operation = Operation::new(VmOperation::Unpause, &[VmPowerState::Paused]);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "UnpauseInputs")]
pub struct Unpause {}

impl Definition for Unpause {
    const METHODS: &'static [&'static str] = &["VM.unpause"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        subject.has_power_state(&VmPowerState::Paused)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Running));
        plan.call(calls::vm::unpause(&subject.reference()));
        Ok(plan)
    }
}
