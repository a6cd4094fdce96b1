//! Records that a caller gives to make an object of.

use crate::coerce::coerce;
use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::value::Value;

/// The members of a record that a class has, checked; the server refuses a record without the required ones.
pub fn members(
    class: &str,
    record: &Value,
    required: &[&str],
) -> Outcome<Vec<(&'static str, Value)>> {
    let Some(id) = model().class_id(class) else {
        return Ok(Vec::new());
    };
    let mut fields = Vec::new();
    for field in model().classes[id].fields {
        match record.member(field.name) {
            Some(value) => fields.push((field.name, coerce(&field.kind, value)?)),
            None if required.contains(&field.name) => {
                return Err(Failure::field_missing(field.name));
            }
            None => {}
        }
    }
    // What the server decides is not taken from the caller.
    fields
        .retain(|(name, _)| !matches!(*name, "uuid" | "allowed_operations" | "current_operations"));
    Ok(fields)
}

/// A member among those checked.
pub fn member<'a>(fields: &'a [(&'static str, Value)], name: &str) -> Option<&'a Value> {
    fields
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// Puts a member in, or another value in its place.
pub fn put(fields: &mut Vec<(&'static str, Value)>, name: &'static str, value: impl Into<Value>) {
    fields.retain(|(known, _)| *known != name);
    fields.push((name, value.into()));
}
