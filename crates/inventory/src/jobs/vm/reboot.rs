//! Ask a guest to reboot, and reset it if it has not after a time.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, forced};
use crate::jobs::{Definition, Form, Plan, Refusal, Risk, Subject, plan::Until};

/// The clean way is tried where it can be; where it cannot, being reset is all that is needed.
const OPERATION: Operation = Operation::new(VmOperation::HardReboot, &[VmPowerState::Running]);

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RebootInputs")]
pub struct Reboot {
    /// How long the guest has.
    #[serde(default = "forced::usual_minutes")]
    pub minutes: u32,
}

impl Definition for Reboot {
    const METHODS: &'static [&'static str] = &["VM.clean_reboot", "VM.hard_reboot"];
    const RISK: Risk = Risk::Loss;
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn form(_subjects: &[Subject<'_>]) -> Form {
        forced::form()
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vm = subject.reference();
        let ways = (calls::vm::clean_reboot(&vm), calls::vm::hard_reboot(&vm));
        let mut plan = Plan::default();
        forced::plan(&mut plan, subject, self.minutes, Until::Rebooted, ways)?;
        Ok(plan)
    }
}
