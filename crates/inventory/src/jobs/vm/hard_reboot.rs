//! Reset a VM without asking its guest.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
};

const OPERATION: Operation = Operation::new(
    VmOperation::HardReboot,
    &[VmPowerState::Running, VmPowerState::Paused],
)
// It works whatever else is under way, unless the VM is being stopped or reset already.
.excluded_by(|under_way| {
    matches!(
        under_way,
        VmOperation::HardShutdown | VmOperation::HardReboot
    )
});

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "HardRebootInputs")]
pub struct HardReboot {}

impl Definition for HardReboot {
    const METHODS: &'static [&'static str] = &["VM.hard_reboot"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        power::is_without_shutdown(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(Effect::Interrupt {
            object: subject.key.clone(),
            until: Until::Rebooted,
        });
        plan.effect(Effect::LoseUnsaved {
            object: subject.key.clone(),
        });
        plan.call(calls::vm::hard_reboot(&subject.reference()));
        Ok(plan)
    }
}
