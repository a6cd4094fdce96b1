//! Start a halted VM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::jobs::{Definition, Plan, Refusal, Subject};

const OPERATION: Operation =
    Operation::new(VmOperation::Start, &[VmPowerState::Halted]).with_host();

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "StartInputs")]
pub struct Start {}

impl Definition for Start {
    const METHODS: &'static [&'static str] = &["VM.start"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        subject.has_power_state(&VmPowerState::Halted)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Running));
        // Not paused at first, and not by force.
        plan.call(calls::vm::start(&subject.reference(), false, false));
        Ok(plan)
    }
}
