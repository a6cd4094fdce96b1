//! Plans as the calls that they are: bodies of JSON-RPC requests, one a line.

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    connection::ConnectionInfo,
    jobs::plan::{Plan, result_of},
};

/// What stands for the session in a body; it is never the real one.
const SESSION: &str = "$session";

/// A body. A struct keeps its members in this order; a map of `serde_json` has one or the other, by the
/// features that anything in the program asks of it.
#[derive(Serialize)]
struct Body<'a> {
    jsonrpc: &'static str,
    method: &'a str,
    params: Vec<Value>,
    id: usize,
}

pub(super) fn write(plans: &[(&ConnectionInfo<'_>, Plan)]) -> String {
    let mut text = String::new();
    let mut id = 0;
    for (_, plan) in plans {
        let first = id;
        for call in plan.calls() {
            let mut params = vec![json!(SESSION)];
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

/// A parameter; what stands for an answer becomes `$result_<id>` of the request that it is to.
fn shown(value: &Value, first: usize) -> Value {
    match value {
        Value::String(text) => match result_of(text) {
            Some(step) => json!(format!("$result_{}", first + step + 1)),
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(|item| shown(item, first)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, item)| (key.clone(), shown(item, first)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
