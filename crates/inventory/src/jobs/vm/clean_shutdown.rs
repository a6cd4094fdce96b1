//! Ask a guest to shut down.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, operation, power};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
};

const OPERATION: Operation = Operation::new(VmOperation::CleanShutdown, &[VmPowerState::Running])
    .with_guest(operation::SHUTDOWN);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CleanShutdownInputs")]
pub struct CleanShutdown {}

impl Definition for CleanShutdown {
    const METHODS: &'static [&'static str] = &["VM.clean_shutdown"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        subject.has_power_state(&VmPowerState::Running)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Halted));
        plan.effect(Effect::Interrupt {
            object: subject.key.clone(),
            until: Until::Started,
        });
        plan.call(calls::vm::clean_shutdown(&subject.reference()));
        Ok(plan)
    }
}
