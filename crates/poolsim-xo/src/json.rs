//! From the pool's values to JSON as JavaScript would write it.

use serde_json::{Map, Value as Json};

use poolsim::model::model;
use poolsim::value::{Data, Value};

/// A value; dates in seconds, numbers that are none as null.
pub fn json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::from(&**text),
        Value::Int(n) | Value::Count(n) | Value::Date(n) => Json::from(*n),
        Value::Float(n) => Json::from(*n),
        Value::Bool(b) => Json::from(*b),
        Value::Set(items) => items.iter().map(json).collect(),
        Value::Map(pairs) => pairs
            .iter()
            .map(|(name, value)| (name.to_string(), json(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Record(data) => record(data),
        // Lists of whole classes are for the pool's own clients: nothing here asks for one.
        Value::Listing(_) | Value::Null => Json::Null,
    }
}

/// A whole record of the pool.
pub fn record(data: &Data) -> Json {
    model().classes[data.class]
        .fields
        .iter()
        .zip(&data.values)
        .map(|(field, value)| (field.name.to_owned(), json(value)))
        .collect::<Map<_, _>>()
        .into()
}

/// A value from a parameter, for a call of the pool.
pub fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => match n.as_i64() {
            Some(n) => Value::Int(n),
            None => Value::Float(n.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(items) => Value::Set(items.iter().map(value).collect()),
        Json::Object(members) => {
            Value::fields(members.iter().map(|(name, v)| (name.as_str(), value(v))))
        }
    }
}
