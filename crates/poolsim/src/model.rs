//! The data model as the server looks things up in it: classes by number, fields by name, messages by name.
//!
//! What there is, is said by the crate `model` alone; this is an index over its types, made once.

use std::collections::HashMap;
use std::sync::OnceLock;

mod role;

pub use ::model::{Field, Message, Origin, Role, Type};
pub use role::{key, may_ask, permissions, refusal};

use ::model::Access;

/// Index of a class in [`Model::classes`].
pub type ClassId = usize;

/// A class, with its fields by name.
#[derive(Debug)]
pub struct Class {
    /// Canonical wire name (`VM_guest_metrics`).
    pub name: &'static str,
    /// Name in events (`vm_guest_metrics`).
    pub lower: String,
    /// The fields that this server has, in wire order.
    pub fields: &'static [Field],
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

/// A message, by its full name.
#[derive(Debug)]
pub struct Method {
    /// `Class.message`.
    pub name: String,
    /// The class it belongs to.
    pub class: ClassId,
    /// What the model says of it.
    pub message: &'static Message,
    /// The accessor that it is where it has no code of its own: it only reads or sets records or a field.
    pub accessor: Option<Origin>,
    /// Whether a call of it is run by some host as a task, and so has a row in the task table. Then `Async.` may stand
    /// before it.
    pub forwarded: bool,
}

impl Method {
    /// How many parameters a caller must give, the session left out.
    pub fn required(&self) -> usize {
        let parameters = self.message.parameters.iter();
        parameters.filter(|parameter| !parameter.optional).count()
    }
}

/// Everything the table says.
#[derive(Debug, Default)]
pub struct Model {
    /// The classes, in the order in which events list them.
    pub classes: Vec<Class>,
    by_name: HashMap<&'static str, ClassId>,
    /// Values of every enumeration.
    pub enums: HashMap<&'static str, &'static [&'static str]>,
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
    MODEL.get_or_init(index)
}

fn index() -> Model {
    let table = ::model::model();
    let mut model = Model::default();
    for known in &table.enumerations {
        model.enums.insert(known.name, &known.values);
    }
    for (id, class) in table.classes.iter().enumerate() {
        // Fields that only other servers have stand at the end.
        let ours = class.fields.iter();
        let count = ours
            .take_while(|field| field.access != Access::Elsewhere)
            .count();
        let fields = &class.fields[..count];
        let names = fields.iter().enumerate();
        model.by_name.insert(class.name, id);
        model.classes.push(Class {
            name: class.name,
            lower: class.name.to_lowercase(),
            fields,
            index: names.map(|(at, field)| (field.name, at)).collect(),
        });
        for message in &class.messages {
            let name = format!("{}.{}", class.name, message.name);
            let accessor = accessor(class, message);
            model.aliases.insert(name.replace('.', "_"), name.clone());
            let method = Method {
                class: id,
                message,
                accessor,
                // A setter that does no more than set is run by no host, though it is declared.
                forwarded: accessor.is_none() && message.forwarded(class.name),
                name: name.clone(),
            };
            model.methods.insert(name, method);
        }
    }
    model.names = model.methods.keys().cloned().collect();
    model.names.sort();
    model
}

/// What a prefix of a message's name does to the field that follows, and how many parameters that takes.
type Prefix = (&'static str, fn(usize) -> Origin, usize);

const PREFIXES: [Prefix; 5] = [
    ("add_to_", Origin::AddTo, 3),
    ("remove_from_", Origin::RemoveFrom, 2),
    ("set_", Origin::Set, 2),
    ("add_", Origin::Add, 2),
    ("remove_", Origin::Remove, 2),
];

/// The accessor that a message is. One that is declared by itself comes down to one, too, if it has an accessor's name
/// and takes what accessors take: `pool.set_vswitch_controller` takes no object, `subject.add_to_roles` no key.
fn accessor(class: &::model::Class, message: &Message) -> Option<Origin> {
    match message.origin {
        Origin::Lifecycle => return None,
        Origin::Declared => {}
        origin => return Some(origin),
    }
    let first = message.parameters.first()?;
    if first.kind != Type::Ref(class.name) || first.optional {
        return None;
    }
    PREFIXES.iter().find_map(|(prefix, origin, count)| {
        let field = class.field(message.name.strip_prefix(prefix)?)?;
        let origin = origin(field);
        let fits = match (origin, &class.fields[field].kind) {
            (Origin::AddTo(_) | Origin::RemoveFrom(_), Type::Map(..)) => true,
            (Origin::Add(_) | Origin::Remove(_), Type::Set(_)) => true,
            (origin, _) => origin == Origin::Set(field),
        };
        (fits && message.parameters.len() == *count).then_some(origin)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_by_both_their_names() {
        let start = model().method("VM_start").unwrap();
        assert_eq!((start.name.as_str(), start.required()), ("VM.start", 3));
        assert!(start.forwarded && !model().method("VM.set_name_label").unwrap().forwarded);
        assert!(model().method("VM.set_power_state").is_none());
        assert!(model().names.len() > 2000);
    }

    #[test]
    fn an_accessor_takes_what_accessors_take() {
        let accessor = |name: &str| model().method(name).unwrap().accessor;
        assert_eq!(accessor("subject.add_to_roles"), None);
        assert_eq!(accessor("VM.destroy"), None);
        assert!(matches!(
            accessor("VM.add_to_other_config"),
            Some(Origin::AddTo(_))
        ));
        assert!(matches!(
            accessor("VM.set_name_label"),
            Some(Origin::Set(_))
        ));
    }

    #[test]
    fn fields_of_other_servers_are_not_here() {
        let table = ::model::model().classes.iter();
        for (class, whole) in model().classes.iter().zip(table) {
            let rest = &whole.fields[class.fields.len()..];
            assert!(rest.iter().all(|field| field.access == Access::Elsewhere));
            assert!(class.fields.iter().all(|f| f.access != Access::Elsewhere));
        }
    }
}
