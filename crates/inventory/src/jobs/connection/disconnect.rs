//! Log out of a server.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    jobs::{Definition, Plan, Refusal, Subject, plan::OwnAct},
    view::Status,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DisconnectInputs")]
pub struct Disconnect {}

impl Definition for Disconnect {
    const METHODS: &'static [&'static str] = &[];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_connection() && subject.connection.status != Status::Disconnected
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn plan(&self, _subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.own(OwnAct::Disconnect);
        Ok(plan)
    }
}
