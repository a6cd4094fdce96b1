//! How one member is read: whatever the server sent, the record survives.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer};
use serde_json::Value;

/// A type that a member can have.
pub(crate) trait Member: Default {
    /// What the value means; none if nothing.
    fn of(value: Value) -> Option<Self>;
}

/// Reads a member from wherever it comes.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Member>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(T::of(value).unwrap_or_default())
}

impl Member for Value {
    fn of(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl Member for String {
    fn of(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }
}

impl Member for bool {
    fn of(value: Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Member for i64 {
    fn of(value: Value) -> Option<Self> {
        match &value {
            // JavaScript knows no integers: halves of bytes and seconds are cut off.
            Value::Number(number) => number
                .as_i64()
                .or_else(|| number.as_f64().map(|float| float as i64)),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }
}

impl Member for f64 {
    fn of(value: Value) -> Option<Self> {
        value.as_f64()
    }
}

impl<T: Member> Member for Option<T> {
    fn of(value: Value) -> Option<Self> {
        Some(T::of(value))
    }
}

/// Elements of a wrong type are left out.
impl<T: Member> Member for Vec<T> {
    fn of(value: Value) -> Option<Self> {
        match value {
            Value::Array(values) => Some(values.into_iter().filter_map(T::of).collect()),
            _ => None,
        }
    }
}

/// Values of a wrong type are left out.
impl<T: Member> Member for BTreeMap<String, T> {
    fn of(value: Value) -> Option<Self> {
        match value {
            Value::Object(values) => Some(
                values
                    .into_iter()
                    .filter_map(|(key, value)| Some((key, T::of(value)?)))
                    .collect(),
            ),
            _ => None,
        }
    }
}
