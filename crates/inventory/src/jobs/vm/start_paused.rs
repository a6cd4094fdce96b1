//! Start a halted VM and freeze it before its first instruction.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::jobs::{Definition, Plan, Refusal, Subject};

const OPERATION: Operation =
    Operation::new(VmOperation::Start, &[VmPowerState::Halted]).with_host();

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "StartPausedInputs")]
pub struct StartPaused {}

impl Definition for StartPaused {
    const METHODS: &'static [&'static str] = &["VM.start"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Paused));
        plan.call(calls::vm::start(&subject.reference(), true, false));
        Ok(plan)
    }
}
