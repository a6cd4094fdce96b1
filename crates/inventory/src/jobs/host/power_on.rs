//! Switch a host on from afar, as it is set up for that.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Host, calls};

use super::{is_live, of};
use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "PowerOnHostInputs")]
pub struct PowerOnHost {}

impl Definition for PowerOnHost {
    const METHODS: &'static [&'static str] = &["host.power_on"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Host>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let host = of(subject)?;
        match is_live(subject) {
            Some(true) => return Err(Problem::new("host_up").into()),
            None => return Err(Problem::new("not_allowed_now").into()),
            Some(false) => {}
        }
        match host.power_on_mode.is_empty() {
            true => Err(Problem::new("no_power_on").into()),
            false => Ok(()),
        }
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        Self::check(subject).is_ok()
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.call(calls::host::power_on(&subject.reference()));
        Ok(plan)
    }
}
