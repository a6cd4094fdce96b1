//! Write a key into one of an object's maps, or over what stands there: for what has no job of its own.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{is_described, methods_of_maps};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::{Entries, OTHER_CONFIG, PLATFORM, XENSTORE_DATA},
        form::{FieldKind, FormField, Initial, Term, said, said_line, terms, text},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// The maps into which a person may write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntryMap {
    /// What any program writes at any object.
    #[default]
    OtherConfig,
    /// What a VM's virtual hardware is.
    Platform,
    /// What a guest finds in XenStore.
    XenstoreData,
}

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetKeyInputs")]
pub struct SetKey {
    /// Into which map.
    #[serde(default)]
    pub map: EntryMap,
    /// Under which key.
    #[serde(default)]
    pub key: String,
    /// What.
    #[serde(default)]
    pub value: String,
}

impl Definition for SetKey {
    const METHODS: &'static [&'static str] = methods_of_maps!();
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_described(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// The keys that the objects have are offered.
    fn form(subjects: &[Subject<'_>]) -> Form {
        let are_vms = subjects.iter().all(|subject| subject.vm().is_some());
        let maps = match are_vms {
            true => terms([Term("otherConfig"), Term("platform"), Term("xenstoreData")]),
            false => terms([Term("otherConfig")]),
        };
        let first = Initial::Value {
            value: json!(EntryMap::OtherConfig),
        };
        let kind = FieldKind::Text {
            suggestions: keys(subjects),
        };
        Form::of([
            FormField::required("map", maps).initially(first),
            FormField::required("key", kind),
            FormField::required("value", text()).optional(),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let key = said(&self.key, "key_missing")?;
        let value = said_line(&self.value);
        self.map.change(subject, &key, Some(&value))
    }
}

impl EntryMap {
    const ALL: [Self; 3] = [Self::OtherConfig, Self::Platform, Self::XenstoreData];

    pub(super) fn entries(self) -> Entries {
        match self {
            Self::OtherConfig => OTHER_CONFIG,
            Self::Platform => PLATFORM,
            Self::XenstoreData => XENSTORE_DATA,
        }
    }

    /// What the API calls it.
    pub(super) fn wire_name(self) -> &'static str {
        match self {
            Self::OtherConfig => "other_config",
            Self::Platform => "platform",
            Self::XenstoreData => "xenstore_data",
        }
    }

    /// The plan that writes a value, or takes it out.
    pub(super) fn change(
        self,
        subject: &Subject<'_>,
        key: &str,
        after: Option<&str>,
    ) -> Result<Plan, Refusal> {
        let entries = self.entries();
        let before = entries.get(subject, key);
        if before.is_none() && after.is_none() {
            return Err(Problem::new("key_not_there").with("key", key).into());
        }
        let mut plan = Plan::default();
        let cell = |value: Option<&str>| {
            value.map_or(Cell::None, |value| Cell::code(format!("{key} = {value}")))
        };
        let (before, now) = (cell(before), cell(after));
        match self {
            Self::OtherConfig => plan.change("otherConfig", subject, before, now),
            Self::Platform => plan.change("platform", subject, before, now),
            Self::XenstoreData => plan.change("xenstoreData", subject, before, now),
        };
        entries.set(&mut plan, subject, key, after)?;
        setting::something(plan)
    }
}

/// The keys of the subjects' maps, each once.
pub(super) fn keys(subjects: &[Subject<'_>]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for subject in subjects {
        for map in EntryMap::ALL {
            keys.extend(map.entries().all(subject).map(|(key, _)| key.to_owned()));
        }
    }
    keys.sort();
    keys.dedup();
    keys
}

/// The maps that have a key.
pub(super) fn maps_with<'a>(
    subject: &'a Subject<'_>,
    key: &'a str,
) -> impl Iterator<Item = EntryMap> + 'a {
    let has = move |map: &EntryMap| map.entries().get(subject, key).is_some();
    EntryMap::ALL.into_iter().filter(has)
}
