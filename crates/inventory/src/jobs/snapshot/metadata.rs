//! What a machine was when a snapshot of it was taken. The snapshot's own fields tell that only in
//! part: it has a name of its own, and no start order. The server keeps the machine's record beside
//! them, as pairs of quoted texts in brackets: `(('name__label' 'web') ('platform' '((\'pae\' \'true\'))'))`.

use serde_json::{Value, json};
use xapi::Vm;

/// The fields that stay as they are when a machine goes back to a snapshot.
const KEPT: &[&str] = &[
    "uuid",
    "suspend_VDI",
    "power_state",
    "parent",
    "children",
    "current_operations",
    "allowed_operations",
    "metrics",
    "guest_metrics",
    "resident_on",
    "scheduled_to_be_resident_on",
    "domid",
    "protection_policy",
    "snapshot_schedule",
    "snapshots",
    "tags",
    "affinity",
    "consoles",
    "VBDs",
    "VIFs",
    "VGPUs",
    "VUSBs",
    "attached_PCIs",
];

/// The fields that a snapshot has of its own, where it tells of the machine only by itself, as those
/// of old servers do.
const OWN: &[&str] = &[
    "name_label",
    "is_a_snapshot",
    "is_a_template",
    "is_default_template",
    "snapshot_of",
    "snapshot_time",
    "snapshot_info",
    "snapshot_metadata",
    "transportable_snapshot_id",
];

/// The machine as it would be after it has gone back to a snapshot.
pub(super) fn reverted(machine: &Vm, snapshot: &Vm) -> Option<Vm> {
    let mut fields = serde_json::to_value(machine).ok()?;
    let pairs = pairs(&snapshot.snapshot_metadata);
    if pairs.is_empty() {
        let Value::Object(own) = serde_json::to_value(snapshot).ok()? else {
            return None;
        };
        for (name, value) in own {
            if !KEPT.contains(&name.as_str()) && !OWN.contains(&name.as_str()) {
                fields[name] = value;
            }
        }
    }
    for (name, text) in pairs {
        let name = name.replace("__", "_");
        if let Some(field) = fields.get_mut(&name)
            && !KEPT.contains(&name.as_str())
            && let Some(value) = value_like(field, &text)
        {
            *field = value;
        }
    }
    serde_json::from_value(fields).ok()
}

/// A text as a value of the type that another one has.
fn value_like(like: &Value, text: &str) -> Option<Value> {
    Some(match like {
        Value::String(_) => json!(text),
        Value::Bool(_) => json!(text == "true"),
        Value::Number(number) if number.is_f64() => json!(text.parse::<f64>().ok()?),
        Value::Number(_) => json!(text.parse::<i64>().ok()?),
        Value::Object(_) => pairs(text)
            .into_iter()
            .map(|(key, value)| (key, Value::from(value)))
            .collect(),
        Value::Array(_) => match parse(text)? {
            Expression::List(items) => items.into_iter().filter_map(Expression::text).collect(),
            Expression::Text(_) => return None,
        },
        Value::Null => return None,
    })
}

/// A list of pairs of texts; what is no pair is left out.
fn pairs(text: &str) -> Vec<(String, String)> {
    let Some(Expression::List(items)) = parse(text) else {
        return Vec::new();
    };
    let pair = |item| match item {
        Expression::List(pair) => match <[Expression; 2]>::try_from(pair) {
            Ok([Expression::Text(key), Expression::Text(value)]) => Some((key, value)),
            _ => None,
        },
        Expression::Text(_) => None,
    };
    items.into_iter().filter_map(pair).collect()
}

/// A text in single quotes, or several in brackets.
enum Expression {
    Text(String),
    List(Vec<Expression>),
}

impl Expression {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) => None,
        }
    }
}

/// Reads one expression; none where it is none, or ends too early.
fn parse(text: &str) -> Option<Expression> {
    // The lists that are open, the innermost last.
    let mut open: Vec<Vec<Expression>> = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let whole = match letter {
            '(' => {
                open.push(Vec::new());
                continue;
            }
            ')' => Expression::List(open.pop()?),
            '\'' => Expression::Text(quoted(&mut letters)?),
            _ => continue,
        };
        match open.last_mut() {
            Some(list) => list.push(whole),
            None => return Some(whole),
        }
    }
    None
}

/// A text up to its closing quote. A backslash stands before a quote and before itself.
fn quoted(letters: &mut std::str::Chars<'_>) -> Option<String> {
    let mut text = String::new();
    loop {
        match letters.next()? {
            '\'' => return Some(text),
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_put_together_from_what_the_server_kept_of_it() {
        let machine = Vm {
            name_label: "web, new".into(),
            vcpus_max: 8,
            tags: vec!["kept".into()].into(),
            platform: [("pae".into(), "true".into())].into(),
            ..Vm::default()
        };
        let kept = r"(('name__label' 'it\'s \\ web') ('VCPUs__max' '4') ('tags' '()') ('order' '2')
            ('platform' '((\'pae\' \'false\') (\'nx\' \'true\'))') ('uuid' 'another') ('odd') x)";
        let snapshot = Vm {
            name_label: "a snapshot".into(),
            snapshot_metadata: kept.into(),
            ..Vm::default()
        };
        let after = reverted(&machine, &snapshot).unwrap();
        assert_eq!(after.name_label, r"it's \ web");
        assert_eq!((after.vcpus_max, after.order), (4, 2));
        assert_eq!(after.tags, machine.tags);
        assert_eq!(after.uuid, machine.uuid);
        let platform = [("nx".into(), "true".into()), ("pae".into(), "false".into())];
        assert_eq!(after.platform, platform.into());
    }

    #[test]
    fn without_that_the_snapshots_own_fields_tell_but_for_its_name() {
        let machine = Vm {
            name_label: "web".into(),
            vcpus_max: 8,
            ..Vm::default()
        };
        let snapshot = Vm {
            name_label: "a snapshot".into(),
            vcpus_max: 4,
            ..Vm::default()
        };
        let after = reverted(&machine, &snapshot).unwrap();
        assert_eq!((&*after.name_label, after.vcpus_max), ("web", 4));
    }

    #[test]
    fn what_is_no_expression_is_none() {
        for text in ["", "(", "('a", "('a' 'b'", ")", "('a\\", "x"] {
            assert!(parse(text).is_none(), "{text:?}");
        }
        let deep = "(".repeat(1_000_000);
        assert!(parse(&deep).is_none());
    }
}
