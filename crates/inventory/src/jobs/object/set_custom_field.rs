//! Write something down at an object in a field that somebody has thought of.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{is_described, methods_of_entries};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        form::{FieldKind, FormField, said, said_line, text},
        setting,
    },
    objects::custom_field::PREFIX,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetCustomFieldInputs")]
pub struct SetCustomField {
    /// The field's name.
    #[serde(default)]
    pub field: String,
    /// What stands in it; nothing: it is taken off.
    #[serde(default)]
    pub value: String,
}

impl Definition for SetCustomField {
    const METHODS: &'static [&'static str] = methods_of_entries!("other_config");
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_described(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// The fields that machines of these pools and the objects themselves have are offered.
    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut known = BTreeSet::new();
        let name = |key: &str| key.strip_prefix(PREFIX).map(str::to_owned);
        for subject in subjects {
            known.extend(OTHER_CONFIG.all(subject).filter_map(|(key, _)| name(key)));
            for (_, vm) in subject.connection.world.vms() {
                known.extend(vm.other_config.keys().filter_map(|key| name(key)));
            }
        }
        let suggestions = known.into_iter().collect();
        Form::of([
            FormField::required("field", FieldKind::Text { suggestions }),
            FormField::required("value", text()).optional(),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let field = said(&self.field, "key_missing")?;
        let key = format!("{PREFIX}{field}");
        let value = said_line(&self.value);
        let after = Some(value.as_str()).filter(|value| !value.is_empty());
        let before = OTHER_CONFIG.get(subject, &key);
        let mut plan = Plan::default();
        let cell = |value: Option<&str>| {
            value.map_or(Cell::None, |value| Cell::text(format!("{field}: {value}")))
        };
        plan.change("customFields", subject, cell(before), cell(after));
        OTHER_CONFIG.set(&mut plan, subject, &key, after)?;
        setting::something(plan)
    }
}
