//! Who may call what: the least role of each message, for those that not everybody may call.

use std::fmt::Write;

use model::{Model, Role};

use super::GENERATED;

/// The table, sorted by the methods' names.
pub fn table(model: &Model) -> String {
    let mut rows: Vec<(String, Role)> = Vec::new();
    for class in &model.classes {
        for message in &class.messages {
            if message.session && !message.removed && message.role > Role::ReadOnly {
                rows.push((format!("{}.{}", class.name, message.name), message.role));
            }
        }
    }
    rows.sort();
    let mut text = GENERATED.to_owned();
    text.push_str("//! Who may call what.\n\nuse super::RbacRole;\n\n");
    text.push_str(
        "/// The least role of each method that not everybody may call, sorted by name.\n",
    );
    text.push_str("pub(super) static LEAST_ROLES: &[(&str, RbacRole)] = &[\n");
    for (method, role) in rows {
        let _ = writeln!(text, "(\"{method}\", RbacRole::{role:?}),");
    }
    text.push_str("];\n");
    text
}
