//! Make a VM of a snapshot.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::calls;

use super::{check_copying, is_snapshot, plan_copy};
use crate::jobs::{Definition, Form, Plan, Refusal, Subject, form, plan::Step};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "NewVmFromSnapshotInputs")]
pub struct NewVmFromSnapshot {
    /// The VM's name.
    #[serde(default)]
    pub name: String,
}

impl Definition for NewVmFromSnapshot {
    const METHODS: &'static [&'static str] = &["VM.clone", "VM.provision", "VM.destroy"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_snapshot(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        check_copying(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        form::name_of_new("cloneName", subjects)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = plan_copy(subject, &self.name)?;
        plan.call(calls::vm::provision(&Step::result(0)));
        Ok(plan)
    }
}
