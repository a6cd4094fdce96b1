//! Words of ours that a text may be, in the language of who looks.

use std::collections::BTreeMap;

use serde::{
    Deserialize,
    de::{IntoDeserializer, value::StrDeserializer},
};

use crate::{name::fold, view::Status};

/// Our own words that a text may be a word of, in the language of who looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Meanings {
    pub(super) states: Vec<Status>,
    pub(super) operations: Vec<String>,
    pub(super) terms: Vec<String>,
}

impl Meanings {
    /// Those of a folded text: the keys `status.<state>`, `operation.<operation>`, `term.<term>`.
    pub(super) fn of(text: &str, known: &BTreeMap<String, Vec<String>>) -> Self {
        let mut found = Self::default();
        let mine = known.iter().filter(|(word, _)| fold(word) == text);
        let keys = mine.flat_map(|(_, keys)| keys);
        for (group, id) in keys.filter_map(|key| key.split_once('.')) {
            match group {
                "status" => found.states.extend(status(id)),
                "operation" => found.operations.push(id.to_owned()),
                "term" => found.terms.push(id.to_owned()),
                _ => {}
            }
        }
        found
    }
}

/// A state by its key.
pub(super) fn status(id: &str) -> Option<Status> {
    let id: StrDeserializer<'_, serde::de::value::Error> = id.into_deserializer();
    Status::deserialize(id).ok()
}
