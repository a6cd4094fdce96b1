//! The enumerations, records and error codes: tables for the macros of `xapi` that give them a body.

use std::fmt::Write;

use model::{Class, Model};

use super::{
    GENERATED,
    names::{class_type, enumeration_type, snake, variant},
    types::{has_record, held},
};

/// What fields of many classes are for.
const COMMON: &[(&str, &str)] = &[
    (
        "uuid",
        "Stable identity, across restarts and reference changes.",
    ),
    ("name_label", "The name people gave it."),
    ("name_description", "The description people gave it."),
    (
        "allowed_operations",
        "What may be asked of it now, by the server's opinion (advisory).",
    ),
    (
        "current_operations",
        "What is under way on it: task reference to operation.",
    ),
    ("other_config", "Free settings of clients and server."),
    ("tags", "Tags people gave it."),
];

pub fn enumerations(model: &Model) -> String {
    let mut text = format!("{GENERATED}wire_enums! {{\n");
    let mut known: Vec<_> = model.enumerations.iter().collect();
    known.sort_by_key(|enumeration| enumeration_type(enumeration.name));
    for enumeration in known {
        let doc = match enumeration.doc {
            Some(doc) => doc.to_owned(),
            None => format!("Values of the server's `{}`.", enumeration.name),
        };
        let kind = enumeration_type(enumeration.name);
        let _ = writeln!(text, "    /// {doc}");
        let _ = writeln!(text, "    {kind} = \"{}\" {{", enumeration.name);
        for value in &enumeration.values {
            let _ = writeln!(text, "        {} \"{value}\",", variant(value));
        }
        text.push_str("    }\n\n");
    }
    ended(text)
}

pub fn records(model: &Model) -> String {
    let mut text = format!(
        "{GENERATED}\
         use crate::datetime::DateTime;\n\
         use crate::enums::*;\n\
         use crate::map::Map;\n\
         use crate::reference::{{OpaqueRef, Ref}};\n\
         use crate::text::{{List, Text}};\n\n\
         records! {{\n"
    );
    let mut classes: Vec<_> = model.classes.iter().collect();
    classes.retain(|class| has_record(class.name));
    classes.sort_by_key(|class| class_type(class.name));
    for class in classes {
        record(&mut text, class);
    }
    ended(text)
}

fn record(text: &mut String, class: &Class) {
    let doc = class.doc.unwrap_or(class.name);
    let kind = class_type(class.name);
    let _ = writeln!(text, "    /// {doc}");
    let _ = writeln!(text, "    {kind} = \"{}\" {{", class.name);
    for field in &class.fields {
        let common = || COMMON.iter().find(|(name, _)| *name == field.name);
        if let Some(doc) = field.doc.or_else(|| common().map(|(_, doc)| *doc)) {
            let _ = writeln!(text, "        /// {doc}");
        }
        let name = snake(field.name);
        let wire = if name == field.name {
            String::new()
        } else {
            format!(" = \"{}\"", field.name)
        };
        let _ = writeln!(text, "        {name}{wire}: {},", held(&field.kind));
    }
    text.push_str("    }\n\n");
}

pub fn errors(model: &Model) -> String {
    let mut text = format!(
        "{GENERATED}/// The codes of errors and what their parameters are called, sorted by code.\n\
         pub(crate) const PARAMETERS: &[(&str, &[&str])] = &[\n"
    );
    for error in &model.errors {
        let _ = writeln!(text, "    ({:?}, &{:?}),", error.code, error.parameters);
    }
    text.push_str("];\n");
    text
}

/// Closes the macro after its last entry.
fn ended(text: String) -> String {
    format!("{}\n}}\n", text.trim_end())
}
