//! Make a template of a snapshot.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::calls;

use super::{check_copying, is_snapshot, plan_copy};
use crate::jobs::{Definition, Form, Plan, Refusal, Subject, form, plan::Step};

/// Marks a template whose disks are the system already: nothing has to be installed.
const INSTANT: &str = "instant";

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "NewTemplateFromSnapshotInputs")]
pub struct NewTemplateFromSnapshot {
    /// The template's name.
    #[serde(default)]
    pub name: String,
}

impl Definition for NewTemplateFromSnapshot {
    const METHODS: &'static [&'static str] = &[
        "VM.clone",
        "VM.remove_from_other_config",
        "VM.add_to_other_config",
        "VM.destroy",
    ];
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
        // A key that is there is not written over.
        plan.call(calls::vm::remove_from_other_config(
            &Step::result(0),
            INSTANT,
        ));
        plan.call(calls::vm::add_to_other_config(
            &Step::result(0),
            INSTANT,
            "true",
        ));
        Ok(plan)
    }
}
