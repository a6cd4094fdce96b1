//! What references stand for, where a script has to name objects so that it works tomorrow as well:
//! a reference lasts as long as the database, a uuid as long as the object.

use serde_json::Value;
use xapi::Object;

use super::script::Script;
use crate::{
    connection::ConnectionInfo,
    jobs::plan::{result_of, secret_of},
    key::ConnectionId,
    look,
};

/// What a text among a call's parameters stands for.
pub(super) enum Named<'a> {
    /// The answer of a step of the same plan, by its index.
    Result(usize),
    /// What was said in confidence, by its index: whoever runs the script says it again.
    Secret(usize),
    /// An object of this pool.
    Object(&'a ConnectionInfo<'a>, &'a Object),
    /// Itself.
    Text,
}

/// What a parameter stands for. A reference is told by being one: nobody gives a VM another's
/// reference for its name.
pub(super) fn named<'a>(script: &Script<'a>, text: &str) -> Named<'a> {
    if let Some(step) = result_of(text) {
        return Named::Result(step);
    }
    if let Some(secret) = secret_of(text) {
        return Named::Secret(secret);
    }
    let reference = text.into();
    let mut found = script
        .connections()
        .filter_map(|connection| Some((connection, connection.world.find(&reference)?)));
    match found.next() {
        Some((connection, object)) if !text.is_empty() => Named::Object(connection, object),
        _ => Named::Text,
    }
}

/// The pools beside those of the subjects, each once.
pub(super) fn other_pools<'a>(plans: &[Script<'a>]) -> Vec<&'a ConnectionInfo<'a>> {
    let mut all: Vec<&ConnectionInfo<'_>> = Vec::new();
    for other in plans.iter().flat_map(|script| &script.others) {
        if all.iter().all(|known| known.id != other.id) {
            all.push(other);
        }
    }
    all
}

/// What the session at a pool is called: `session` at the subjects', `session_2` at the first other one.
pub(super) fn session(others: &[&ConnectionInfo<'_>], id: Option<&ConnectionId>) -> String {
    let place = others.iter().position(|other| Some(other.id) == id);
    place.map_or_else(
        || "session".to_owned(),
        |place| format!("session_{}", place + 2),
    )
}

/// The objects that plans name, each once, in the order of their first mention.
pub(super) fn objects<'a>(plans: &[Script<'a>]) -> Vec<(&'a ConnectionInfo<'a>, &'a Object)> {
    let mut all = Vec::new();
    for script in plans {
        for param in script.plan.calls().flat_map(|call| &call.params) {
            collect(script, param, &mut all);
        }
    }
    all
}

fn collect<'a>(
    script: &Script<'a>,
    value: &Value,
    all: &mut Vec<(&'a ConnectionInfo<'a>, &'a Object)>,
) {
    match value {
        Value::String(text) => {
            if let Named::Object(connection, object) = named(script, text)
                && !all
                    .iter()
                    .any(|(_, known)| known.reference == object.reference)
            {
                all.push((connection, object));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(script, item, all)),
        Value::Object(map) => map.iter().for_each(|(key, item)| {
            collect(script, &key.as_str().into(), all);
            collect(script, item, all);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// An object's name for a comment: on one line.
pub(super) fn comment(object: &Object) -> String {
    let name = look::name(object);
    name.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// A word of small letters, digits and underscores, as a class makes it: `host` of `host`, `vm` of
/// `VM`.
pub(super) fn variable(class: &str, index: usize) -> String {
    format!("{}_{}", class.to_lowercase(), index + 1)
}
