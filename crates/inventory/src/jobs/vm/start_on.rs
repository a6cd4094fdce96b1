//! Start a halted VM on a certain host.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, destination};
use crate::{
    jobs::{Definition, Form, Plan, Refusal, Subject},
    key::ObjectKey,
};

const OPERATION: Operation =
    Operation::new(VmOperation::StartOn, &[VmPowerState::Halted]).with_host();

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "StartOnInputs")]
pub struct StartOn {
    /// The host to start on.
    pub host: ObjectKey,
}

impl Definition for StartOn {
    const METHODS: &'static [&'static str] = &["VM.start_on"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        destination::form(subjects, Self::check)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (mut plan, host) = destination::plan_arrival(subject, &self.host)?;
        let vm = subject.reference();
        plan.call(calls::vm::start_on(&vm, &host, false, false));
        Ok(plan)
    }
}
