//! Take a key out of one of an object's maps.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{
    is_described, methods_of_maps,
    set_key::{EntryMap, keys, maps_with},
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, FieldKind, FormField},
    },
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RemoveKeyInputs")]
pub struct RemoveKey {
    /// Which, and of which map.
    #[serde(default)]
    pub entry: MapKey,
}

/// A key of a map.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct MapKey {
    /// The map.
    #[serde(default)]
    pub map: EntryMap,
    /// The key.
    #[serde(default)]
    pub key: String,
}

impl Definition for RemoveKey {
    const METHODS: &'static [&'static str] = methods_of_maps!();
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_described(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match keys(std::slice::from_ref(subject)).is_empty() {
            true => Err(Problem::new("no_keys").into()),
            false => Ok(()),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut entries: Vec<MapKey> = Vec::new();
        for key in keys(subjects) {
            for subject in subjects {
                let found = maps_with(subject, &key).map(|map| MapKey {
                    map,
                    key: key.clone(),
                });
                entries.extend(found);
            }
        }
        entries.dedup();
        let choices = entries
            .into_iter()
            .map(|entry| Choice {
                value: json!(entry),
                name: format!("{}:{}", entry.map.wire_name(), entry.key),
                object: None,
                facts: Vec::new(),
                refusal: None,
            })
            .collect();
        Form::of([FormField::required("entry", FieldKind::Choice { choices })])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        self.entry.map.change(subject, &self.entry.key, None)
    }
}
