//! Plans as a Python program for the `XenAPI` package: it logs in as it is told on its command line,
//! looks the objects up by their uuids, and makes the calls.

use serde_json::Value;
use xapi::Object;

use super::{
    names::{Named, comment, named, objects, other_pools, session, variable},
    script::Script,
};
use crate::jobs::plan::{Act, Call, Direction, FileTransfer, Plan, Tolerance, Upload, about_of};

const HEAD: &str = r#"#!/usr/bin/env python3
# Usage: python3 script.py https://HOST USER   (asks for the password)
import getpass
import sys

import XenAPI

session = XenAPI.Session(sys.argv[1])
session.xenapi.login_with_password(sys.argv[2], getpass.getpass())
"#;

/// How bytes are sent into a disk; only where some are.
const UPLOAD: &str = r#"
def upload(vdi, name):
    """Writes a file into a disk as it is; the end is the task's, not the answer's."""
    task = session.xenapi.task.create("import_raw_vdi", name)
    place = f"{sys.argv[1]}/import_raw_vdi?vdi={vdi}&format=raw&task_id={task}"
    with open(name, "rb") as file:
        cookie = {"Cookie": "session_id=" + session.handle}
        request = urllib.request.Request(place, data=file.read(), method="PUT", headers=cookie)
    urllib.request.urlopen(request).read()
    while session.xenapi.task.get_status(task) == "pending":
        time.sleep(1)
    if session.xenapi.task.get_status(task) != "success":
        raise RuntimeError(session.xenapi.task.get_error_info(task))
    session.xenapi.task.destroy(task)


"#;

/// How files go and come; only where some do.
const FILES: &str = r#"
def transfer(method, handler, query, name):
    """Sends a file, or writes one; the end is the task's, not the answer's. What the task has answered."""
    task = session.xenapi.task.create(handler, name)
    place = f"{sys.argv[1]}/{handler}?{query}&task_id={task}"
    headers = {"Cookie": "session_id=" + session.handle}
    with open(name, "rb" if method == "PUT" else "xb") as file:
        if method == "PUT":
            headers["Content-Length"] = str(os.fstat(file.fileno()).st_size)
        body = file if method == "PUT" else None
        request = urllib.request.Request(place, data=body, method=method, headers=headers)
        with urllib.request.urlopen(request) as answer:
            if method == "PUT":
                answer.read()
            else:
                shutil.copyfileobj(answer, file)
    while session.xenapi.task.get_status(task) == "pending":
        time.sleep(1)
    if session.xenapi.task.get_status(task) != "success":
        raise RuntimeError(session.xenapi.task.get_error_info(task))
    result = session.xenapi.task.get_result(task)
    session.xenapi.task.destroy(task)
    return re.findall("OpaqueRef:[0-9a-f-]+", result)


"#;

/// How something is waited for only so long; only where something is.
const DONE_WITHIN: &str = r#"
def done_within(task, seconds):
    """Waits for a task, and cancels it when its time is up. Whether it came to its end."""
    end = time.monotonic() + seconds
    while session.xenapi.task.get_status(task) == "pending" and time.monotonic() < end:
        time.sleep(1)
    status = session.xenapi.task.get_status(task)
    if status == "pending":
        session.xenapi.task.cancel(task)
    else:
        session.xenapi.task.destroy(task)
    return status == "success"


"#;

const TRY: &str = "try:\n";

const FOOT: &str = "finally:\n    session.xenapi.session.logout()\n";

pub(super) fn write(plans: &[Script<'_>]) -> String {
    let others = other_pools(plans);
    let objects = objects(plans);
    let known: Vec<&Object> = objects.iter().map(|(_, object)| *object).collect();
    let uploads = plans
        .iter()
        .any(|script| script.plan.contents().next().is_some());
    let waits = plans
        .iter()
        .any(|script| script.plan.steps.iter().any(|step| step.patience.is_some()));
    // The modules that it needs beside the others, and the functions.
    let has_files = |plan: &Plan| {
        let mut steps = plan.steps.iter();
        steps.any(|step| matches!(step.act, Act::File(_)))
    };
    let files = plans.iter().any(|script| has_files(&script.plan));
    let (modules, functions) = match (uploads, waits) {
        _ if files => (
            "import os\nimport re\nimport shutil\nimport time\nimport urllib.request\n",
            FILES,
        ),
        (true, _) => ("import time\nimport urllib.request\n", UPLOAD),
        (false, true) => ("import time\n", DONE_WITHIN),
        (false, false) => ("", ""),
    };
    let mut text = HEAD.replace("import sys\n", &format!("import sys\n{modules}"));
    for (index, other) in others.iter().enumerate() {
        text.push_str(&log_in(index, other.name()));
    }
    text.push_str(functions);
    text.push_str(TRY);
    for (index, (connection, object)) in objects.iter().enumerate() {
        let class = object.class();
        let session = session(&others, Some(connection.id));
        text.push_str(&format!(
            "    {} = {session}.xenapi.{class}.get_by_uuid({})  # {}\n",
            variable(class.name(), index),
            quoted(object.record.uuid()),
            comment(object),
        ));
    }
    let mut results = 0;
    for script in plans {
        let plan = &script.plan;
        let first = results;
        for index in 0..plan.secrets.len() {
            let name = format!("secret_{}", first + index + 1);
            text.push_str(&format!("    {name} = getpass.getpass(\"{name}: \")\n"));
        }
        for (index, step) in plan.steps.iter().enumerate() {
            let call = match &step.act {
                Act::Call(call) => call,
                Act::Upload(upload) => {
                    results += 1;
                    text.push_str(&upload_lines(script, upload, &known, first));
                    continue;
                }
                Act::File(transfer) => {
                    results += 1;
                    let line = file_line(script, transfer, &known, first);
                    let conversion = transfer.conversion();
                    if let Some(conversion) = &conversion {
                        let command = conversion.command(quoted);
                        text.push_str(&match transfer.direction {
                            Direction::ToServer { .. } => format!("    # Before: {command}\n"),
                            Direction::FromServer { .. } => {
                                format!("    # Afterwards: {command}\n")
                            }
                        });
                    }
                    match plan.uses_result(results - 1 - first) {
                        true => text.push_str(&format!("    result_{results} = {line}[0]\n")),
                        false => text.push_str(&format!("    {line}\n")),
                    }
                    continue;
                }
                Act::Own(_) => continue,
            };
            results += 1;
            let session = session(&others, call.connection.as_ref());
            let uses = plan.uses_result(results - 1 - first);
            if let Some(patience) = &step.patience {
                let call = Call {
                    method: format!("Async.{}", call.method),
                    ..call.clone()
                };
                let call = line(script, &session, &call, &known, first);
                let seconds = patience.seconds;
                text.push_str(&format!("    if not done_within({call}, {seconds}):\n"));
                continue;
            }
            if plan.is_instead(index) {
                text.push_str("    ");
            }
            let call = line(script, &session, call, &known, first);
            if step.tolerance != Tolerance::None {
                text.push_str(&format!(
                    "    try:\n        {call}\n    except XenAPI.Failure as failure:\n        print(failure)\n"
                ));
                continue;
            }
            match uses {
                true => text.push_str(&format!("    result_{results} = {call}\n")),
                false => text.push_str(&format!("    {call}\n")),
            }
        }
    }
    text.push_str(FOOT);
    for other in &others {
        let session = session(&others, Some(other.id));
        text.push_str(&format!("    {session}.xenapi.session.logout()\n"));
    }
    text
}

/// How the script logs in to a pool beside the subjects'.
fn log_in(index: usize, name: &str) -> String {
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    let (session, host, user) = (index + 2, 2 * index + 3, 2 * index + 4);
    format!(
        "# The pool {name}: its https://HOST and USER follow on the command line.\n\
         session_{session} = XenAPI.Session(sys.argv[{host}])\n\
         session_{session}.xenapi.login_with_password(sys.argv[{user}], getpass.getpass())\n"
    )
}

/// What is sent stands in no script: whoever runs it brings the file.
fn upload_lines(script: &Script<'_>, upload: &Upload, known: &[&Object], first: usize) -> String {
    let disk = upload.call.params.first().unwrap_or(&Value::Null);
    let disk = literal(script, disk, known, first);
    let (file, length) = (&upload.file, upload.content.length());
    format!(
        "    # {file}, {length} bytes, is not in this script.\n    upload({disk}, {})\n",
        quoted(file)
    )
}

/// A file by its path on the computer where the script is run.
fn file_line(
    script: &Script<'_>,
    transfer: &FileTransfer,
    known: &[&Object],
    first: usize,
) -> String {
    let object = transfer.call.params.first().unwrap_or(&Value::Null);
    let object = literal(script, object, known, first);
    let verb = match transfer.direction {
        Direction::ToServer { .. } => "PUT",
        Direction::FromServer { .. } => "GET",
    };
    let about = about_of(&transfer.call.method);
    let asked: String = transfer
        .call
        .asked()
        .map(|(name, value)| format!("&{name}={value}"))
        .collect();
    let (handler, file) = (&transfer.call.method, quoted(&transfer.passing_file()));
    format!("transfer(\"{verb}\", \"{handler}\", \"{about}=\" + {object} + \"{asked}\", {file})")
}

/// A call at the pool that this session is at.
fn line(
    script: &Script<'_>,
    session: &str,
    call: &Call,
    known: &[&Object],
    first: usize,
) -> String {
    let params: Vec<String> = call
        .params
        .iter()
        .map(|param| literal(script, param, known, first))
        .collect();
    format!("{session}.xenapi.{}({})", call.method, params.join(", "))
}

fn literal(script: &Script<'_>, value: &Value, known: &[&Object], first: usize) -> String {
    let inner = |item: &Value| literal(script, item, known, first);
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        // The API's integers are texts to this package, which sends all others as 32 bits.
        Value::Number(number) if number.is_f64() => number.to_string(),
        Value::Number(number) => format!("\"{number}\""),
        Value::String(text) => match named(script, text) {
            Named::Result(step) => format!("result_{}", first + step + 1),
            Named::Secret(index) => format!("secret_{}", first + index + 1),
            Named::Object(_, object) => known
                .iter()
                .position(|one| one.reference == object.reference)
                .map_or_else(
                    || quoted(text),
                    |index| variable(object.class().name(), index),
                ),
            Named::Text => quoted(text),
        },
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inner).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let items: Vec<String> = map
                .iter()
                // A key may name an object as well.
                .map(|(key, item)| format!("{}: {}", inner(&key.as_str().into()), inner(item)))
                .collect();
            format!("{{{}}}", items.join(", "))
        }
    }
}

/// A text as a Python literal: JSON's escapes are Python's, but for letters beyond 16 bits, which
/// are written as they are.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
