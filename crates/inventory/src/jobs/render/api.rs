//! Plans as the calls that they are: bodies of JSON-RPC requests, one a line.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    names::{other_pools, session},
    script::Script,
};
use crate::jobs::plan::{Act, Direction, FileTransfer, Upload, about_of, result_of, secret_of};

/// A body. A struct keeps its members in this order; a map of `serde_json` has one or the other, by the
/// features that anything in the program asks of it.
#[derive(Serialize)]
struct Body<'a> {
    jsonrpc: &'static str,
    method: &'a str,
    params: Vec<Value>,
    id: usize,
}

pub(super) fn write(plans: &[Script<'_>]) -> String {
    let others = other_pools(plans);
    let mut text = String::new();
    let mut id = 0;
    for Script { plan, .. } in plans {
        let first = id;
        for (index, step) in plan.steps.iter().enumerate() {
            if plan.is_instead(index) {
                text.push_str("# only if that did not come to its end:\n");
            }
            if let Some(patience) = &step.patience {
                let seconds = patience.seconds;
                text.push_str(&format!(
                    "# for {seconds} seconds at the most; then it is cancelled:\n"
                ));
            }
            let call = match &step.act {
                Act::Call(call) => call,
                Act::Upload(upload) => {
                    id += 1;
                    text.push_str(&upload_line(upload, first));
                    continue;
                }
                Act::File(transfer) => {
                    id += 1;
                    text.push_str(&file_line(transfer, first));
                    continue;
                }
                Act::Own(_) => continue,
            };
            // What stands for the session; it is never the real one.
            let session = session(&others, call.connection.as_ref());
            let mut params = vec![json!(format!("${session}"))];
            params.extend(call.params.iter().map(|param| shown(param, first)));
            id += 1;
            let body = Body {
                jsonrpc: "2.0",
                method: &call.method,
                params,
                id,
            };
            // It is made of texts and numbers: writing it cannot fail.
            text.push_str(&serde_json::to_string(&body).unwrap_or_default());
            text.push('\n');
        }
    }
    text
}

/// An upload is no JSON-RPC, but a request of its own, whose body is in no script.
fn upload_line(upload: &Upload, first: usize) -> String {
    let Upload {
        call,
        file,
        content,
    } = upload;
    let disk = call.params.first().map(|disk| shown(disk, first));
    let disk = disk.as_ref().and_then(Value::as_str).unwrap_or_default();
    let (handler, length) = (&call.method, content.length());
    format!("PUT /{handler}?vdi={disk}&format=raw&task_id=$task  # {file}, {length} bytes\n")
}

/// Neither is a file that goes or comes.
fn file_line(transfer: &FileTransfer, first: usize) -> String {
    let FileTransfer {
        call,
        file,
        direction,
        ..
    } = transfer;
    let object = call.params.first().map(|object| shown(object, first));
    let object = object.as_ref().and_then(Value::as_str).unwrap_or_default();
    let asked: String = call
        .asked()
        .map(|(name, value)| format!("&{name}={value}"))
        .collect();
    let verb = match direction {
        Direction::ToServer { .. } => "PUT",
        Direction::FromServer { .. } => "GET",
    };
    let (handler, about) = (&call.method, about_of(&call.method));
    let converted = transfer.conversion().map(|conversion| {
        let (from, to) = (conversion.from.0.name(), conversion.to.0.name());
        format!(", {from} made {to} on the way")
    });
    let converted = converted.unwrap_or_default();
    format!("{verb} /{handler}?{about}={object}{asked}&task_id=$task  # {file}{converted}\n")
}

/// A parameter; what stands for an answer becomes `$result_<id>` of the request that it is to.
fn shown(value: &Value, first: usize) -> Value {
    match value {
        Value::String(text) => match result_of(text) {
            Some(step) => json!(format!("$result_{}", first + step + 1)),
            None => match secret_of(text) {
                Some(index) => json!(format!("$secret_{}", first + index + 1)),
                None => value.clone(),
            },
        },
        Value::Array(items) => items.iter().map(|item| shown(item, first)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, item)| (key.clone(), shown(item, first)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
