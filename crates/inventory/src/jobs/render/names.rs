//! What references stand for, where a script has to name objects so that it works tomorrow as well:
//! a reference lasts as long as the database, a uuid as long as the object.

use serde_json::Value;
use xapi::Object;

use crate::{
    connection::ConnectionInfo,
    jobs::plan::{Plan, result_of},
    look,
};

/// What a text among a call's parameters stands for.
pub(super) enum Named<'a> {
    /// The answer of a step of the same plan, by its index.
    Result(usize),
    /// An object.
    Object(&'a Object),
    /// Itself.
    Text,
}

/// What a parameter stands for. A reference is told by being one: nobody gives a VM another's
/// reference for its name.
pub(super) fn named<'a>(connection: &ConnectionInfo<'a>, text: &str) -> Named<'a> {
    if let Some(step) = result_of(text) {
        return Named::Result(step);
    }
    match connection.world.find(&text.into()) {
        Some(object) if !text.is_empty() => Named::Object(object),
        _ => Named::Text,
    }
}

/// The objects that plans name, each once, in the order of their first mention.
pub(super) fn objects<'a>(plans: &[(&'a ConnectionInfo<'a>, Plan)]) -> Vec<&'a Object> {
    let mut all: Vec<&Object> = Vec::new();
    for (connection, plan) in plans {
        for param in plan.calls().flat_map(|call| &call.params) {
            collect(connection, param, &mut all);
        }
    }
    all
}

fn collect<'a>(connection: &ConnectionInfo<'a>, value: &Value, all: &mut Vec<&'a Object>) {
    match value {
        Value::String(text) => {
            if let Named::Object(object) = named(connection, text)
                && !all.iter().any(|known| known.reference == object.reference)
            {
                all.push(object);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(connection, item, all)),
        Value::Object(map) => map.iter().for_each(|(key, item)| {
            collect(connection, &key.as_str().into(), all);
            collect(connection, item, all);
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
