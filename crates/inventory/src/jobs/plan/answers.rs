//! What earlier steps have answered, and what was said in confidence, in the places where it is used.

use serde_json::Value;

/// Marks what stands for a step's answer in a parameter. Nobody can type it: what a person says has
/// no control characters when it is planned.
const RESULT: &str = "\u{1}result:";

/// Marks what stands for the first of several that a step answers.
const FIRST: &str = "\u{1}first:";

/// Marks what stands for something that was said in confidence.
const SECRET: &str = "\u{1}secret:";

/// What stands for the plan's secret `index`.
pub(super) fn secret(index: usize) -> String {
    format!("{SECRET}{index}")
}

/// The index of the plan's secret that `text` stands for.
pub fn secret_of(text: &str) -> Option<usize> {
    text.strip_prefix(SECRET)?.parse().ok()
}

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
    has_text(value, &|text| result_of(text) == Some(index))
}

/// Whether something that was said in confidence is among parameters.
pub(super) fn mentions_secret(params: &[Value]) -> bool {
    let is_secret = |text: &str| secret_of(text).is_some();
    params.iter().any(|param| has_text(param, &is_secret))
}

/// Whether this holds for one of the texts that a parameter is made of.
fn has_text(value: &Value, holds: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => holds(text),
        Value::Array(items) => items.iter().any(|item| has_text(item, holds)),
        Value::Object(map) => map.values().any(|item| has_text(item, holds)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Puts the answers in the places that stand for them; none where one of them is missing.
pub(super) fn fill(value: &mut Value, results: &[Option<Value>]) -> Option<()> {
    replace(value, &|text| {
        let Some(step) = result_of(text) else {
            return Some(None);
        };
        let answer = results.get(step)?.as_ref()?;
        let answer = match text.starts_with(FIRST) {
            true => answer.get(0)?,
            false => answer,
        };
        Some(Some(answer.clone()))
    })
}

/// Puts something else in the places of some texts; none where nobody knows what.
pub(super) fn replace(
    value: &mut Value,
    by: &impl Fn(&str) -> Option<Option<Value>>,
) -> Option<()> {
    match value {
        Value::String(text) => {
            if let Some(other) = by(text)? {
                *value = other;
            }
        }
        Value::Array(items) => items.iter_mut().try_for_each(|item| replace(item, by))?,
        Value::Object(map) => map.values_mut().try_for_each(|item| replace(item, by))?,
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Some(())
}

/// Moves each mark of an earlier step's answer by so many steps, and each of a secret by so many secrets.
pub(super) fn renumber(value: &mut Value, steps: usize, secrets: usize) {
    let moved = |text: &str| {
        let mark = if text.starts_with(FIRST) {
            FIRST
        } else {
            RESULT
        };
        match (result_of(text), secret_of(text)) {
            (Some(step), _) => Some(format!("{mark}{}", step + steps)),
            (None, Some(index)) => Some(secret(index + secrets)),
            (None, None) => None,
        }
    };
    // Whatever is no mark stays, so that nothing is missing.
    let _ = replace(value, &|text| Some(moved(text).map(Value::from)));
}
