//! Take a tag off an object.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{
    call_of_class, is_described, methods_of_classes, not_supported, tag_list, tags, tags_become,
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, FieldKind, FormField, Initial, said},
    },
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RemoveTagInputs")]
pub struct RemoveTag {
    /// The tag.
    #[serde(default)]
    pub tag: String,
}

impl Definition for RemoveTag {
    const METHODS: &'static [&'static str] = methods_of_classes!("remove_tags");
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_described(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match tags(subject) {
            [] => Err(Problem::new("no_tags").into()),
            _ => Ok(()),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let known: BTreeSet<&str> = subjects
            .iter()
            .flat_map(|subject| tags(subject).iter().map(|tag| tag.as_str()))
            .collect();
        let first = known.first().map(|tag| json!(tag));
        let choices = known.into_iter().map(|tag| Choice {
            value: json!(tag),
            name: tag.to_owned(),
            object: None,
            facts: Vec::new(),
            refusal: None,
        });
        let kind = FieldKind::Choice {
            choices: choices.collect(),
        };
        let initial = first.map_or(Initial::Empty, |value| Initial::Value { value });
        Form::of([FormField::required("tag", kind).initially(initial)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let tag = said(&self.tag, "tag_missing")?;
        if !tags(subject).iter().any(|known| *known == tag) {
            return Err(Problem::new("tag_not_there").with("tag", tag).into());
        }
        let mut plan = Plan::default();
        let mut after = tag_list(subject);
        after.retain(|known| *known != tag);
        plan.effect(tags_become(subject, after));
        let call = call_of_class!(subject, remove_tags(&tag)).ok_or_else(not_supported)?;
        let back = call_of_class!(subject, add_tags(&tag)).ok_or_else(not_supported)?;
        plan.call(call).undo(back);
        Ok(plan)
    }
}
