//! Plans as lines for `xe`. Its commands are not the API's methods: the table here has those that
//! jobs use. What it has none for is said in a comment, and the whole plan is better taken as Python.

use serde_json::Value;

use super::{
    names::{Named, comment, named, objects},
    script::Script,
};
use crate::jobs::plan::{
    Act, Call, Direction, EXPORT, EXPORT_RAW_VDI, FileTransfer, IMPORT, Upload,
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
    /// It is an argument of that name where it is true; where it is not, that is what `xe` does by itself.
    Flag(&'static str),
    /// A map, each of whose entries is an argument.
    Entries,
}

use Argument::{Default, Entries, Flag, Named as Arg};

/// How a call is said that makes an object of a record: the command, and which members of the record
/// are which arguments.
struct Making {
    method: &'static str,
    command: &'static str,
    members: &'static [(&'static str, &'static str)],
}

const MAKINGS: &[Making] = &[
    Making {
        method: "VDI.create",
        command: "vdi-create",
        members: &[
            ("SR", "sr-uuid"),
            ("name_label", "name-label"),
            ("type", "type"),
            ("virtual_size", "virtual-size"),
        ],
    },
    Making {
        method: "VBD.create",
        command: "vbd-create",
        members: &[
            ("VM", "vm-uuid"),
            ("VDI", "vdi-uuid"),
            ("userdevice", "device"),
            ("bootable", "bootable"),
            ("mode", "mode"),
            ("type", "type"),
        ],
    },
    Making {
        method: "VIF.create",
        command: "vif-create",
        members: &[
            ("VM", "vm-uuid"),
            ("network", "network-uuid"),
            ("device", "device"),
            ("MAC", "mac"),
        ],
    },
    Making {
        method: "VM_appliance.create",
        command: "appliance-create",
        members: &[
            ("name_label", "name-label"),
            ("name_description", "name-description"),
        ],
    },
];

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
    command("VM.start", "vm-start", &[Flag("paused"), Flag("force")]),
    command(
        "VM.start_on",
        "vm-start",
        &[Arg("on"), Flag("paused"), Flag("force")],
    ),
    command("VM.resume", "vm-resume", &[Flag("paused"), Flag("force")]),
    command(
        "VM.resume_on",
        "vm-resume",
        &[Arg("on"), Flag("paused"), Flag("force")],
    ),
    command(
        "VM.power_state_reset",
        "vm-reset-powerstate force=true",
        &[],
    ),
    Command {
        object: "snapshot-uuid",
        ..command("VM.revert", "snapshot-revert", &[])
    },
    command(
        "VM.copy",
        "vm-copy",
        &[Arg("new-name-label"), Arg("sr-uuid")],
    ),
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
    command(
        "VM.set_memory_limits",
        "vm-memory-limits-set",
        &[
            Arg("static-min"),
            Arg("static-max"),
            Arg("dynamic-min"),
            Arg("dynamic-max"),
        ],
    ),
    command(
        "VM.set_memory_dynamic_range",
        "vm-memory-dynamic-range-set",
        &[Arg("min"), Arg("max")],
    ),
    command(
        "VM.set_VCPUs_number_live",
        "vm-vcpu-hotplug",
        &[Arg("new-vcpus")],
    ),
    command("VM.destroy", "vm-destroy", &[]),
    command("PBD.plug", "pbd-plug", &[]),
    command("VM_appliance.start", "appliance-start", &[Flag("paused")]),
    command("VM_appliance.clean_shutdown", "appliance-shutdown", &[]),
    command(
        "VM_appliance.hard_shutdown",
        "appliance-shutdown force=true",
        &[],
    ),
    command("VM_appliance.destroy", "appliance-destroy", &[]),
    command("VMSS.destroy", "vmss-destroy", &[]),
    command("VGPU.destroy", "vgpu-destroy", &[]),
    Command {
        object: "vm-uuid",
        ..command(
            "VGPU.create",
            "vgpu-create",
            &[
                Arg("gpu-group-uuid"),
                Arg("device"),
                Entries,
                Arg("vgpu-type-uuid"),
            ],
        )
    },
    command("VUSB.destroy", "vusb-destroy", &[]),
    command("VUSB.unplug", "vusb-unplug", &[]),
    Command {
        object: "vm-uuid",
        ..command("VUSB.create", "vusb-create", &[Arg("usb-group-uuid")])
    },
    command("VTPM.destroy", "vtpm-destroy", &[]),
    Command {
        object: "vm-uuid",
        ..command("VTPM.create", "vtpm-create", &[Flag("is-unique")])
    },
    command("VBD.plug", "vbd-plug", &[]),
    command("VBD.unplug", "vbd-unplug", &[]),
    command("VBD.destroy", "vbd-destroy", &[]),
    command("VBD.eject", "vbd-eject", &[]),
    command("VBD.insert", "vbd-insert", &[Arg("vdi-uuid")]),
    command("VDI.resize", "vdi-resize", &[Arg("disk-size")]),
    command("VDI.destroy", "vdi-destroy", &[]),
    command("VDI.copy", "vdi-copy", &[Arg("sr-uuid"), Default, Default]),
    command(
        "VDI.pool_migrate",
        "vdi-pool-migrate",
        &[Arg("sr-uuid"), Entries],
    ),
    command("VIF.plug", "vif-plug", &[]),
    command("VIF.unplug", "vif-unplug", &[]),
    command("VIF.destroy", "vif-destroy", &[]),
    command("VIF.move", "vif-move", &[Arg("network-uuid")]),
];

/// What is asked of the pool to which a VM goes.
const RECEIVE: &str = "host.migrate_receive";

pub(super) fn write(plans: &[Script<'_>]) -> String {
    let mut text = String::new();
    for (_, object) in objects(plans) {
        text.push_str(&format!(
            "# {}: {}\n",
            object.record.uuid(),
            comment(object)
        ));
    }
    let mut results = 0;
    for script in plans {
        let plan = &script.plan;
        let first = results;
        for index in 0..plan.secrets.len() {
            let name = format!("secret_{}", first + index + 1);
            text.push_str(&format!("read -r -s -p '{name}: ' {name}\n"));
        }
        for (index, step) in plan.steps.iter().enumerate() {
            let call = match &step.act {
                Act::Call(call) => call,
                Act::Upload(upload) => {
                    results += 1;
                    text.push_str(&upload_lines(script, upload, first));
                    continue;
                }
                Act::File(transfer) => {
                    results += 1;
                    let line = file_line(script, transfer, first);
                    let line = match plan.uses_result(results - 1 - first) {
                        true => format!("result_{results}=$({line})\n"),
                        false => format!("{line}\n"),
                    };
                    let conversion = transfer.conversion();
                    let command = conversion.map(|one| one.command(shell_word) + "\n");
                    let command = command.unwrap_or_default();
                    text.push_str(&match transfer.direction {
                        Direction::ToServer { .. } => command + &line,
                        Direction::FromServer { .. } => line + &command,
                    });
                    continue;
                }
                Act::Own(_) => continue,
            };
            results += 1;
            if let Some(lines) = to_other_pool(script, call, first) {
                text.push_str(&lines);
                continue;
            }
            match line(script, call, first) {
                Some(line) if plan.uses_result(results - 1 - first) => {
                    text.push_str(&format!("result_{results}=$({line})\n"));
                }
                Some(line) => match &step.patience {
                    // The next line is what is done instead.
                    Some(patience) => {
                        let seconds = patience.seconds;
                        text.push_str(&format!("timeout {seconds} {line} ||\n"));
                    }
                    None if plan.is_instead(index) => text.push_str(&format!("  {line}\n")),
                    None => text.push_str(&format!("{line}\n")),
                },
                None => text.push_str(&format!("# xe has no command for {}\n", call.method)),
            }
        }
    }
    text
}

/// How a VM is sent to another pool: `xe` logs in there itself, and asks it by itself to let something
/// come. What follows there is for the other pool's own `xe`.
fn to_other_pool(script: &Script<'_>, call: &Call, first: usize) -> Option<String> {
    let there = script.others.first()?;
    if call.connection.is_some() {
        return Some(match call.method == RECEIVE {
            true => String::new(),
            false => format!("# {} is made at the other pool\n", call.method),
        });
    }
    let ("VM.migrate_send", [vm, _, live, disks, interfaces, options, ..]) =
        (call.method.as_str(), call.params.as_slice())
    else {
        return None;
    };
    let receive = script.plan.calls().find(|call| call.method == RECEIVE)?;
    let host = said(script, receive.params.first()?, first);
    let mut words = vec![
        "xe vm-migrate".to_owned(),
        word("uuid", &said(script, vm, first)),
    ];
    words.push(word("remote-master", &Word::Text(there.address.to_owned())));
    words.push("remote-username=\"$REMOTE_USER\" remote-password=\"$REMOTE_PASSWORD\"".to_owned());
    words.push(word("host-uuid", &host));
    words.push(word("live", &Word::Text(live.to_string())));
    for (prefix, map) in [("vdi:", disks), ("vif:", interfaces)] {
        for (key, value) in map.as_object()? {
            let Word::Text(key) = said(script, &Value::from(key.as_str()), first) else {
                return None;
            };
            words.push(word(&format!("{prefix}{key}"), &said(script, value, first)));
        }
    }
    let options = options.as_object()?.iter();
    words.extend(options.map(|(key, value)| word(key, &said(script, value, first))));
    Some(words.join(" ") + "\n")
}

/// What is sent stands in no script: whoever runs it brings the file.
fn upload_lines(script: &Script<'_>, upload: &Upload, first: usize) -> String {
    let disk = upload.call.params.first().unwrap_or(&Value::Null);
    let (file, length) = (&upload.file, upload.content.length());
    format!(
        "# {file}, {length} bytes, is not in this script\nxe vdi-import {} filename={file} format=raw\n",
        word("uuid", &said(script, disk, first)),
    )
}

/// A file by its path on the computer where the script is run.
fn file_line(script: &Script<'_>, transfer: &FileTransfer, first: usize) -> String {
    let object = transfer.call.params.first().unwrap_or(&Value::Null);
    let (command, object_name) = match transfer.call.method.as_str() {
        EXPORT => ("vm-export", "uuid"),
        IMPORT => ("vm-import", "sr-uuid"),
        EXPORT_RAW_VDI => ("vdi-export", "uuid"),
        _ => ("vdi-import", "uuid"),
    };
    let mut words = vec![
        "xe".to_owned(),
        command.to_owned(),
        word(object_name, &said(script, object, first)),
        word(
            "filename",
            &Word::Text(transfer.passing_file().into_owned()),
        ),
    ];
    for (name, value) in transfer.call.asked() {
        match (name, value) {
            (_, "false") => {}
            ("use_compression", packed) => {
                words.push(word("compress", &Word::Text(packed.to_owned())));
            }
            ("base", base) => words.push(word("base", &said(script, &Value::from(base), first))),
            ("restore", _) => words.push("preserve=true".to_owned()),
            (name, value) => words.push(word(name, &Word::Text(value.to_owned()))),
        }
    }
    words.join(" ")
}

fn line(script: &Script<'_>, call: &Call, first: usize) -> Option<String> {
    if let Some(line) = making(script, call, first) {
        return Some(line);
    }
    // Before the setters: what looks like one of them may have a command of its own.
    let Some(found) = COMMANDS.iter().find(|one| one.method == call.method) else {
        return entry(script, call, first).or_else(|| parameter(script, call, first));
    };
    let (object, rest) = call.params.split_first()?;
    let mut words = vec![
        "xe".to_owned(),
        found.command.to_owned(),
        word(found.object, &said(script, object, first)),
    ];
    for (argument, param) in found.rest.iter().zip(rest) {
        match (argument, param) {
            (Argument::Default, _) | (Argument::Flag(_), Value::Bool(false)) => {}
            (Argument::Flag(name), _) => words.push(word(name, &Word::Text("true".to_owned()))),
            (Argument::Named(name), param) => {
                words.push(word(name, &said(script, param, first)));
            }
            (Argument::Entries, Value::Object(map)) => {
                let entries = map.iter();
                words.extend(entries.map(|(key, item)| word(key, &said(script, item, first))));
            }
            (Argument::Entries, _) => return None,
        }
    }
    Some(words.join(" "))
}

/// What makes an object of a record. Members that say nothing are left out.
fn making(script: &Script<'_>, call: &Call, first: usize) -> Option<String> {
    let found = MAKINGS.iter().find(|one| one.method == call.method)?;
    let Some(Value::Object(record)) = call.params.first() else {
        return None;
    };
    let mut words = vec!["xe".to_owned(), found.command.to_owned()];
    for (member, name) in found.members {
        let value = record.get(*member).filter(|value| !says_nothing(value));
        words.extend(value.map(|value| word(name, &said(script, value, first))));
    }
    Some(words.join(" "))
}

fn says_nothing(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.is_empty() || text == "OpaqueRef:NULL")
}

/// What the commands about a class begin with.
fn command_of(class: &str) -> String {
    match class {
        "VM_appliance" => "appliance".to_owned(),
        class => class.to_lowercase().replace('_', "-"),
    }
}

/// What is written into a map under a key, and taken out of it.
fn entry(script: &Script<'_>, call: &Call, first: usize) -> Option<String> {
    let (class, method) = call.parts();
    let command = command_of(class);
    let (object, rest) = call.params.split_first()?;
    let uuid = word("uuid", &said(script, object, first));
    let dashed = |map: &str| map.replace('_', "-");
    match rest {
        [Value::String(key), value] => {
            let map = dashed(method.strip_prefix("add_to_")?);
            let value = word(&format!("{map}:{key}"), &said(script, value, first));
            // A key of blanks and the like would be several words to a shell.
            let plain = key
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
            plain.then(|| format!("xe {command}-param-set {uuid} {value}"))
        }
        [Value::String(key)] => {
            let map = dashed(method.strip_prefix("remove_from_")?);
            let name = word("param-name", &Word::Text(map));
            let key = word("param-key", &Word::Text(key.clone()));
            Some(format!("xe {command}-param-remove {uuid} {name} {key}"))
        }
        _ => None,
    }
}

/// Setters, and what is put into and taken out of sets, are the same for all classes.
fn parameter(script: &Script<'_>, call: &Call, first: usize) -> Option<String> {
    let (class, method) = call.parts();
    let [object, value] = call.params.as_slice() else {
        return None;
    };
    let command = command_of(class);
    let uuid = word("uuid", &said(script, object, first));
    if let Some(field) = method.strip_prefix("set_") {
        let name = field.replace('_', "-");
        let set = match value {
            // Key by key; keys that are not named stay, so that a map cannot be emptied.
            Value::Object(map) if map.is_empty() => return None,
            Value::Object(map) => map
                .iter()
                .map(|(key, item)| word(&format!("{name}:{key}"), &said(script, item, first)))
                .collect::<Vec<_>>()
                .join(" "),
            value => word(&name, &said(script, value, first)),
        };
        return Some(format!("xe {command}-param-set {uuid} {set}"));
    }
    let value = said(script, value, first);
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
fn said(script: &Script<'_>, value: &Value, first: usize) -> Word {
    match value {
        Value::String(text) => match named(script, text) {
            Named::Result(step) => Word::Variable(format!("$result_{}", first + step + 1)),
            Named::Secret(index) => Word::Variable(format!("$secret_{}", first + index + 1)),
            Named::Object(_, object) => Word::Text(object.record.uuid().to_owned()),
            Named::Text => Word::Text(text.clone()),
        },
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| item.as_str().map_or(item.to_string(), str::to_owned))
                .collect();
            Word::Text(items.join(","))
        }
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
            format!("{name}={}", shell_word(text))
        }
    }
}

/// One word for a POSIX shell.
fn shell_word(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.:/@%+,".contains(letter);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        // Within single quotes only they themselves are special.
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}
