//! Move a running VM back to the host that it was moved away from, which is put into service before that.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{destination, migrate};
use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    key::ObjectKey,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ReturnToInputs")]
pub struct ReturnTo {
    /// The host to move back to.
    pub host: ObjectKey,
}

impl Definition for ReturnTo {
    const METHODS: &'static [&'static str] = &["VM.pool_migrate"];
    const IS_OFFERED: bool = false;
    const AT_ONCE: Option<u32> = Some(migrate::AT_ONCE);

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        migrate::Migrate::check(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (plan, host) = destination::plan_return(subject, &self.host)?;
        migrate::move_live(plan, subject, &host)
    }
}
