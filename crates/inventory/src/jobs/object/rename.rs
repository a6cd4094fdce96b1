//! Give an object another name.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{call_of_named, is_named, methods_of_named, not_supported};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FormField, Initial, said, text},
        plan::Effect,
    },
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RenameInputs")]
pub struct Rename {
    /// The new name.
    #[serde(default)]
    pub name: String,
}

impl Definition for Rename {
    const METHODS: &'static [&'static str] = methods_of_named!("set_name_label");
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_named(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let name = Initial::of_only(subjects, |subject| Some(json!(written(subject))));
        Form::of([FormField::required("name", text()).initially(name)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (before, after) = (written(subject), said(&self.name, "name_missing")?);
        let mut plan = Plan::default();
        plan.effect(Effect::Change {
            object: subject.key.clone(),
            field: "name".to_owned(),
            before: Cell::Text {
                text: before.to_owned(),
            },
            after: Cell::Text {
                text: after.clone(),
            },
        });
        plan.expect(subject, "name_label");
        let call = call_of_named!(subject, set_name_label(&after)).ok_or_else(not_supported)?;
        let back = call_of_named!(subject, set_name_label(before)).ok_or_else(not_supported)?;
        plan.call(call)
            .undo(back)
            .undo_expects(subject.key, "name_label", json!(after));
        Ok(plan)
    }
}

/// The name as it is written down; it may be empty, where [`Subject::name`] is not.
fn written<'a>(subject: &Subject<'a>) -> &'a str {
    subject
        .record()
        .and_then(|record| record.name_label())
        .unwrap_or_default()
}
