//! Resume a suspended VM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::jobs::{Definition, Plan, Refusal, Subject};

const OPERATION: Operation =
    Operation::new(VmOperation::Resume, &[VmPowerState::Suspended]).with_host();

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ResumeInputs")]
pub struct Resume {}

impl Definition for Resume {
    const METHODS: &'static [&'static str] = &["VM.resume"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        subject.has_power_state(&VmPowerState::Suspended)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Running));
        plan.call(calls::vm::resume(&subject.reference(), false, false));
        Ok(plan)
    }
}
