//! The data model: which classes there are, their fields in wire order, and every message with its parameters.
//!
//! It is read once from the table in `model/model.txt`, so that parameter checks, records, accessors and
//! `system.listMethods` all come from one place.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::value::{NULL_REF, Value};

mod role;

pub use role::{Role, key};

/// Index of a class in [`Model::classes`].
pub type ClassId = usize;

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
    /// A whole record, given to a constructor.
    Record,
    /// Nothing.
    Void,
}

impl Type {
    /// The value that a field of this type has when nobody gave one.
    pub fn zero(&self) -> Value {
        match self {
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
            Type::Map(..) | Type::Record => Value::Map(Vec::new()),
            Type::Text | Type::Void => Value::text(""),
        }
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
            (None, kind) => kind.zero(),
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
        self.body == Body::Custom && self.forwarded()
    }

    /// Whether a call of it is run by some host as a task, and so has a row in the task table.
    pub fn forwarded(&self) -> bool {
        let class = self.name.split('.').next().unwrap_or("");
        let short = self.short();
        let plain = [
            "get_",
            "set_",
            "add_to_",
            "remove_from_",
            "assert_",
            "query_",
        ]
        .iter()
        .any(|p| short.starts_with(p));
        self.body == Body::Custom
            && !plain
            && !matches!(
                class,
                "session" | "event" | "task" | "data_source" | "blob" | "message" | "auth"
            )
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
    MODEL.get_or_init(|| parse(include_str!("model/model.txt")))
}

fn parse(text: &'static str) -> Model {
    let mut model = Model::default();
    let mut implicit: Vec<(ClassId, &'static str)> = Vec::new();
    let mut custom: Vec<(ClassId, &'static str)> = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("enum ") {
            let mut words = rest.split(' ');
            let name = words.next().unwrap_or("");
            model.enums.insert(name, words.collect());
        } else if let Some(rest) = line.strip_prefix("class ") {
            let mut words = rest.split(' ');
            let name = words.next().unwrap_or("");
            let id = model.classes.len();
            model.by_name.insert(name.to_owned(), id);
            model.classes.push(Class {
                name,
                lower: name.to_lowercase(),
                fields: Vec::new(),
                index: HashMap::new(),
            });
            implicit.extend(words.map(|word| (id, word)));
        } else if let Some(rest) = line.strip_prefix("  . ") {
            custom.push((model.classes.len() - 1, rest));
        } else if let (Some(rest), Some(class)) =
            (line.strip_prefix("  "), model.classes.last_mut())
        {
            let field = parse_field(rest);
            class.index.insert(field.name, class.fields.len());
            class.fields.push(field);
        }
    }
    for (id, word) in implicit {
        add_implicit(&mut model, id, word);
    }
    for id in 0..model.classes.len() {
        add_accessors(&mut model, id);
    }
    for (id, line) in custom {
        add_custom(&mut model, id, line);
    }
    model.names = model.methods.keys().cloned().collect();
    model.names.sort();
    model
}

fn parse_field(line: &'static str) -> Field {
    let (head, default) = match line.split_once(" = ") {
        Some((head, default)) => (head, Some(default)),
        None => (line, None),
    };
    let mut words = head.split(' ');
    let name = words.next().unwrap_or("");
    let kind = parse_type(words.next().unwrap_or("s"));
    let writer = words
        .next()
        .and_then(|q| q.strip_prefix("rw@"))
        .map(Role::parse);
    Field {
        name,
        kind,
        writer,
        default,
    }
}

fn parse_type(text: &'static str) -> Type {
    let text = text.strip_suffix('?').unwrap_or(text);
    if let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        return Type::Set(Box::new(parse_type(inner)));
    }
    if let Some(inner) = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
        let (key, value) = inner.split_once(':').unwrap_or((inner, "s"));
        return Type::Map(Box::new(parse_type(key)), Box::new(parse_type(value)));
    }
    if let Some(class) = text.strip_prefix('&') {
        return Type::Ref(class);
    }
    if let Some(name) = text.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
        return Type::Enum(name);
    }
    match text {
        "i" => Type::Int,
        "f" => Type::Float,
        "b" => Type::Bool,
        "d" => Type::Date,
        "void" => Type::Void,
        "record" | "batch" => Type::Record,
        _ => Type::Text,
    }
}

fn add(
    model: &mut Model,
    class: ClassId,
    short: &str,
    params: Vec<(Type, bool)>,
    role: Role,
    body: Body,
) {
    let name = format!("{}.{short}", model.classes[class].name);
    model.aliases.insert(name.replace('.', "_"), name.clone());
    model.methods.insert(
        name.clone(),
        Method {
            name,
            class,
            params,
            session: true,
            role,
            body,
            removed: false,
        },
    );
}

fn add_implicit(model: &mut Model, id: ClassId, word: &'static str) {
    let (short, role) = match word.split_once('@') {
        Some((short, role)) => (short, Role::parse(role)),
        None => (word, Role::ReadOnly),
    };
    let this = Type::Ref(model.classes[id].name);
    let (params, body) = match short {
        "get_all" => (vec![], Body::GetAll),
        "get_all_records" => (vec![], Body::GetAllRecords),
        "get_by_uuid" => (vec![(Type::Text, false)], Body::GetByUuid),
        "get_by_name_label" => (vec![(Type::Text, false)], Body::GetByName),
        "get_record" => (vec![(this, false)], Body::GetRecord),
        "create" => (vec![(Type::Record, false)], Body::Custom),
        _ => (vec![(this, false)], Body::Custom),
    };
    add(model, id, short, params, role, body);
    if short == "get_all_records" {
        add(
            model,
            id,
            "get_all_records_where",
            vec![(Type::Text, false)],
            role,
            Body::GetAllRecordsWhere,
        );
    }
}

fn add_accessors(model: &mut Model, id: ClassId) {
    let name = model.classes[id].name;
    if matches!(
        name,
        "event" | "data_source" | "sr_stat" | "probe_result" | "vdi_nbd_server_info" | "message"
    ) {
        return;
    }
    let this = || (Type::Ref(name), false);
    for at in 0..model.classes[id].fields.len() {
        let field = &model.classes[id].fields[at];
        let (field_name, kind, writer) = (field.name, field.kind.clone(), field.writer);
        let reader = if name == "secret" && field_name != "other_config" {
            Role::PoolOperator
        } else {
            Role::ReadOnly
        };
        add(
            model,
            id,
            &format!("get_{field_name}"),
            vec![this()],
            reader,
            Body::Get(at),
        );
        let Some(role) = writer else { continue };
        add(
            model,
            id,
            &format!("set_{field_name}"),
            vec![this(), (kind.clone(), false)],
            role,
            Body::Set(at),
        );
        match kind {
            Type::Map(key, value) => {
                let params = vec![this(), (*key.clone(), false), (*value, false)];
                add(
                    model,
                    id,
                    &format!("add_to_{field_name}"),
                    params,
                    role,
                    Body::AddTo(at),
                );
                let params = vec![this(), (*key, false)];
                add(
                    model,
                    id,
                    &format!("remove_from_{field_name}"),
                    params,
                    role,
                    Body::RemoveFrom(at),
                );
            }
            Type::Set(item) => {
                let params = vec![this(), (*item, false)];
                add(
                    model,
                    id,
                    &format!("add_{field_name}"),
                    params.clone(),
                    role,
                    Body::Add(at),
                );
                add(
                    model,
                    id,
                    &format!("remove_{field_name}"),
                    params,
                    role,
                    Body::Remove(at),
                );
            }
            _ => {}
        }
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

/// The plain accessor that a message is, by its name and its parameters. One that has an accessor's name and takes
/// something else (`pool.set_vswitch_controller` no object, `subject.add_to_roles` no key) is none.
fn accessor(class: &Class, short: &str, params: &[(Type, bool)]) -> Option<Body> {
    let Some((Type::Ref(object), false)) = params.first() else {
        return None;
    };
    ACCESSORS.iter().find_map(|(prefix, body, count)| {
        let field = class.field(short.strip_prefix(prefix)?)?;
        let body = body(field);
        let fits = match (body, &class.fields[field].kind) {
            (Body::AddTo(_) | Body::RemoveFrom(_), Type::Map(..)) => true,
            (Body::Add(_) | Body::Remove(_), Type::Set(_)) => true,
            (body, _) => body == Body::Set(field),
        };
        (fits && *object == class.name && params.len() == *count).then_some(body)
    })
}

/// A message line: `start(&VM b b) void @vm-operator`.
fn add_custom(model: &mut Model, id: ClassId, line: &'static str) {
    let Some((short, rest)) = line.split_once('(') else {
        return;
    };
    let Some((params, rest)) = rest.split_once(')') else {
        return;
    };
    let params: Vec<(Type, bool)> = params
        .split(' ')
        .filter(|p| !p.is_empty())
        .map(|p| match p.strip_suffix('=') {
            Some(kind) => (parse_type(kind), true),
            None => (parse_type(p), false),
        })
        .collect();
    let role = rest
        .split(' ')
        .find_map(|word| word.strip_prefix('@'))
        .map_or(Role::PoolAdmin, Role::parse);
    // A class whose objects are not in the database (message) declares even its getters as messages of its own,
    // and some setters do more than set: what there is no code for falls back to the plain accessor.
    let body = accessor(&model.classes[id], short, &params);
    add(model, id, short, params, role, Body::Custom);
    let name = format!("{}.{short}", model.classes[id].name);
    if let Some(method) = model.methods.get_mut(&name) {
        method.session = !rest.contains(" nosession");
        method.removed = rest.contains(" removed");
        if let Some(body) = body.filter(|_| !crate::ops::has_own_setter(&name)) {
            method.body = body;
        }
    }
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
