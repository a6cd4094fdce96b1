//! Let a schedule take no snapshots for a while.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::Vmss;

use super::{of, switch};
use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DisableScheduleInputs")]
pub struct DisableSchedule {}

impl Definition for DisableSchedule {
    const METHODS: &'static [&'static str] = &["VMSS.set_enabled"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Vmss>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match !of(subject)?.enabled {
            true => Err(Problem::new("schedule_disabled").into()),
            false => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        switch(subject, false)
    }
}
