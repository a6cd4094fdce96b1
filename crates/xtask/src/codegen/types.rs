//! Which Rust type holds a type of the data model.

use model::Type;

use super::names::{class_type, enumeration_type};

/// Classes that `xapi` has no record for: nobody may list them, or nobody uses them any more.
const WITHOUT_RECORD: &[&str] = &[
    "auth",
    "Caller",
    "Driver_variant",
    "event",
    "Host_driver",
    "LVHD",
    "Observer",
    "Rate_limit",
    "secret",
    "session",
    "user",
    "VMPP",
];

/// Classes whose records are answered by calls but are no objects: `xapi` declares them by hand.
const VALUES: &[&str] = &[
    "data_source",
    "probe_result",
    "sr_stat",
    "vdi_nbd_server_info",
];

/// Whether objects of the class have a record, and references of a type of their own.
pub fn has_record(class: &str) -> bool {
    !WITHOUT_RECORD.contains(&class) && !VALUES.contains(&class)
}

/// What holds it in a record or an answer.
pub fn held(kind: &Type) -> String {
    match kind {
        Type::Text => "Text".into(),
        Type::Int => "i64".into(),
        Type::Float => "f64".into(),
        Type::Bool => "bool".into(),
        Type::Date => "DateTime".into(),
        Type::Ref(class) if has_record(class) => format!("Ref<{}>", class_type(class)),
        Type::Ref(_) => "OpaqueRef".into(),
        Type::Enum(name) => enumeration_type(name),
        Type::Set(item) => format!("List<{}>", held(item)),
        Type::Map(key, value) => format!("Map<{}, {}>", held(key), held(value)),
        Type::Record(class) if !WITHOUT_RECORD.contains(class) => class_type(class),
        Type::Record(_) => "Value".into(),
        Type::Void => "()".into(),
    }
}

/// What a caller gives for it.
pub fn given(kind: &Type) -> String {
    match kind {
        Type::Text => "&str".into(),
        Type::Set(item) => format!("&[{}]", held(item)),
        Type::Int | Type::Float | Type::Bool | Type::Date => held(kind),
        _ => format!("&{}", held(kind)),
    }
}
