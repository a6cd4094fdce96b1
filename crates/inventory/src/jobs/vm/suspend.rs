//! Suspend a running VM to disk.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, operation, power};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
};

const OPERATION: Operation =
    Operation::new(VmOperation::Suspend, &[VmPowerState::Running]).with_guest(operation::SUSPEND);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SuspendInputs")]
pub struct Suspend {}

impl Definition for Suspend {
    const METHODS: &'static [&'static str] = &["VM.suspend"];
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
        plan.effect(power::becomes(subject, &VmPowerState::Suspended));
        plan.effect(Effect::Interrupt {
            object: subject.key.clone(),
            until: Until::Resumed,
        });
        plan.call(calls::vm::suspend(&subject.reference()));
        Ok(plan)
    }
}
