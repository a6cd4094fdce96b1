//! Why a job cannot be done, and what would help.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Job;
use crate::{key::ObjectKey, problem::Problem};

/// Why a job cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The reason.
    pub problem: Problem,
    /// What removes the reason; none: no single job does.
    pub fix: Option<Box<Fix>>,
}

/// A job that removes the reason why another one cannot be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// Which.
    pub job: Job,
    /// What it is to be done to: the same object, or its connection.
    pub object: ObjectKey,
}

impl Refusal {
    /// The same with the job that removes the reason, done to `object`.
    #[must_use]
    pub fn fixed_by(mut self, job: Option<Job>, object: &ObjectKey) -> Self {
        self.fix = job.map(|job| {
            Box::new(Fix {
                job,
                object: object.clone(),
            })
        });
        self
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self { problem, fix: None }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        refusal.problem
    }
}
