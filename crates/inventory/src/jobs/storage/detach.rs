//! Take storage from all hosts. It stays known, with all that is on it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::SrOperation;

use super::{attached, detach, is_idle, is_of_the_pool, may, tell_default};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject},
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DetachSrInputs")]
pub struct DetachSr {}

impl Definition for DetachSr {
    const METHODS: &'static [&'static str] = &["PBD.plug", "PBD.unplug"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_of_the_pool(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match attached(subject).is_empty() {
            true => Err(Problem::new("sr_detached").into()),
            false => {
                is_idle(subject)?;
                may(subject, &SrOperation::Unplug)
            }
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        detach(&mut plan, subject);
        tell_default(&mut plan, subject);
        Ok(plan)
    }
}
