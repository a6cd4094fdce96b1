//! Forget a server, its password and its certificates.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    connection::Way,
    jobs::{
        Definition, Plan, Refusal, Risk, Subject,
        plan::{Effect, OwnAct},
    },
    view::Status,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RemoveServerInputs")]
pub struct RemoveServer {}

impl Definition for RemoveServer {
    const METHODS: &'static [&'static str] = &[];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        // A pool that is there belongs to its Xen Orchestra.
        let is_there = subject.connection.status == Status::Live;
        subject.is_connection() && !(is_there && matches!(subject.connection.way, Way::Behind(_)))
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(Effect::Forget {
            connection: subject.key.connection.clone(),
        });
        plan.own(OwnAct::Remove);
        Ok(plan)
    }
}
