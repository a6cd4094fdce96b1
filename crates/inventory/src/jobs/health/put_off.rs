//! Leave a finding of health as it is for a while, with a reason that the whole team sees.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use crate::{
    health::{PutOff as Note, put_off_key},
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        form::{FieldKind, FormField, Initial, said, said_line, text},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// A day, in seconds.
const DAY: i64 = 24 * 60 * 60;
/// So many days are offered at first, and no more are taken.
const FIRST: i64 = 30;
const MOST: i64 = 3_650;

/// What has to be said. Rule and uuid are those of the finding; it is put off in its pool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "PutOffInputs")]
pub struct PutOff {
    /// The rule that has found it.
    #[serde(default)]
    pub rule: String,
    /// What it was found at.
    #[serde(default)]
    pub uuid: String,
    /// Why it is left as it is.
    #[serde(default)]
    pub reason: String,
    /// Who says so.
    #[serde(default)]
    pub by: String,
    /// For so many days; none: until it is brought back.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub days: Option<i64>,
}

impl Definition for PutOff {
    const METHODS: &'static [&'static str] = METHODS;
    const ASKS: bool = true;
    const IS_OFFERED: bool = false;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<xapi::Pool>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(_subjects: &[Subject<'_>]) -> Form {
        let days = FieldKind::Count {
            min: 1,
            max: Some(MOST),
        };
        let first = Initial::Value {
            value: json!(FIRST),
        };
        Form::of([
            FormField::required("reason", text()),
            FormField::required("days", days)
                .optional()
                .initially(first),
            FormField::required("by", text()).optional(),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let reason = said(&self.reason, "reason_missing")?;
        let now = subject.connection.now;
        // To the end of a day, so that what is shown is what is done a minute later.
        let until = |days: i64| (now / DAY + days.clamp(1, MOST) + 1) * DAY;
        let note = Note {
            reason,
            by: said_line(&self.by),
            until: self.days.map(until),
        };
        change(subject, &self.rule, &self.uuid, Some(&note))
    }
}

/// What a note in the pool takes.
pub(super) const METHODS: &[&str] = &["pool.add_to_other_config", "pool.remove_from_other_config"];

/// The plan that writes why a finding is put off, or takes it out.
pub(super) fn change(
    subject: &Subject<'_>,
    rule: &str,
    uuid: &str,
    note: Option<&Note>,
) -> Result<Plan, Refusal> {
    if rule.is_empty() || uuid.is_empty() {
        return Err(Problem::new("bad_request").into());
    }
    let key = put_off_key(rule, uuid);
    let before = OTHER_CONFIG.get(subject, &key).map(Note::read);
    let cell = |note: Option<&Note>| note.map_or(Cell::None, |note| Cell::text(&note.reason));
    let mut plan = Plan::default();
    plan.change("putOff", subject, cell(before.as_ref()), cell(note));
    let text = note.map(Note::written);
    OTHER_CONFIG.set(&mut plan, subject, &key, text.as_deref())?;
    setting::something(plan)
}
