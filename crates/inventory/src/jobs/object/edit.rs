//! Change several things of one object at once: what was edited on its page, as one plan.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{is_named, methods_of_named};
use crate::{
    jobs::{Definition, JobRequest, Plan, Refusal, Subject, preview::plan_of, setting},
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "EditInputs")]
pub struct Edit {
    /// The changes, each a request of its own.
    #[serde(default)]
    pub changes: Vec<JobRequest>,
}

impl Definition for Edit {
    /// Those of the simplest change. What else it calls, its changes say: each is checked as it would
    /// be alone.
    const METHODS: &'static [&'static str] = methods_of_named!("set_name_label");
    const IS_OFFERED: bool = false;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_named(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// The plans of all changes, one after the other.
    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut whole = Plan::default();
        for change in &self.changes {
            if matches!(change, JobRequest::Edit(_)) {
                return Err(Problem::new("bad_request").into());
            }
            match plan_of(change, subject) {
                Ok(plan) => whole.append(plan),
                // What is so already keeps no other edit from being done.
                Err(why) if why.problem.code == "nothing_changes" => {}
                Err(why) => return Err(why),
            }
        }
        setting::something(whole)
    }
}
