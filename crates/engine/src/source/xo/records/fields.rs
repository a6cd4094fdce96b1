//! Members as Xen Orchestra writes them, as records have them.

use std::collections::BTreeMap;

use xapi::{DateTime, List, Map, Object, OpaqueRef, RecordOf, Ref, Text};

pub(super) fn made<T: RecordOf>(reference: &str, record: T) -> Object {
    Object {
        reference: OpaqueRef::from(reference),
        record: record.into_record(),
    }
}

/// The reference of what is folded into an object.
pub(super) fn part(id: &str, word: &str) -> String {
    format!("{id}/{word}")
}

pub(super) fn links<T>(ids: &[String]) -> List<Ref<T>> {
    ids.iter().map(|id| Ref::from(id.as_str())).collect()
}

pub(super) fn link<T>(id: &str) -> Ref<T> {
    Ref::from(id)
}

/// A time in seconds, or never.
pub(super) fn time(seconds: Option<i64>) -> DateTime {
    seconds.map_or(DateTime::NEVER, DateTime::from_unix)
}

pub(super) fn texts(map: BTreeMap<String, String>) -> Map<Text, Text> {
    map.into_iter()
        .map(|(key, text)| (key.into(), text.into()))
        .collect()
}

pub(super) fn words(texts: Vec<String>) -> List<Text> {
    texts.into_iter().map(Text::from).collect()
}

/// What is under way: task to operation.
pub(super) fn under_way<T: Clone + for<'a> From<&'a str>>(
    operations: BTreeMap<String, String>,
) -> Map<Text, T> {
    operations
        .into_iter()
        .map(|(task, operation)| (task.into(), T::from(operation.as_str())))
        .collect()
}
