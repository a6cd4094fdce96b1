//! The data model as the server needs it: classes by number, their fields in wire order with their defaults, and
//! every message with what answers it.
//!
//! It is made once from the table of the crate `model`, so that parameter checks, records, accessors and
//! `system.listMethods` all come from one place.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::value::{NULL_REF, Value};

mod role;

pub use ::model::{Role, Type};
pub use role::{key, refusal};

use ::model::{Access, Message, Origin};

/// Index of a class in [`Model::classes`].
pub type ClassId = usize;

/// The value that something of a type has when nobody gave one.
pub fn zero(kind: &Type) -> Value {
    match kind {
        Type::Int => Value::Int(0),
        Type::Float => Value::Float(0.0),
        Type::Bool => Value::Bool(false),
        Type::Date => Value::Date(0),
        Type::Ref(_) => Value::text(NULL_REF),
        Type::Enum(name) => Value::text(
            model()
                .enums
                .get(name)
                .and_then(|values| values.first())
                .copied()
                .unwrap_or(""),
        ),
        Type::Set(_) => Value::Set(Vec::new()),
        Type::Map(..) | Type::Record(_) => Value::Map(Vec::new()),
        Type::Text | Type::Void => Value::text(""),
    }
}

/// A field of a class.
#[derive(Debug)]
pub struct Field {
    /// Wire name.
    pub name: &'static str,
    /// Wire type.
    pub kind: Type,
    /// The least role that may set it, if it has setters.
    pub writer: Option<Role>,
    default: Option<&'static str>,
}

impl Field {
    /// The value of this field in a new record.
    pub fn default(&self) -> Value {
        match (self.default, &self.kind) {
            (Some(text), Type::Int) => Value::Int(text.parse().unwrap_or(0)),
            (Some(text), Type::Float) => Value::Float(text.parse().unwrap_or(0.0)),
            (Some(text), Type::Bool) => Value::Bool(text == "true"),
            (Some(text), _) => Value::text(text),
            (None, kind) => zero(kind),
        }
    }
}

/// A class.
#[derive(Debug)]
pub struct Class {
    /// Canonical wire name (`VM_guest_metrics`).
    pub name: &'static str,
    /// Name in events (`vm_guest_metrics`).
    pub lower: String,
    /// Fields in wire order.
    pub fields: Vec<Field>,
    index: HashMap<&'static str, usize>,
}

impl Class {
    /// Where a field is in [`Class::fields`].
    pub fn field(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// Whether `event.from` and `event.next` tell of this class's objects.
    pub fn has_events(&self) -> bool {
        !matches!(
            self.name,
            "session"
                | "user"
                | "secret"
                | "auth"
                | "data_source"
                | "sr_stat"
                | "probe_result"
                | "role"
                | "event"
                | "vdi_nbd_server_info"
                | "message"
        )
    }
}

/// What answers a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
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
    /// Code of its own in `ops`.
    Custom,
}

/// A message.
#[derive(Debug)]
pub struct Method {
    /// `Class.message`.
    pub name: String,
    /// The class it belongs to.
    pub class: ClassId,
    /// Types of the parameters after the session; `true` where one may be left out.
    pub params: Vec<(Type, bool)>,
    /// Whether the first parameter is a session.
    pub session: bool,
    /// The least role that may call it.
    pub role: Role,
    /// What answers it.
    pub body: Body,
    /// The server still has the name but nothing behind it.
    pub removed: bool,
    /// Whether a call of it is run by some host as a task, and so has a row in the task table.
    pub forwarded: bool,
}

impl Method {
    /// How many parameters a caller must give, the session left out.
    pub fn required(&self) -> usize {
        self.params.iter().filter(|(_, optional)| !optional).count()
    }

    /// The message's own name, without its class.
    pub fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }

    /// Whether `Async.` may stand before it.
    pub fn has_async(&self) -> bool {
        self.body == Body::Custom && self.forwarded
    }
}

/// Everything the table says.
#[derive(Debug, Default)]
pub struct Model {
    /// The classes, in the order in which events list them.
    pub classes: Vec<Class>,
    by_name: HashMap<String, ClassId>,
    /// Values of every enumeration.
    pub enums: HashMap<&'static str, Vec<&'static str>>,
    methods: HashMap<String, Method>,
    aliases: HashMap<String, String>,
    /// Names of all messages, sorted.
    pub names: Vec<String>,
}

impl Model {
    /// Class by canonical name.
    pub fn class_id(&self, name: &str) -> Option<ClassId> {
        self.by_name.get(name).copied()
    }

    /// Class by the name events use, any case.
    pub fn class_named(&self, name: &str) -> Option<ClassId> {
        self.by_name.get(name).copied().or_else(|| {
            let lower = name.to_lowercase();
            self.classes.iter().position(|class| class.lower == lower)
        })
    }

    /// A message by name, or by its alias with `_` for the dot.
    pub fn method(&self, name: &str) -> Option<&Method> {
        self.methods.get(name).or_else(|| {
            self.aliases
                .get(name)
                .and_then(|real| self.methods.get(real))
        })
    }
}

/// The model.
pub fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(from_table)
}

fn from_table() -> Model {
    let table = ::model::model();
    let mut model = Model::default();
    for known in &table.enumerations {
        model.enums.insert(known.name, known.values.clone());
    }
    for (id, class) in table.classes.iter().enumerate() {
        let ours = |field: &&::model::Field| field.access != Access::Elsewhere;
        let fields = class.fields.iter().filter(ours).map(|field| Field {
            name: field.name,
            kind: field.kind.clone(),
            writer: match field.access {
                Access::Writable(role) => Some(role),
                Access::ReadOnly | Access::Initial | Access::Elsewhere => None,
            },
            default: field.default,
        });
        let fields: Vec<_> = fields.collect();
        let names = fields.iter().enumerate();
        let index = names.map(|(at, field)| (field.name, at)).collect();
        model.by_name.insert(class.name.to_owned(), id);
        model.classes.push(Class {
            name: class.name,
            lower: class.name.to_lowercase(),
            fields,
            index,
        });
        for message in &class.messages {
            let method = method(class, id, message);
            let name = method.name.clone();
            model.aliases.insert(name.replace('.', "_"), name.clone());
            model.methods.insert(name, method);
        }
    }
    model.names = model.methods.keys().cloned().collect();
    model.names.sort();
    model
}

fn method(class: &::model::Class, id: ClassId, message: &Message) -> Method {
    let name = format!("{}.{}", class.name, message.name);
    let body = match message.origin {
        Origin::GetAll => Body::GetAll,
        Origin::GetAllRecords => Body::GetAllRecords,
        Origin::GetAllRecordsWhere => Body::GetAllRecordsWhere,
        Origin::GetByUuid => Body::GetByUuid,
        Origin::GetByName => Body::GetByName,
        Origin::GetRecord => Body::GetRecord,
        Origin::Get(at) => Body::Get(at),
        Origin::Set(at) => Body::Set(at),
        Origin::AddTo(at) => Body::AddTo(at),
        Origin::RemoveFrom(at) => Body::RemoveFrom(at),
        Origin::Add(at) => Body::Add(at),
        Origin::Remove(at) => Body::Remove(at),
        Origin::Lifecycle => Body::Custom,
        Origin::Declared => declared(class, message)
            .filter(|_| !crate::ops::has_own_setter(&name))
            .unwrap_or(Body::Custom),
    };
    let parameters = message.parameters.iter();
    Method {
        params: parameters
            .map(|it| (it.kind.clone(), it.optional))
            .collect(),
        session: message.session,
        role: message.role,
        removed: message.removed,
        // A setter that does no more than set is run by no host, though it is declared.
        forwarded: body == Body::Custom && message.forwarded(class.name),
        class: id,
        name,
        body,
    }
}

/// What a prefix of a message's name does to the field that follows, and how many parameters that takes.
type Accessor = (&'static str, fn(usize) -> Body, usize);

const ACCESSORS: [Accessor; 5] = [
    ("add_to_", Body::AddTo, 3),
    ("remove_from_", Body::RemoveFrom, 2),
    ("set_", Body::Set, 2),
    ("add_", Body::Add, 2),
    ("remove_", Body::Remove, 2),
];

/// The plain accessor that a declared message comes down to where there is no code for it: a class whose objects are
/// not in the database (message) declares even its getters, and some setters do more than set. One that has an
/// accessor's name and takes something else (`pool.set_vswitch_controller` no object, `subject.add_to_roles` no key) is
/// none.
fn declared(class: &::model::Class, message: &Message) -> Option<Body> {
    let first = message.parameters.first()?;
    if first.kind != Type::Ref(class.name) || first.optional {
        return None;
    }
    ACCESSORS.iter().find_map(|(prefix, body, count)| {
        let field = class.field(message.name.strip_prefix(prefix)?)?;
        let body = body(field);
        let fits = match (body, &class.fields[field].kind) {
            (Body::AddTo(_) | Body::RemoveFrom(_), Type::Map(..)) => true,
            (Body::Add(_) | Body::Remove(_), Type::Set(_)) => true,
            (body, _) => body == Body::Set(field),
        };
        (fits && message.parameters.len() == *count).then_some(body)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let model = model();
        assert_eq!(model.classes.len(), 72);
        let vm = &model.classes[model.class_id("VM").unwrap()];
        assert_eq!(vm.fields[0].name, "uuid");
        assert_eq!(
            vm.fields[vm.field("actions_after_softreboot").unwrap()].default(),
            Value::text("soft_reboot")
        );
        let start = model.method("VM_start").unwrap();
        assert_eq!(
            (start.name.as_str(), start.required(), start.role),
            ("VM.start", 3, Role::VmOperator)
        );
        assert!(start.has_async() && !model.method("VM.set_name_label").unwrap().has_async());
        assert!(model.method("VM.set_power_state").is_none());
        assert!(model.names.len() > 2000);
        for class in &model.classes {
            for field in &class.fields {
                if let Type::Enum(name) = &field.kind {
                    assert!(model.enums.contains_key(name), "{name}");
                }
            }
        }
    }
}
