//! What a snapshot remembers of the machine that it is of: its record as text, for `VM.revert`.
//!
//! `(('name__label' 'web') ('platform' '((\'pae\' \'true\'))') …)`: pairs of quoted texts, whose
//! maps and lists are such texts again, the last field of the alphabet first.

use std::sync::Arc;

use crate::db::Db;
use crate::model::{Type, model};
use crate::value::{Ref, Value};

/// What the names of fields begin with that have a second part.
const PREFIXES: &[&str] = &["name", "memory", "actions", "VCPUs", "PV", "HVM"];

/// A machine's record as text.
pub fn written(db: &Db, vm: &Ref) -> String {
    let Some(row) = db.row(vm) else {
        return String::new();
    };
    let fields = model().classes[row.data.class].fields;
    let mut pairs: Vec<(String, String)> = fields
        .iter()
        .zip(&row.data.values)
        .filter(|(field, _)| field.name != "snapshot_metadata")
        .map(|(field, value)| (stored_name(field.name), text(value)))
        .collect();
    pairs.push(("_ref".to_owned(), vm.to_string()));
    pairs.sort_by(|one, other| other.0.cmp(&one.0));
    list(pairs.iter().map(|(key, value)| pair(key, value)))
}

/// What was written of a field, as a value of its type.
pub fn field(metadata: &str, name: &str, kind: &Type) -> Option<Value> {
    let name = stored_name(name);
    let found = pairs(metadata).into_iter().find(|(key, _)| *key == name);
    value(kind, &found?.1)
}

fn stored_name(name: &str) -> String {
    match name.split_once('_') {
        Some((first, rest)) if PREFIXES.contains(&first) => format!("{first}__{rest}"),
        _ => name.to_owned(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Set(items) => list(items.iter().map(|item| quoted(&text(item)))),
        Value::Map(entries) => list(entries.iter().map(|(key, item)| pair(key, &text(item)))),
        Value::Bool(on) => on.to_string(),
        Value::Int(number) | Value::Count(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Date(at) => {
            let mut text = String::new();
            crate::value::date(*at, &mut text);
            text
        }
        other => other.as_str().to_owned(),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("({})", items.collect::<Vec<_>>().join(" "))
}

fn pair(key: &str, value: &str) -> String {
    format!("({} {})", quoted(key), quoted(value))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn value(kind: &Type, text: &str) -> Option<Value> {
    Some(match kind {
        Type::Int => Value::Int(text.parse().ok()?),
        Type::Float => Value::Float(text.parse().ok()?),
        Type::Bool => Value::Bool(text == "true"),
        Type::Map(_, item) => Value::Map(
            pairs(text)
                .into_iter()
                .filter_map(|(key, text)| Some((Arc::from(key), value(item, &text)?)))
                .collect(),
        ),
        Type::Set(item) => Value::Set(
            items(text)
                .iter()
                .filter_map(|part| value(item, &unquoted(part)))
                .collect(),
        ),
        Type::Text | Type::Ref(_) | Type::Enum(_) => text.into(),
        _ => return None,
    })
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |part: &&str| {
        let both = items(part);
        Some((unquoted(both.first()?), unquoted(both.get(1)?)))
    };
    items(text).iter().filter_map(pair).collect()
}

/// The parts of a list, as they are written.
fn items(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut begin, mut in_quotes, mut escaped) = (0, 0, false, false);
    for (at, letter) in text.char_indices() {
        if in_quotes {
            let ends = letter == '\'' && !escaped;
            escaped = letter == '\\' && !escaped;
            if ends {
                in_quotes = false;
                if depth == 1 {
                    found.push(&text[begin..=at]);
                }
            }
            continue;
        }
        match letter {
            '\'' => {
                in_quotes = true;
                if depth == 1 {
                    begin = at;
                }
            }
            '(' => {
                depth += 1;
                if depth == 2 {
                    begin = at;
                }
            }
            ')' => {
                if depth == 2 {
                    found.push(&text[begin..=at]);
                }
                depth -= 1;
            }
            _ => {}
        }
    }
    found
}

fn unquoted(part: &str) -> String {
    let inner = part
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    let inner = inner.unwrap_or(part);
    let mut text = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let map = Value::map([("a'b", r"c\d".to_owned()), ("e", String::new())]);
        assert_eq!(text(&map), r"(('a\'b' 'c\\d') ('e' ''))");
        let of_texts = Type::Map(Box::new(Type::Text), Box::new(Type::Text));
        let record = list(
            [
                pair("name__label", "it's"),
                pair("other_config", &text(&map)),
            ]
            .into_iter(),
        );
        assert_eq!(field(&record, "other_config", &of_texts), Some(map));
        assert_eq!(
            field(&record, "name_label", &Type::Text),
            Some("it's".into())
        );
        assert_eq!(field(&record, "order", &Type::Int), None);
    }
}
