//! What earlier steps have answered, in the places where later ones use it.

use serde_json::Value;

/// Marks what stands for a step's answer in a parameter. Nobody can type it: what a person says has
/// no control characters when it is planned.
const RESULT: &str = "\u{1}result:";

/// Marks what stands for the first of several that a step answers.
const FIRST: &str = "\u{1}first:";

/// What stands for the answer of the plan's step `index`.
pub(super) fn all_of(index: usize) -> String {
    format!("{RESULT}{index}")
}

/// What stands for the first of the list that the plan's step `index` answers with.
pub(super) fn first_of(index: usize) -> String {
    format!("{FIRST}{index}")
}

/// The index of the step whose answer `text` stands for, or the first of it.
pub fn result_of(text: &str) -> Option<usize> {
    let index = text.strip_prefix(RESULT).or(text.strip_prefix(FIRST))?;
    index.parse().ok()
}

/// Whether a parameter uses the answer of the step `index`.
pub(super) fn mentions(value: &Value, index: usize) -> bool {
    match value {
        Value::String(text) => result_of(text) == Some(index),
        Value::Array(items) => items.iter().any(|item| mentions(item, index)),
        Value::Object(map) => map.values().any(|item| mentions(item, index)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

pub(super) fn fill(value: &mut Value, results: &[Option<Value>]) -> Option<()> {
    match value {
        Value::String(text) => {
            if let Some(step) = result_of(text) {
                let answer = results.get(step)?.as_ref()?;
                let answer = match text.starts_with(FIRST) {
                    true => answer.get(0)?,
                    false => answer,
                };
                *value = answer.clone();
            }
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| fill(item, results))?,
        Value::Object(map) => map.values_mut().try_for_each(|item| fill(item, results))?,
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Some(())
}

/// Moves each mark of an earlier step's answer by so many steps.
pub(super) fn renumber(value: &mut Value, offset: usize) {
    match value {
        Value::String(text) => {
            if let Some(step) = result_of(text) {
                let mark = if text.starts_with(FIRST) {
                    FIRST
                } else {
                    RESULT
                };
                *text = format!("{mark}{}", step + offset);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| renumber(item, offset)),
        Value::Object(map) => map.values_mut().for_each(|item| renumber(item, offset)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
