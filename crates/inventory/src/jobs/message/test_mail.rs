//! Let a pool write to whom it is to write, once. There is no call for it: a message is made that is grave
//! enough to be sent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{MessageClass, Pool, calls};

use super::set_mail::{DESTINATION, LEAST, SetMail, USUAL_LEAST};
use crate::{
    jobs::{
        Definition, Job, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        plan::{Effect, Step},
    },
    problem::Problem,
};

/// What the message is called; the window has a sentence for it.
const NAME: &str = "POOLDECK_TEST_MAIL";
/// What stands in the mail. The server sends it as it is.
const BODY: &str = "A test of the pool's mail, asked for by an administrator.";

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "TestMailInputs")]
pub struct TestMail {}

impl Definition for TestMail {
    const METHODS: &'static [&'static str] = &["message.create", "message.destroy"];

    fn is_for(subject: &Subject<'_>) -> bool {
        <SetMail as Definition>::is_for(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match OTHER_CONFIG.get(subject, DESTINATION) {
            Some(_) => Ok(()),
            None => {
                Err(Refusal::from(Problem::new("no_mail"))
                    .fixed_by(Some(Job::SetMail), subject.key))
            }
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let pool = subject
            .record_of::<Pool>()
            .ok_or_else(|| Problem::new("bad_request"))?;
        let least = OTHER_CONFIG
            .get(subject, LEAST)
            .and_then(|said| said.parse().ok());
        let priority: i64 = least.unwrap_or(USUAL_LEAST).clamp(1, 5);
        let mut plan = Plan::default();
        plan.effect(Effect::Create {
            class: "message".to_owned(),
            name: OTHER_CONFIG
                .get(subject, DESTINATION)
                .unwrap_or_default()
                .to_owned(),
        });
        let made = calls::message::create(NAME, priority, &MessageClass::Pool, &pool.uuid, BODY);
        plan.call(made)
            .undo(calls::message::destroy(&Step::result(0)));
        Ok(plan)
    }
}
