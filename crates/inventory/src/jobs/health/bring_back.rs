//! Tell again of a finding of health that was put off.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::put_off::{METHODS, change};
use crate::jobs::{Definition, Plan, Refusal, Subject};

/// What has to be said: which finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "BringBackInputs")]
pub struct BringBack {
    /// The rule that has found it.
    #[serde(default)]
    pub rule: String,
    /// What it was found at.
    #[serde(default)]
    pub uuid: String,
}

impl Definition for BringBack {
    const METHODS: &'static [&'static str] = METHODS;
    const ASKS: bool = true;
    const IS_OFFERED: bool = false;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<xapi::Pool>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        change(subject, &self.rule, &self.uuid, None)
    }
}
