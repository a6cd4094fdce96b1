//! File an object under a folder.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{is_described, methods_of_entries};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        form::{FieldKind, FormField, Initial, said_line},
        setting,
    },
    objects::describe,
    problem::Problem,
    view::Cell,
};

const KEY: &str = "folder";

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetFolderInputs")]
pub struct SetFolder {
    /// The folder's path: `/servers/web`; nothing: it is in none.
    #[serde(default)]
    pub folder: String,
}

impl Definition for SetFolder {
    const METHODS: &'static [&'static str] = methods_of_entries!("other_config");
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_described(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// The folders that there are in these pools are offered.
    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut known = BTreeSet::new();
        for subject in subjects {
            for object in subject.connection.world.objects() {
                let config = describe(&object.record).other_config();
                let folder = config.and_then(|map| map.get(KEY));
                known.extend(
                    folder
                        .filter(|path| !path.is_empty())
                        .map(ToString::to_string),
                );
            }
        }
        let kind = FieldKind::Text {
            suggestions: known.into_iter().collect(),
        };
        let now = Initial::of_all(subjects, |subject| {
            Some(json!(OTHER_CONFIG.get(subject, KEY).unwrap_or_default()))
        });
        Form::of([FormField::required("folder", kind)
            .optional()
            .initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let after = path(&self.folder)?;
        let before = OTHER_CONFIG.get(subject, KEY);
        let mut plan = Plan::default();
        let cell = |path: Option<&str>| Cell::text(path.unwrap_or_default());
        plan.change("folder", subject, cell(before), cell(after.as_deref()));
        OTHER_CONFIG.set(&mut plan, subject, KEY, after.as_deref())?;
        setting::something(plan)
    }
}

/// A folder's path as it is written down; none of nothing.
///
/// # Errors
/// `folder_malformed`.
fn path(said: &str) -> Result<Option<String>, Problem> {
    let said = said_line(said);
    let trimmed = said.trim_end_matches('/');
    if trimmed.is_empty() {
        return Ok(None);
    }
    let parts = trimmed.strip_prefix('/').unwrap_or(trimmed);
    match parts.split('/').any(|part| part.trim().is_empty()) {
        true => Err(Problem::new("folder_malformed")),
        false => Ok(Some(format!("/{parts}"))),
    }
}
