//! JSON-RPC 1.0 and 2.0.

use std::sync::Arc;

use super::Call;
use crate::body::Body;
use crate::failure::{Failure, Outcome};
use crate::value::Value;

/// What must be repeated in the answer.
#[derive(Debug)]
pub struct Envelope {
    v2: bool,
    id: serde_json::Value,
}

/// Reads a call. The error is the text of the exception that the server would print in its HTTP 500.
pub fn read(body: &[u8]) -> Result<(Call, Envelope), String> {
    let parsed: serde_json::Value = serde_json::from_slice(body).map_err(|e| syntax(&e, body))?;
    let malformed = |why: &str| format!("Jsonrpc.Malformed_method_request(\"{why}\")");
    let serde_json::Value::Object(mut members) = parsed else {
        return Err(malformed("Invalid request body"));
    };
    let v2 = match members.get("jsonrpc") {
        None => false,
        Some(serde_json::Value::String(version)) if version == "2.0" => true,
        Some(_) => return Err(malformed("jsonrpc")),
    };
    let id = match members.remove("id") {
        Some(id @ (serde_json::Value::Number(_) | serde_json::Value::String(_))) => id,
        _ => return Err(malformed("id")),
    };
    let method = match members.remove("method") {
        Some(serde_json::Value::String(method)) => method,
        _ => return Err(malformed("method")),
    };
    let params = match members.remove("params") {
        Some(serde_json::Value::Array(items)) => items.into_iter().map(value).collect(),
        Some(object @ serde_json::Value::Object(_)) if v2 => vec![value(object)],
        None if v2 => Vec::new(),
        _ => return Err(malformed("params")),
    };
    Ok((Call { method, params }, Envelope { v2, id }))
}

fn syntax(error: &serde_json::Error, body: &[u8]) -> String {
    let what = if error.is_eof() {
        "Unexpected end of input"
    } else {
        "Invalid token"
    };
    let (from, to) = (
        error.column().saturating_sub(1),
        body.len().min(error.column()),
    );
    format!(
        "Yojson__Common.Json_error(\"Line {}, bytes {from}-{to}:\\n{what}\")",
        error.line()
    )
}

fn value(json: serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(b),
        serde_json::Value::Number(n) => match n.as_i64() {
            Some(n) => Value::Int(n),
            None => Value::Float(n.as_f64().unwrap_or(f64::NAN)),
        },
        serde_json::Value::String(text) => Value::text(text),
        serde_json::Value::Array(items) => Value::Set(items.into_iter().map(value).collect()),
        serde_json::Value::Object(pairs) => Value::Map(
            pairs
                .into_iter()
                .map(|(key, v)| (Arc::from(key), value(v)))
                .collect(),
        ),
    }
}

/// Writes the answer to a call.
pub fn write(envelope: &Envelope, outcome: &Outcome<Value>) -> Body {
    let mut body = Body::from(String::with_capacity(256));
    let out = body.text();
    match (envelope.v2, outcome) {
        (true, Ok(value)) => {
            out.push_str("{\"jsonrpc\":\"2.0\",\"result\":");
            body.json(value);
        }
        (true, Err(failure)) => {
            out.push_str("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":1,\"message\":");
            crate::value::json_text(&failure.code, out);
            out.push_str(",\"data\":");
            Value::texts(failure.params.iter().map(String::as_str)).write_json(out);
            out.push('}');
        }
        (false, Ok(value)) => {
            out.push_str("{\"result\":");
            body.json(value);
            body.text().push_str(",\"error\":null");
        }
        (false, Err(failure)) => {
            out.push_str("{\"result\":null,\"error\":");
            let all = std::iter::once(failure.code.as_str())
                .chain(failure.params.iter().map(String::as_str));
            Value::texts(all).write_json(out);
        }
    }
    let out = body.text();
    out.push_str(",\"id\":");
    match &envelope.id {
        serde_json::Value::String(id) => crate::value::json_text(id, out),
        id => out.push_str(&id.to_string()),
    }
    out.push('}');
    body
}

/// Writes a failure that the server raises before it looks at the call: version 2.0 whatever was asked, the error a plain
/// list, and no id but 0.
pub fn write_undispatched(failure: &Failure) -> String {
    let mut out = String::from("{\"jsonrpc\":\"2.0\",\"error\":");
    let all =
        std::iter::once(failure.code.as_str()).chain(failure.params.iter().map(String::as_str));
    Value::texts(all).write_json(&mut out);
    out.push_str(",\"id\":0}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_told_apart() {
        let (call, envelope) =
            read(br#"{"method":"VM.start","params":["s",true,1,1.5,{"a":[]}],"id":7}"#).unwrap();
        assert_eq!(
            (call.method.as_str(), call.params.len(), envelope.v2),
            ("VM.start", 5, false)
        );
        assert_eq!(
            write(&envelope, &Ok(Value::void())).parts().concat(),
            r#"{"result":"","error":null,"id":7}"#
        );
        let (_, envelope) = read(br#"{"jsonrpc":"2.0","method":"m","id":"x"}"#).unwrap();
        let failure = Err(Failure::new("HANDLE_INVALID", ["VM", "OpaqueRef:x"]));
        assert_eq!(
            write(&envelope, &failure).parts().concat(),
            r#"{"jsonrpc":"2.0","error":{"code":1,"message":"HANDLE_INVALID","data":["VM","OpaqueRef:x"]},"id":"x"}"#
        );
    }

    #[test]
    fn what_is_no_call_is_refused() {
        assert!(
            read(br#"{"jsonrpc":"#)
                .unwrap_err()
                .contains("Unexpected end of input")
        );
        for bad in [
            &b"[]"[..],
            br#"{"method":"m","params":[],"id":null}"#,
            br#"{"method":"m","params":[]}"#,
            br#"{"method":"m","id":1}"#,
        ] {
            assert!(
                read(bad)
                    .unwrap_err()
                    .starts_with("Jsonrpc.Malformed_method_request")
            );
        }
    }
}
