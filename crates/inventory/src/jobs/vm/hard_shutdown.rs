//! Stop a VM without asking its guest.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
};

const OPERATION: Operation = Operation::new(
    VmOperation::HardShutdown,
    &[
        VmPowerState::Running,
        VmPowerState::Paused,
        VmPowerState::Suspended,
    ],
)
// It works whatever else is under way, but not twice.
.excluded_by(|under_way| *under_way == VmOperation::HardShutdown);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "HardShutdownInputs")]
pub struct HardShutdown {}

impl Definition for HardShutdown {
    const METHODS: &'static [&'static str] = &["VM.hard_shutdown"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        power::is_without_shutdown(subject)
            || subject.has_power_state(&VmPowerState::Paused)
            || subject.has_power_state(&VmPowerState::Suspended)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Halted));
        // A suspended VM serves nobody; its disks are as its guest left them, its memory is given up.
        match subject.has_power_state(&VmPowerState::Suspended) {
            true => plan.effect(Effect::LoseSuspended {
                object: subject.key.clone(),
            }),
            false => plan
                .effect(Effect::Interrupt {
                    object: subject.key.clone(),
                    until: Until::Started,
                })
                .effect(Effect::LoseUnsaved {
                    object: subject.key.clone(),
                }),
        };
        plan.call(calls::vm::hard_shutdown(&subject.reference()));
        Ok(plan)
    }
}
