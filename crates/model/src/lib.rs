//! The data model of the XenServer API: its enumerations, error codes, classes, fields and messages.
//!
//! It is a table, `model.txt`, written from the server's own description of itself (XAPI 26.17, API
//! 2.23), and the only place in the repository where the API is described. `cargo xtask codegen`
//! writes the typed calls of `xapi` from it; `poolsim` reads it when it starts. Neither shares any
//! other code with the other, so that neither can hide the other's mistakes.

#![deny(missing_docs)]

mod accessors;
mod parse;
mod role;

use std::sync::OnceLock;

pub use role::Role;

/// A wire type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A string.
    Text,
    /// A 64-bit integer.
    Int,
    /// A double.
    Float,
    /// A boolean.
    Bool,
    /// A date.
    Date,
    /// A reference to an object of that class.
    Ref(&'static str),
    /// One of an enumeration's values.
    Enum(&'static str),
    /// A list.
    Set(Box<Type>),
    /// A map.
    Map(Box<Type>, Box<Type>),
    /// A whole record of that class, given to a constructor or answered.
    Record(&'static str),
    /// Nothing.
    Void,
}

/// An enumeration.
#[derive(Debug)]
pub struct Enumeration {
    /// Its name in the data model.
    pub name: &'static str,
    /// Its values as they are spelled on the wire, in the server's order.
    pub values: Vec<&'static str>,
    /// What it is for, in our words.
    pub doc: Option<&'static str>,
}

/// A code that errors bear.
#[derive(Debug)]
pub struct ErrorCode {
    /// The code (`VM_BAD_POWER_STATE`).
    pub code: &'static str,
    /// What its parameters are called, in their order. Servers may send more or fewer.
    pub parameters: Vec<&'static str>,
}

/// Who may write a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The server alone.
    ReadOnly,
    /// Whoever makes the object, at that moment only.
    Initial,
    /// Whoever has at least that role, by setters.
    Writable(Role),
    /// This server does not have the field; others do. It has no accessors, and stands at the end.
    Elsewhere,
}

/// A field of a class.
#[derive(Debug)]
pub struct Field {
    /// Wire name.
    pub name: &'static str,
    /// Wire type.
    pub kind: Type,
    /// Who may write it.
    pub access: Access,
    /// What it has when nobody gave a value, where that is not the type's own nothing.
    pub default: Option<&'static str>,
    /// What it is for, in our words, where its name does not say it.
    pub doc: Option<&'static str>,
}

/// A class.
#[derive(Debug)]
pub struct Class {
    /// Canonical wire name (`VM_guest_metrics`).
    pub name: &'static str,
    /// Fields in wire order.
    pub fields: Vec<Field>,
    /// Messages: first those that all classes have, then those of its fields, then its own.
    pub messages: Vec<Message>,
    /// What it is, in our words.
    pub doc: Option<&'static str>,
}

impl Class {
    /// The index of a field in [`Class::fields`].
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// A parameter of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// What the data model calls it.
    pub name: &'static str,
    /// Wire type.
    pub kind: Type,
    /// Whether it may be left out; only the last ones may.
    pub optional: bool,
}

/// Where a message comes from: what it does, for those that need no code of their own. Numbers are
/// indexes in [`Class::fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `get_all`
    GetAll,
    /// `get_all_records`
    GetAllRecords,
    /// `get_all_records_where`
    GetAllRecordsWhere,
    /// `get_by_uuid`
    GetByUuid,
    /// `get_by_name_label`
    GetByName,
    /// `get_record`
    GetRecord,
    /// `create` of a whole record, or `destroy`
    Lifecycle,
    /// `get_<field>`
    Get(usize),
    /// `set_<field>`
    Set(usize),
    /// `add_to_<field>`
    AddTo(usize),
    /// `remove_from_<field>`
    RemoveFrom(usize),
    /// `add_<field>`
    Add(usize),
    /// `remove_<field>`
    Remove(usize),
    /// Declared by itself.
    Declared,
}

/// A message.
#[derive(Debug)]
pub struct Message {
    /// Its name within its class (`clean_shutdown`).
    pub name: String,
    /// The parameters after the session.
    pub parameters: Vec<Parameter>,
    /// What it answers.
    pub result: Type,
    /// Whether the first parameter is a session.
    pub session: bool,
    /// The least role that may call it.
    pub role: Role,
    /// Where it comes from.
    pub origin: Origin,
    /// The server still has the name but nothing behind it.
    pub removed: bool,
}

impl Message {
    /// Whether a call of it is run by some host as a task, and so has a row in the task table.
    /// `class` is the class it belongs to.
    pub fn forwarded(&self, class: &str) -> bool {
        const PLAIN: [&str; 6] = [
            "get_",
            "set_",
            "add_to_",
            "remove_from_",
            "assert_",
            "query_",
        ];
        matches!(self.origin, Origin::Declared | Origin::Lifecycle)
            && !PLAIN.iter().any(|prefix| self.name.starts_with(prefix))
            && !matches!(
                class,
                "session" | "event" | "task" | "data_source" | "blob" | "message" | "auth"
            )
    }
}

/// Everything that the table says.
#[derive(Debug)]
pub struct Model {
    /// The enumerations, by their names.
    pub enumerations: Vec<Enumeration>,
    /// The codes of errors, by their codes.
    pub errors: Vec<ErrorCode>,
    /// The classes, in the order in which events list them.
    pub classes: Vec<Class>,
}

impl Model {
    /// A class by its canonical name.
    pub fn class(&self, name: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.name == name)
    }
}

/// The model, read from its table at the first call.
pub fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| parse::parse(include_str!("../model.txt")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let model = model();
        assert_eq!(model.classes.len(), 72);
        let vm = model.class("VM").unwrap();
        assert_eq!(vm.fields[0].name, "uuid");
        let softreboot = vm.field("actions_after_softreboot").unwrap();
        assert_eq!(vm.fields[softreboot].default, Some("soft_reboot"));
        let message = |class: &str, name: &str| {
            let class = model.class(class).unwrap();
            class.messages.iter().find(|message| message.name == name)
        };
        let start = message("VM", "start").unwrap();
        let names: Vec<_> = start.parameters.iter().map(|it| it.name).collect();
        assert_eq!(names, ["vm", "start_paused", "force"]);
        assert_eq!(start.role, Role::VmOperator);
        assert!(start.forwarded("VM"));
        assert!(!message("VM", "set_name_label").unwrap().forwarded("VM"));
        assert!(message("VM", "set_power_state").is_none());
        let all = model.classes.iter().map(|class| class.messages.len());
        assert!(all.sum::<usize>() > 2000);
    }

    #[test]
    fn what_a_type_names_is_in_the_table() {
        fn check(kind: &Type) {
            match kind {
                Type::Enum(name) => {
                    let known = &model().enumerations;
                    assert!(known.iter().any(|known| known.name == *name), "{name}");
                }
                Type::Ref(name) => assert!(model().class(name).is_some(), "{name}"),
                Type::Set(item) => check(item),
                Type::Map(key, value) => {
                    check(key);
                    check(value);
                }
                _ => {}
            }
        }
        for class in &model().classes {
            class.fields.iter().for_each(|field| check(&field.kind));
            for message in &class.messages {
                check(&message.result);
                message.parameters.iter().for_each(|it| check(&it.kind));
                let optional = message.parameters.iter().map(|it| it.optional);
                assert!(optional.is_sorted(), "{}.{}", class.name, message.name);
            }
        }
    }

    #[test]
    fn errors_have_their_parameters_by_name() {
        let errors = &model().errors;
        assert_eq!(errors.len(), 605);
        assert!(errors.is_sorted_by(|a, b| a.code < b.code));
        let of = |code: &str| {
            let found = errors.iter().find(|error| error.code == code);
            found.map(|error| error.parameters.clone())
        };
        assert_eq!(
            of("VM_BAD_POWER_STATE").unwrap(),
            ["vm", "expected", "actual"]
        );
        assert_eq!(of("HOST_IS_SLAVE").unwrap().len(), 1);
    }
}
