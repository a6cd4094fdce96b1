//! Delete a snapshot with its disks.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DESTROY, is_snapshot};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, vm::removal},
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DeleteSnapshotInputs")]
pub struct DeleteSnapshot {}

impl Definition for DeleteSnapshot {
    const METHODS: &'static [&'static str] = &["VM.destroy", "VM.hard_shutdown", "VDI.destroy"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_snapshot(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        DESTROY.check(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let mut plan = Plan::default();
        removal::plan_removal(&mut plan, subject, &[(subject.key.opaque(), vm)], &[]);
        Ok(plan)
    }
}
