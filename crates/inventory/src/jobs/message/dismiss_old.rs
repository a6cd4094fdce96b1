//! Dismiss what a pool has told long ago. Servers keep thousands of messages, and look through all of them
//! several times an hour.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Message, Ref};

use super::{METHODS, delete};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Risk, Subject,
        form::{FieldKind, FormField, Initial},
    },
    message::{self, MessageKind},
    problem::Problem,
};

/// A day, in seconds.
const DAY: i64 = 24 * 60 * 60;
/// Older than so many days is offered at first, and no more is taken.
const FIRST: i64 = 30;
const MOST: i64 = 3_650;

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "DismissOldMessagesInputs")]
pub struct DismissOldMessages {
    /// What is older than so many days.
    #[ts(type = "number")]
    pub days: i64,
    /// Alerts as well, not only what was done and what is well again.
    #[serde(default)]
    pub alerts: bool,
}

impl DismissOldMessages {
    /// The messages that are meant, the newest first.
    fn meant(&self, subject: &Subject<'_>) -> Vec<Ref<Message>> {
        let before = subject.connection.now - self.days.clamp(0, MOST) * DAY;
        let all = subject.connection.world.shown::<Message>();
        let meant = all.filter(|(_, message)| {
            message.timestamp.unix() < before
                && (self.alerts || message::meaning(message).kind != MessageKind::Alert)
        });
        meant
            .map(|(reference, _)| Ref::from(reference.clone()))
            .collect()
    }
}

impl Definition for DismissOldMessages {
    const METHODS: &'static [&'static str] = METHODS;
    const RISK: Risk = Risk::None;
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<xapi::Pool>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match subject.connection.world.count_of::<Message>() {
            0 => Err(Problem::new("no_messages").into()),
            _ => Ok(()),
        }
    }

    fn form(_subjects: &[Subject<'_>]) -> Form {
        let days = FieldKind::Count {
            min: 0,
            max: Some(MOST),
        };
        let value = |value| Initial::Value { value };
        Form::of([
            FormField::required("days", days).initially(value(json!(FIRST))),
            FormField::required("alerts", FieldKind::Switch).initially(value(json!(false))),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let meant = self.meant(subject);
        match meant.is_empty() {
            true => Err(Problem::new("no_messages").into()),
            false => Ok(delete(subject, &meant)),
        }
    }
}
