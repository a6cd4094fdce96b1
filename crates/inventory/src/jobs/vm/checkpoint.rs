//! Keep the state of a running VM's disks and of its memory, to come back to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, operation};
use crate::jobs::{
    Definition, Form, Plan, Refusal, Subject,
    form::{self, said},
};

const OPERATION: Operation = Operation::new(VmOperation::Checkpoint, &[VmPowerState::Running])
    .with_guest(operation::SUSPEND);

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CheckpointInputs")]
pub struct Checkpoint {
    /// The snapshot's name.
    #[serde(default)]
    pub name: String,
}

impl Definition for Checkpoint {
    const METHODS: &'static [&'static str] = &["VM.checkpoint"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        form::name_of_new("snapshotName", subjects)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let name = said(&self.name, "name_missing")?;
        let mut plan = Plan::default();
        plan.creates_vm(&name);
        plan.call(calls::vm::checkpoint(&subject.reference(), &name));
        Ok(plan)
    }
}
