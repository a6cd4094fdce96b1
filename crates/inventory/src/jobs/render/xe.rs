//! Plans as lines for `xe`. Its commands are not the API's methods: the table here has those that
//! jobs use. What it has none for is said in a comment, and the whole plan is better taken as Python.

use serde_json::Value;

use super::names::{Named, comment, named, objects};
use crate::{
    connection::ConnectionInfo,
    jobs::plan::{Call, Plan},
};

/// How a method is said: the command, the name of the argument that takes the object's uuid, and
/// what becomes of the other parameters, in their order.
struct Command {
    method: &'static str,
    command: &'static str,
    object: &'static str,
    rest: &'static [Argument],
}

/// What becomes of a parameter.
enum Argument {
    /// It is the argument of that name.
    Named(&'static str),
    /// It is left out: it is what `xe` does by itself.
    Default,
    /// A map, each of whose entries is an argument.
    Entries,
}

use Argument::{Default, Entries, Named as Arg};

const fn command(
    method: &'static str,
    command: &'static str,
    rest: &'static [Argument],
) -> Command {
    Command {
        method,
        command,
        object: "uuid",
        rest,
    }
}

const COMMANDS: &[Command] = &[
    command("VM.start", "vm-start", &[Default, Default]),
    command("VM.resume", "vm-resume", &[Default, Default]),
    command("VM.unpause", "vm-unpause", &[]),
    command("VM.clean_shutdown", "vm-shutdown", &[]),
    command("VM.clean_reboot", "vm-reboot", &[]),
    command("VM.suspend", "vm-suspend", &[]),
    command("VM.pause", "vm-pause", &[]),
    command("VM.hard_shutdown", "vm-shutdown force=true", &[]),
    command("VM.hard_reboot", "vm-reboot force=true", &[]),
    command("VM.snapshot", "vm-snapshot", &[Arg("new-name-label")]),
    command("VM.checkpoint", "vm-checkpoint", &[Arg("new-name-label")]),
    command("VM.clone", "vm-clone", &[Arg("new-name-label")]),
    command(
        "VM.pool_migrate",
        "vm-migrate",
        &[Arg("host-uuid"), Entries],
    ),
];

pub(super) fn write(plans: &[(&ConnectionInfo<'_>, Plan)]) -> String {
    let mut text = String::new();
    for object in objects(plans) {
        text.push_str(&format!(
            "# {}: {}\n",
            object.record.uuid(),
            comment(object)
        ));
    }
    let mut results = 0;
    for (connection, plan) in plans {
        let first = results;
        for call in plan.calls() {
            results += 1;
            match line(connection, call, first) {
                Some(line) if plan.uses_result(results - 1 - first) => {
                    text.push_str(&format!("result_{results}=$({line})\n"));
                }
                Some(line) => text.push_str(&format!("{line}\n")),
                None => text.push_str(&format!("# xe has no command for {}\n", call.method)),
            }
        }
    }
    text
}

fn line(connection: &ConnectionInfo<'_>, call: &Call, first: usize) -> Option<String> {
    if let Some(line) = parameter(connection, call, first) {
        return Some(line);
    }
    let found = COMMANDS.iter().find(|one| one.method == call.method)?;
    let (object, rest) = call.params.split_first()?;
    let mut words = vec![
        "xe".to_owned(),
        found.command.to_owned(),
        word(found.object, &said(connection, object, first)),
    ];
    for (argument, param) in found.rest.iter().zip(rest) {
        match (argument, param) {
            (Argument::Default, _) => {}
            (Argument::Named(name), param) => {
                words.push(word(name, &said(connection, param, first)));
            }
            (Argument::Entries, Value::Object(map)) => {
                let entries = map.iter();
                words.extend(entries.map(|(key, item)| word(key, &said(connection, item, first))));
            }
            (Argument::Entries, _) => return None,
        }
    }
    Some(words.join(" "))
}

/// Setters, and what is put into and taken out of sets, are the same for all classes.
fn parameter(connection: &ConnectionInfo<'_>, call: &Call, first: usize) -> Option<String> {
    let (class, method) = call.parts();
    let [object, value] = call.params.as_slice() else {
        return None;
    };
    let command = class.to_lowercase().replace('_', "-");
    let uuid = word("uuid", &said(connection, object, first));
    let value = said(connection, value, first);
    if let Some(field) = method.strip_prefix("set_") {
        let set = word(&field.replace('_', "-"), &value);
        return Some(format!("xe {command}-param-set {uuid} {set}"));
    }
    for (prefix, verb) in [("add_", "add"), ("remove_", "remove")] {
        if let Some(field) = method.strip_prefix(prefix)
            && !field.contains("to_")
            && !field.contains("from_")
        {
            let name = word("param-name", &Word::Text(field.replace('_', "-")));
            let key = word("param-key", &value);
            return Some(format!("xe {command}-param-{verb} {uuid} {name} {key}"));
        }
    }
    None
}

/// A parameter as `xe` takes it: objects by their uuids, answers by the variables that they are in.
fn said(connection: &ConnectionInfo<'_>, value: &Value, first: usize) -> Word {
    match value {
        Value::String(text) => match named(connection, text) {
            Named::Result(step) => Word::Variable(format!("$result_{}", first + step + 1)),
            Named::Object(object) => Word::Text(object.record.uuid().to_owned()),
            Named::Text => Word::Text(text.clone()),
        },
        other => Word::Text(other.to_string()),
    }
}

enum Word {
    Text(String),
    Variable(String),
}

/// `name=value` for a POSIX shell.
fn word(name: &str, value: &Word) -> String {
    match value {
        Word::Variable(variable) => format!("{name}=\"{variable}\""),
        Word::Text(text) => {
            let plain =
                |letter: char| letter.is_ascii_alphanumeric() || "-_.:/@%+,".contains(letter);
            match !text.is_empty() && text.chars().all(plain) {
                true => format!("{name}={text}"),
                // Within single quotes only they themselves are special.
                false => format!("{name}='{}'", text.replace('\'', r"'\''")),
            }
        }
    }
}
