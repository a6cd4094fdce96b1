//! Reading the table. It is part of the program and tested to be whole, so nothing here can fail: a
//! line that is none of the forms at the table's head is left out.

use crate::{
    Access, Class, Enumeration, ErrorCode, Field, Message, Model, Origin, Parameter, Role, Type,
    accessors,
};

pub(crate) fn parse(text: &'static str) -> Model {
    let mut model = Model {
        enumerations: Vec::new(),
        errors: Vec::new(),
        classes: Vec::new(),
    };
    // What a class says of messages, until its fields are known.
    let mut implicit: Vec<Vec<&'static str>> = Vec::new();
    let mut declared: Vec<Vec<&'static str>> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (line, doc) = match line.split_once(" # ") {
            Some((line, doc)) => (line, Some(doc)),
            None => (line, None),
        };
        if let Some((name, values)) = named(line, "enum ") {
            model.enumerations.push(Enumeration { name, values, doc });
        } else if let Some((code, parameters)) = named(line, "error ") {
            model.errors.push(ErrorCode { code, parameters });
        } else if let Some((name, words)) = named(line, "class ") {
            model.classes.push(Class {
                name,
                fields: Vec::new(),
                messages: Vec::new(),
                doc,
            });
            implicit.push(words);
            declared.push(Vec::new());
        } else if let Some(rest) = line.strip_prefix("  . ") {
            if let Some(lines) = declared.last_mut() {
                lines.push(rest);
            }
        } else if let (Some(rest), Some(class)) =
            (line.strip_prefix("  "), model.classes.last_mut())
        {
            class.fields.push(field(rest, doc));
        }
    }
    for ((class, words), lines) in model.classes.iter_mut().zip(implicit).zip(declared) {
        for word in words {
            accessors::of_class(class, word);
        }
        accessors::of_fields(class);
        for line in lines {
            if let Some(message) = message(line) {
                // A message of its own stands for the accessor of that name.
                class.messages.retain(|known| known.name != message.name);
                class.messages.push(message);
            }
        }
    }
    model
}

/// A line that begins with `keyword`: the name, and the words after it.
fn named(line: &'static str, keyword: &str) -> Option<(&'static str, Vec<&'static str>)> {
    let mut words = line.strip_prefix(keyword)?.split(' ');
    Some((words.next()?, words.collect()))
}

fn field(line: &'static str, doc: Option<&'static str>) -> Field {
    let (head, default) = match line.split_once(" = ") {
        Some((head, default)) => (head, Some(default)),
        None => (line, None),
    };
    let mut words = head.split(' ');
    let name = words.next().unwrap_or_default();
    let kind = kind(words.next().unwrap_or("s"));
    let access = match words.next() {
        Some("init") => Access::Initial,
        Some("elsewhere") => Access::Elsewhere,
        Some(word) => match word.strip_prefix("rw@") {
            Some(role) => Access::Writable(Role::parse(role)),
            None => Access::ReadOnly,
        },
        None => Access::ReadOnly,
    };
    Field {
        name,
        kind,
        access,
        default,
        doc,
    }
}

fn kind(text: &'static str) -> Type {
    let text = text.strip_suffix('?').unwrap_or(text);
    let within = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    if let Some(item) = within('[', ']') {
        return Type::Set(Box::new(kind(item)));
    }
    if let Some(inner) = within('{', '}') {
        let (key, value) = inner.split_once(':').unwrap_or((inner, "s"));
        return Type::Map(Box::new(kind(key)), Box::new(kind(value)));
    }
    if let Some(class) = text.strip_prefix('&') {
        return Type::Ref(class);
    }
    if let Some(class) = text.strip_prefix('%') {
        return Type::Record(class);
    }
    if let Some(name) = within('<', '>') {
        return Type::Enum(name);
    }
    match text {
        "i" => Type::Int,
        "f" => Type::Float,
        "b" => Type::Bool,
        "d" => Type::Date,
        "void" => Type::Void,
        _ => Type::Text,
    }
}

/// A message line: `start(vm:&VM start_paused:b force:b) void @vm-operator`.
fn message(line: &'static str) -> Option<Message> {
    let (name, rest) = line.split_once('(')?;
    let (parameters, rest) = rest.split_once(") ")?;
    let parameters = parameters
        .split(' ')
        .filter_map(|word| word.split_once(':'))
        .map(|(name, text)| Parameter {
            name,
            kind: kind(text.strip_suffix('=').unwrap_or(text)),
            optional: text.ends_with('='),
        })
        .collect();
    let mut words = rest.split(' ');
    let result = kind(words.next()?);
    let words: Vec<_> = words.collect();
    let role = words.iter().find_map(|word| word.strip_prefix('@'));
    Some(Message {
        name: name.to_owned(),
        parameters,
        result,
        session: !words.contains(&"nosession"),
        role: role.map_or(Role::PoolAdmin, Role::parse),
        origin: Origin::Declared,
        removed: words.contains(&"removed"),
    })
}
