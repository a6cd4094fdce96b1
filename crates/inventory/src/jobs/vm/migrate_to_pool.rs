//! Move a VM with its disks to another pool.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::other_pool::{self, Elsewhere, Going};
use crate::jobs::{
    Definition, Form, JobRequest, Plan, Refusal, Subject,
    parts::{Part, Parts},
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "MigrateToPoolInputs")]
pub struct MigrateToPool {
    /// Where it goes.
    #[serde(flatten)]
    pub elsewhere: Elsewhere,
}

impl Definition for MigrateToPool {
    const METHODS: &'static [&'static str] = &["VM.migrate_send", "host.migrate_receive"];
    const ASKS: bool = true;
    const AT_ONCE: Option<u32> = Some(other_pool::AT_ONCE);

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        Going::Moves.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        Form::of(Going::fields(subjects, None))
    }

    fn form_about(about: &Subject<'_>, subjects: &[Subject<'_>]) -> Form {
        Form::of(Going::fields(subjects, Some(about)))
    }

    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        self.elsewhere.parts(subjects, |elsewhere, vm| {
            Part::new(JobRequest::MigrateToPool(Self { elsewhere }), vm)
        })
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        self.elsewhere.plan(subject, Going::Moves)
    }
}
