//! Give an object another description.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{call_of_named, description, is_named, methods_of_named, not_supported};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial, said_lines},
        plan::Effect,
    },
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DescribeInputs")]
pub struct Describe {
    /// The new description; it may be empty, and have several lines.
    #[serde(default)]
    pub description: String,
}

impl Definition for Describe {
    const METHODS: &'static [&'static str] = methods_of_named!("set_name_description");
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_named(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_only(subjects, |subject| Some(json!(description(subject))));
        let field = FormField::required("description", FieldKind::Lines);
        Form::of([field.optional().initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let said = said_lines(&self.description);
        let (before, after) = (description(subject), said.as_str());
        let mut plan = Plan::default();
        let text = |text: &str| Cell::Text {
            text: text.to_owned(),
        };
        plan.effect(Effect::Change {
            object: subject.key.clone(),
            field: "description".to_owned(),
            before: text(before),
            after: text(after),
        });
        plan.expect(subject, "name_description");
        let call =
            call_of_named!(subject, set_name_description(after)).ok_or_else(not_supported)?;
        let back =
            call_of_named!(subject, set_name_description(before)).ok_or_else(not_supported)?;
        plan.call(call)
            .undo(back)
            .undo_expects(subject.key, "name_description", json!(after));
        Ok(plan)
    }
}
