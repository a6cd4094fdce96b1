//! Try now to reach a server that was lost.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    jobs::{Definition, Plan, Refusal, Subject, plan::OwnAct},
    view::Status,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "TryNowInputs")]
pub struct TryNow {}

impl Definition for TryNow {
    const METHODS: &'static [&'static str] = &[];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_connection()
            && matches!(subject.connection.status, Status::Stale | Status::Attention)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        Self::is_for(subject)
    }

    fn plan(&self, _subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.own(OwnAct::Connect);
        Ok(plan)
    }
}
