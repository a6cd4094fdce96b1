//! Shut a host down on which nothing runs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Host, calls};

use super::{is_empty, stop};
use crate::jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Until};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ShutDownHostInputs")]
pub struct ShutDownHost {}

impl Definition for ShutDownHost {
    const METHODS: &'static [&'static str] = &["host.disable", "host.enable", "host.shutdown"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Host>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        is_empty(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = stop(subject, Until::Started);
        plan.call(calls::host::shutdown(&subject.reference()));
        Ok(plan)
    }
}
