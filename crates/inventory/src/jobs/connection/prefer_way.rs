//! Show this way to a pool rather than the one that is shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::jobs::{Definition, Plan, Refusal, Subject, plan::OwnAct};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "PreferWayInputs")]
pub struct PreferWay {}

impl Definition for PreferWay {
    const METHODS: &'static [&'static str] = &[];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.key.is_connection() && subject.connection.hidden
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn plan(&self, _subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.own(OwnAct::Prefer);
        Ok(plan)
    }
}
