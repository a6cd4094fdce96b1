//! Put one more tag on an object.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    call_of_class, is_described, methods_of_classes, not_supported, tag_list, tags, tags_become,
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, said},
    },
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "AddTagInputs")]
pub struct AddTag {
    /// The tag.
    #[serde(default)]
    pub tag: String,
}

impl Definition for AddTag {
    const METHODS: &'static [&'static str] = methods_of_classes!("add_tags");
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_described(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// What is used elsewhere in these pools is offered.
    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut known = known_tags(subjects);
        for tag in subjects.iter().flat_map(tags) {
            // What all have is no news to any.
            if subjects.iter().all(|subject| tags(subject).contains(tag)) {
                known.remove(tag.as_str());
            }
        }
        let kind = FieldKind::Text {
            suggestions: known.into_iter().collect(),
        };
        Form::of([FormField::required("tag", kind)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let tag = said(&self.tag, "tag_missing")?;
        if tags(subject).iter().any(|known| *known == tag) {
            return Err(Problem::new("tag_there").with("tag", tag).into());
        }
        let mut plan = Plan::default();
        let mut after = tag_list(subject);
        after.push(tag.clone());
        plan.effect(tags_become(subject, after));
        let call = call_of_class!(subject, add_tags(&tag)).ok_or_else(not_supported)?;
        let back = call_of_class!(subject, remove_tags(&tag)).ok_or_else(not_supported)?;
        plan.call(call).undo(back);
        Ok(plan)
    }
}

/// The tags that VMs of the subjects' pools have.
pub(super) fn known_tags(subjects: &[Subject<'_>]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for subject in subjects {
        for (_, vm) in subject.connection.world.vms() {
            known.extend(vm.tags.iter().map(ToString::to_string));
        }
    }
    known
}
