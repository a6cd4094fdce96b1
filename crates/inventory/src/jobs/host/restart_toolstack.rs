//! Restart the programs by which a host is managed. Its machines go on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Host, calls};

use super::{evacuate, tell_coordinator};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject},
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RestartToolstackInputs")]
pub struct RestartToolstack {}

impl Definition for RestartToolstack {
    const METHODS: &'static [&'static str] = &["host.restart_agent"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Host>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        evacuate::is_up(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.odd(Problem::new("toolstack_away"));
        tell_coordinator(&mut plan, subject);
        plan.call(calls::host::restart_agent(&subject.reference()));
        Ok(plan)
    }
}
