//! Connect to a server.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    jobs::{Definition, Plan, Refusal, Subject, plan::OwnAct},
    view::Status,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ConnectInputs")]
pub struct Connect {}

impl Definition for Connect {
    const METHODS: &'static [&'static str] = &[];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_connection() && subject.connection.status == Status::Disconnected
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
