//! Say to whom a pool writes what it tells, and by which server.
//!
//! The coordinator's `mail-alarm` reads it in the pool's `other_config`. A password for the mail server would
//! stand there for everybody to read who may look at the pool, so none is taken here.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::Pool;

use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        form::{FieldKind, FormField, Initial, said_line, text},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// The keys.
pub(crate) const DESTINATION: &str = "mail-destination";
pub(crate) const MAIL_SERVER: &str = "ssmtp-mailhub";
pub(crate) const SENDER: &str = "mail-sender";
pub(crate) const LEAST: &str = "mail-min-priority";
pub(crate) const LANGUAGE: &str = "mail-language";

/// What is sent where nothing is said: of this severity and graver.
pub(crate) const USUAL_LEAST: i64 = 3;
/// The languages that `mail-alarm` writes.
const LANGUAGES: [&str; 3] = ["en-US", "ja-JP", "zh-CN"];

/// What has to be said. What is left empty is taken out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "SetMailInputs")]
pub struct SetMail {
    /// To which address; none: nothing is sent.
    #[serde(default)]
    pub destination: String,
    /// By which server: its name, or name and port.
    #[serde(default)]
    pub mail_server: String,
    /// From which address.
    #[serde(default)]
    pub sender: String,
    /// What is sent: of this severity, 1 to 5, and graver.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub least: Option<i64>,
    /// In which language.
    #[serde(default)]
    pub language: String,
}

impl Definition for SetMail {
    const METHODS: &'static [&'static str] =
        &["pool.add_to_other_config", "pool.remove_from_other_config"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Pool>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = |key: &'static str| {
            Initial::of_all(subjects, |subject| {
                Some(json!(OTHER_CONFIG.get(subject, key)?))
            })
        };
        let least = Initial::of_all(subjects, |subject| {
            let said = OTHER_CONFIG
                .get(subject, LEAST)
                .and_then(|said| said.parse().ok());
            Some(json!(said.unwrap_or(USUAL_LEAST)))
        });
        let languages = FieldKind::Text {
            suggestions: LANGUAGES.map(str::to_owned).to_vec(),
        };
        let severities = FieldKind::Count {
            min: 1,
            max: Some(5),
        };
        Form::of([
            FormField::required("destination", text())
                .optional()
                .initially(now(DESTINATION)),
            FormField::required("mailServer", text())
                .optional()
                .initially(now(MAIL_SERVER)),
            FormField::required("sender", text())
                .optional()
                .initially(now(SENDER)),
            FormField::required("least", severities)
                .optional()
                .initially(least),
            FormField::required("language", languages)
                .optional()
                .initially(now(LANGUAGE)),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let destination = said_line(&self.destination);
        let mail_server = said_line(&self.mail_server);
        if !destination.is_empty() && mail_server.is_empty() {
            return Err(Problem::new("mail_server_missing").into());
        }
        for address in [&destination, &said_line(&self.sender)] {
            if !address.is_empty() && !is_address(address) {
                return Err(Problem::new("no_address").with("text", address).into());
            }
        }
        let least = self.least.map(|least| least.clamp(1, 5).to_string());
        // What is usual is not written down where nothing is.
        let is_said = OTHER_CONFIG.get(subject, LEAST).is_some();
        let least = least.filter(|least| is_said || *least != USUAL_LEAST.to_string());
        let mut plan = Plan::default();
        for (field, key, value) in [
            ("mailDestination", DESTINATION, destination),
            ("mailServer", MAIL_SERVER, mail_server),
            ("mailSender", SENDER, said_line(&self.sender)),
            ("mailLeast", LEAST, least.unwrap_or_default()),
            ("mailLanguage", LANGUAGE, said_line(&self.language)),
        ] {
            let before = OTHER_CONFIG.get(subject, key).unwrap_or_default();
            if before != value {
                plan.change(field, subject, Cell::text(before), Cell::text(&value));
                let value = (!value.is_empty()).then_some(value);
                OTHER_CONFIG.set(&mut plan, subject, key, value.as_deref())?;
            }
        }
        setting::something(plan)
    }
}

/// Whether it may be addresses: what is sent is written into a header, and the server says the rest.
fn is_address(text: &str) -> bool {
    text.split(',').all(|one| {
        let mut parts = one.trim().split('@');
        let (name, host, more) = (parts.next(), parts.next(), parts.next());
        let is_part = |part: Option<&str>| {
            part.is_some_and(|part| !part.is_empty() && !part.contains(char::is_whitespace))
        };
        is_part(name) && is_part(host) && more.is_none()
    })
}
