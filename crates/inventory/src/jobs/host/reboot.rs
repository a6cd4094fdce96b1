//! Restart a host on which nothing runs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Host, calls};

use super::{is_empty, stop};
use crate::jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Until};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RebootHostInputs")]
pub struct RebootHost {}

impl Definition for RebootHost {
    const METHODS: &'static [&'static str] = &["host.disable", "host.enable", "host.reboot"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Host>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        is_empty(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = stop(subject, Until::Rebooted);
        plan.call(calls::host::reboot(&subject.reference()));
        Ok(plan)
    }
}
