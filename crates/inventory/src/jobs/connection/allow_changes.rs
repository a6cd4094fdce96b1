//! Let things be changed through a connection.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::jobs::{Definition, Plan, Refusal, Subject, plan::OwnAct};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "AllowChangesInputs")]
pub struct AllowChanges {}

impl Definition for AllowChanges {
    const METHODS: &'static [&'static str] = &[];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_connection() && subject.connection.read_only
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn plan(&self, _subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.own(OwnAct::SetReadOnly(false));
        Ok(plan)
    }
}
