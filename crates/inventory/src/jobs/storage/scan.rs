//! Let the server look anew for what is on storage, and how full it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{SrOperation, calls};

use super::{attached, may, of};
use crate::{
    jobs::{Definition, Job, Plan, Refusal, Subject},
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ScanSrInputs")]
pub struct ScanSr {}

impl Definition for ScanSr {
    const METHODS: &'static [&'static str] = &["SR.scan"];

    fn is_for(subject: &Subject<'_>) -> bool {
        of(subject).is_ok()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match attached(subject).is_empty() {
            true => {
                Err(Refusal::from(Problem::new("sr_detached"))
                    .fixed_by(Some(Job::PlugSr), subject.key))
            }
            false => may(subject, &SrOperation::Scan),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.call(calls::sr::scan(&subject.reference()));
        Ok(plan)
    }
}
