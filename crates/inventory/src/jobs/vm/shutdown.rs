//! Ask a guest to shut down, and stop it if it does not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
};

/// The server tries the clean way where it can; where it cannot, being stopped is all that is needed.
const OPERATION: Operation = Operation::new(VmOperation::HardShutdown, &[VmPowerState::Running]);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ShutdownInputs")]
pub struct Shutdown {}

impl Definition for Shutdown {
    const METHODS: &'static [&'static str] = &["VM.shutdown"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Halted));
        plan.effect(match power::is_without_shutdown(subject) {
            true => Effect::LoseUnsaved {
                object: subject.key.clone(),
            },
            false => Effect::MayLoseUnsaved {
                object: subject.key.clone(),
            },
        });
        plan.effect(Effect::Interrupt {
            object: subject.key.clone(),
            until: Until::Started,
        });
        plan.call(calls::vm::shutdown(&subject.reference()));
        Ok(plan)
    }
}
