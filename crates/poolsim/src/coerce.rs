//! Values that a caller gave, brought to the types declared.

use crate::failure::{Failure, Outcome};
use crate::model::{Type, model};
use crate::value::{Value, date};
use crate::wire::xml;

/// A parameter as the type declared; the error reads like the server's own.
pub fn coerce(kind: &Type, value: &Value) -> Outcome<Value> {
    let wrong = |what: &str| {
        Failure::internal(format!(
            "Failure(\"Expected {what}, got '{}'\")",
            value.quoted()
        ))
    };
    Ok(match (kind, value) {
        (Type::Text | Type::Ref(_), Value::Text(_)) => value.clone(),
        (Type::Text | Type::Ref(_) | Type::Void, Value::Date(at)) => {
            let mut text = String::new();
            date(*at, &mut text);
            text.into()
        }
        (Type::Text | Type::Ref(_) | Type::Void, _) => return Err(wrong("string")),
        (Type::Enum(name), Value::Text(text)) => {
            let known = model()
                .enums
                .get(name)
                .is_some_and(|values| values.contains(&&**text));
            if !known {
                return Err(Failure::internal("Failure(\"Unknown tag/contents\")"));
            }
            value.clone()
        }
        (Type::Enum(_), _) => return Err(wrong("string")),
        (Type::Int, Value::Int(_)) => value.clone(),
        (Type::Int, Value::Text(text)) => Value::Int(
            text.parse()
                .map_err(|_| Failure::internal("Failure(\"Int64.of_string\")"))?,
        ),
        (Type::Int, _) => return Err(wrong("int64")),
        (Type::Float, Value::Float(_)) => value.clone(),
        (Type::Float, Value::Int(n)) => Value::Float(*n as f64),
        (Type::Float, Value::Text(text)) => Value::Float(
            text.parse()
                .map_err(|_| Failure::internal("Failure(\"float_of_string\")"))?,
        ),
        (Type::Float, _) => return Err(wrong("float")),
        (Type::Bool, Value::Bool(_)) => value.clone(),
        (Type::Bool, _) => return Err(wrong("bool")),
        (Type::Date, Value::Date(_)) => value.clone(),
        (Type::Date, Value::Text(text)) => Value::Date(
            xml::parse_date(text).ok_or_else(|| Failure::new("INVALID_VALUE", ["date", text]))?,
        ),
        (Type::Date, _) => return Err(wrong("datetime")),
        (Type::Set(item), Value::Set(items)) => Value::Set(
            items
                .iter()
                .map(|value| coerce(item, value))
                .collect::<Outcome<_>>()?,
        ),
        (Type::Set(_), _) => return Err(wrong("list")),
        (Type::Map(key, item), Value::Map(pairs)) => {
            let mut checked = Vec::with_capacity(pairs.len());
            for (k, v) in pairs {
                coerce(key, &Value::Text(k.clone()))?;
                checked.push((k.clone(), coerce(item, v)?));
            }
            Value::Map(checked)
        }
        (Type::Record(_), Value::Map(_)) => value.clone(),
        (Type::Map(..) | Type::Record(_), _) => return Err(wrong("dictionary")),
    })
}
