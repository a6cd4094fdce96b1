//! The messages that need no line of their own, since every class or every field has them.

use crate::{Access, Class, Message, Origin, Parameter, Role, Type};

/// Classes whose objects are in no database: they have fields, but nobody may ask for one.
const WITHOUT_ACCESSORS: [&str; 6] = [
    "event",
    "data_source",
    "sr_stat",
    "probe_result",
    "vdi_nbd_server_info",
    "message",
];

/// Adds a message of the class's own line: `get_all`, `destroy@vm-admin`.
pub(crate) fn of_class(class: &mut Class, word: &'static str) {
    let (name, role) = match word.split_once('@') {
        Some((name, role)) => (name, Role::parse(role)),
        None => (word, Role::ReadOnly),
    };
    let this = || Type::Ref(class.name);
    let record = || Type::Record(class.name);
    let list = || Type::Set(Box::new(this()));
    let (parameters, result, origin) = match name {
        "get_all" => (vec![], list(), Origin::GetAll),
        "get_all_records" => (
            vec![],
            Type::Map(Box::new(this()), Box::new(record())),
            Origin::GetAllRecords,
        ),
        "get_by_uuid" => (
            vec![parameter("uuid", Type::Text)],
            this(),
            Origin::GetByUuid,
        ),
        "get_by_name_label" => (
            vec![parameter("label", Type::Text)],
            list(),
            Origin::GetByName,
        ),
        "get_record" => (vec![parameter("self", this())], record(), Origin::GetRecord),
        "create" => (vec![parameter("args", record())], this(), Origin::Lifecycle),
        _ => (
            vec![parameter("self", this())],
            Type::Void,
            Origin::Lifecycle,
        ),
    };
    let where_result = result.clone();
    add(class, name.to_owned(), parameters, result, role, origin);
    if name == "get_all_records" {
        add(
            class,
            "get_all_records_where".to_owned(),
            vec![parameter("expr", Type::Text)],
            where_result,
            role,
            Origin::GetAllRecordsWhere,
        );
    }
}

/// Adds the getters and setters of all fields.
pub(crate) fn of_fields(class: &mut Class) {
    if WITHOUT_ACCESSORS.contains(&class.name) {
        return;
    }
    let this = Type::Ref(class.name);
    for at in 0..class.fields.len() {
        let field = &class.fields[at];
        let (name, kind, access) = (field.name, field.kind.clone(), field.access);
        if access == Access::Elsewhere {
            continue;
        }
        let reader = if class.name == "secret" && name != "other_config" {
            Role::PoolOperator
        } else {
            Role::ReadOnly
        };
        let mut accessor = |prefix: &str, others: Vec<Parameter>, result, role, origin| {
            let mut parameters = vec![parameter("self", this.clone())];
            parameters.extend(others);
            let name = format!("{prefix}{name}");
            add(class, name, parameters, result, role, origin);
        };
        accessor("get_", vec![], kind.clone(), reader, Origin::Get(at));
        let Access::Writable(role) = access else {
            continue;
        };
        let value = |kind: &Type| vec![parameter("value", kind.clone())];
        accessor("set_", value(&kind), Type::Void, role, Origin::Set(at));
        match &kind {
            Type::Map(key, item) => {
                let key = parameter("key", (**key).clone());
                let entry = vec![key.clone(), parameter("value", (**item).clone())];
                accessor("add_to_", entry, Type::Void, role, Origin::AddTo(at));
                let remove = Origin::RemoveFrom(at);
                accessor("remove_from_", vec![key], Type::Void, role, remove);
            }
            Type::Set(item) => {
                accessor("add_", value(item), Type::Void, role, Origin::Add(at));
                accessor("remove_", value(item), Type::Void, role, Origin::Remove(at));
            }
            _ => {}
        }
    }
}

fn parameter(name: &'static str, kind: Type) -> Parameter {
    Parameter {
        name,
        kind,
        optional: false,
    }
}

fn add(
    class: &mut Class,
    name: String,
    parameters: Vec<Parameter>,
    result: Type,
    role: Role,
    origin: Origin,
) {
    class.messages.push(Message {
        name,
        parameters,
        result,
        session: true,
        role,
        origin,
        removed: false,
    });
}
