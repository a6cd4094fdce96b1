//! Give an object these tags and no others.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{
    add_tag::known_tags, call_of_class, is_described, not_supported, tag_list, tags_become,
};
use crate::jobs::{
    Definition, Form, Plan, Refusal, Subject,
    form::{FieldKind, FormField, Initial, said},
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetTagsInputs")]
pub struct SetTags {
    /// The tags.
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Definition for SetTags {
    const METHODS: &'static [&'static str] = TAG_METHODS;
    const ASKS: bool = true;
    /// Of many objects at once, tags are added or taken off.
    const IS_OFFERED: bool = false;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_described(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let kind = FieldKind::Tags {
            suggestions: known_tags(subjects).into_iter().collect(),
        };
        let now = Initial::of_only(subjects, |subject| Some(json!(tag_list(subject))));
        Form::of([FormField::required("tags", kind).optional().initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut after: Vec<String> = Vec::new();
        for tag in &self.tags {
            let tag = said(tag, "tag_missing")?;
            if !after.contains(&tag) {
                after.push(tag);
            }
        }
        let before = tag_list(subject);
        let mut plan = Plan::default();
        plan.effect(tags_become(subject, after.clone()));
        plan.expect(subject, "tags");
        for tag in before.iter().filter(|tag| !after.contains(tag)) {
            let call = call_of_class!(subject, remove_tags(tag)).ok_or_else(not_supported)?;
            let back = call_of_class!(subject, add_tags(tag)).ok_or_else(not_supported)?;
            plan.call(call).undo(back);
        }
        for tag in after.iter().filter(|tag| !before.contains(tag)) {
            let call = call_of_class!(subject, add_tags(tag)).ok_or_else(not_supported)?;
            let back = call_of_class!(subject, remove_tags(tag)).ok_or_else(not_supported)?;
            plan.call(call).undo(back);
        }
        Ok(plan)
    }
}

const TAG_METHODS: &[&str] = &[
    "VM.add_tags",
    "VM.remove_tags",
    "pool.add_tags",
    "pool.remove_tags",
    "host.add_tags",
    "host.remove_tags",
    "SR.add_tags",
    "SR.remove_tags",
    "network.add_tags",
    "network.remove_tags",
    "VDI.add_tags",
    "VDI.remove_tags",
];
