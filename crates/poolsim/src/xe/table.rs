//! How `xe` prints records: by field, with what may be done to it; or, for scripts, one column in a line.

use crate::db::Db;
use crate::model::{Type, model};
use crate::value::Value;

/// A record's fields, as `xe` names them, and their values.
pub type Printed = Vec<(String, Type, String)>;

/// What is to be printed of an object: those of `fields` that it has, or all.
pub fn record(db: &Db, class: &str, reference: &str, fields: Option<&[&str]>) -> Printed {
    let Some(id) = model().class_id(class) else {
        return Vec::new();
    };
    let all = model().classes[id].fields.iter();
    let named = all.map(|field| (field.name.replace('_', "-"), field));
    let mut printed: Printed = named
        .filter(|(name, _)| fields.is_none_or(|fields| fields.contains(&name.as_str())))
        .map(|(name, field)| {
            let value = db.value(reference, field.name);
            let text = value.map_or_else(String::new, |value| text(db, value));
            let text = match name.as_str() {
                "power-state" => text.to_lowercase(),
                _ => text,
            };
            (name, field.kind.clone(), text)
        })
        .collect();
    // As they were asked for.
    if let Some(fields) = fields {
        printed.sort_by_key(|(name, ..)| fields.iter().position(|field| field == name));
    }
    printed
}

/// A value as a person reads it: an object by its uuid, pairs as `key: value`.
fn text(db: &Db, value: &Value) -> String {
    match value {
        Value::Text(text) if text.starts_with("OpaqueRef:") => match db.text(text, "uuid") {
            "" => "<not in database>".to_owned(),
            uuid => uuid.to_owned(),
        },
        Value::Set(items) => {
            let items: Vec<String> = items.iter().map(|item| text(db, item)).collect();
            items.join("; ")
        }
        Value::Map(pairs) => {
            let pair = |(key, value): &(_, Value)| format!("{key}: {}", text(db, value));
            let pairs: Vec<String> = pairs.iter().map(pair).collect();
            pairs.join("; ")
        }
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        other => other.to_text().to_string(),
    }
}

/// Records under each other.
pub fn long(records: &[Printed]) -> String {
    let mut out = String::new();
    for record in records {
        let labelled: Vec<(String, &str)> = record
            .iter()
            .map(|(name, kind, value)| (format!("{name} ({:>3})", access(name, kind)), &**value))
            .collect();
        let width = labelled.iter().map(|(label, _)| label.len()).max();
        let width = width.unwrap_or(0);
        for (index, (label, value)) in labelled.iter().enumerate() {
            let line = match index {
                0 => format!("{label:<width$}: {value}\n"),
                _ => format!("{label:>width$}: {value}\n"),
            };
            out.push_str(&line);
        }
        out.push_str("\n\n");
    }
    out
}

/// The first column of each, with commas between.
pub fn short(records: &[Printed]) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace(',', "\\,");
    let first = records.iter().filter_map(|record| record.first());
    let values: Vec<String> = first.map(|(_, _, value)| escaped(value)).collect();
    values.join(",")
}

/// Read, write, or by members.
fn access(name: &str, kind: &Type) -> &'static str {
    let writable = matches!(name, "name-label" | "name-description") || name == "other-config";
    match (kind, writable || name == "tags") {
        (Type::Set(_), true) => "SRW",
        (Type::Set(_), false) => "SRO",
        (Type::Map(..), true) => "MRW",
        (Type::Map(..), false) => "MRO",
        (_, true) => "RW",
        (_, false) => "RO",
    }
}
