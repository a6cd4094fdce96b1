//! Keep the state of a VM's disks, to come back to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, calls};

use super::Operation;
use crate::jobs::{
    Definition, Form, Plan, Refusal, Subject,
    form::{self, said},
};

const OPERATION: Operation = Operation::new(VmOperation::Snapshot, &[])
    // Snapshots are made side by side.
    .excluded_by(|under_way| !matches!(under_way, VmOperation::Snapshot | VmOperation::Checkpoint));

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SnapshotInputs")]
pub struct Snapshot {
    /// The snapshot's name.
    #[serde(default)]
    pub name: String,
}

impl Definition for Snapshot {
    const METHODS: &'static [&'static str] = &["VM.snapshot"];
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
        plan.call(calls::vm::snapshot(&subject.reference(), &name, None));
        Ok(plan)
    }
}
