//! What a real server answered, read with the model's types and written again: every byte must come back.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::path::PathBuf;
use std::sync::Arc;

use poolsim::failure::Failure;
use poolsim::model::{Type, model};
use poolsim::value::{Data, Value};
use poolsim::wire::{json, xml};
use serde_json::value::RawValue;

mod ordered;

/// Request and answer bodies of a captured exchange.
fn capture(name: &str) -> (String, String) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let (request, answer) = text.split_once("\n< HTTP").unwrap();
    let body = |part: &str| part.split_once("\n\n").unwrap().1.trim_end().to_owned();
    (body(request), body(answer))
}

/// A value as the model's type says, from the captured JSON.
fn typed(kind: &Type, raw: &RawValue) -> Value {
    match kind {
        Type::Text | Type::Ref(_) | Type::Enum(_) | Type::Void => Value::text(parse::<String>(raw)),
        Type::Int => Value::Int(parse(raw)),
        Type::Float => Value::Float(parse(raw)),
        Type::Bool => Value::Bool(parse(raw)),
        Type::Date => Value::Date(xml::parse_date(&parse::<String>(raw)).unwrap()),
        Type::Set(item) => Value::Set(
            parse::<Vec<Box<RawValue>>>(raw)
                .iter()
                .map(|raw| typed(item, raw))
                .collect(),
        ),
        Type::Map(_, item) => Value::Map(
            ordered::members(raw)
                .into_iter()
                .map(|(key, raw)| (Arc::from(key), typed(item, &raw)))
                .collect(),
        ),
        Type::Record(_) => panic!("a record inside a record"),
    }
}

fn parse<'a, T: serde::Deserialize<'a>>(raw: &'a RawValue) -> T {
    serde_json::from_str(raw.get()).unwrap()
}

/// A record with its members in the order captured, which must be the model's.
fn record(class: &str, raw: &RawValue) -> Value {
    let id = model().class_id(class).unwrap();
    let members = ordered::members(raw);
    let captured: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    let known: Vec<&str> = model().classes[id]
        .fields
        .iter()
        .map(|field| field.name)
        .collect();
    assert_eq!(captured, known, "{class}");
    let values = model().classes[id]
        .fields
        .iter()
        .zip(&members)
        .map(|(field, (_, raw))| typed(&field.kind, raw))
        .collect();
    Value::Record(Arc::new(Data::new(id, values)))
}

fn records(class: &str) -> (Value, String) {
    let (_, answer) = capture(&format!("get_all_records-{class}.json"));
    let envelope = ordered::members(&serde_json::from_str::<Box<RawValue>>(&answer).unwrap());
    let result = &envelope
        .iter()
        .find(|(name, _)| name == "result")
        .unwrap()
        .1;
    let all = ordered::members(result)
        .into_iter()
        .map(|(reference, raw)| (Arc::from(reference), record(class, &raw)));
    (Value::Map(all.collect()), answer)
}

#[test]
fn records_are_written_in_json_as_captured() {
    let classes = [
        "PBD",
        "PIF",
        "PIF_metrics",
        "SM",
        "SR",
        "VBD",
        "VDI",
        "VIF",
        "VM",
        "VM_guest_metrics",
        "VM_metrics",
        "console",
        "host",
        "host_cpu",
        "host_metrics",
        "message",
        "network",
        "pool",
    ];
    for class in classes {
        let (value, answer) = records(class);
        let request =
            format!(r#"{{"jsonrpc":"2.0","method":"{class}.get_all_records","params":[],"id":1}}"#);
        let (_, envelope) = json::read(request.as_bytes()).unwrap();
        assert_eq!(
            String::from(json::write(&envelope, &Ok(value))),
            answer,
            "{class}"
        );
    }
}

#[test]
fn records_are_written_in_xml_as_captured() {
    for class in ["SR", "VM", "host", "pool"] {
        let (value, _) = records(class);
        let (_, answer) = capture(&format!("get_all_records-{class}.xml"));
        // Lists of references come in another order from one call to the next: the server keeps them in a set.
        let written = String::from(xml::write(&Ok(value)));
        assert_eq!(sorted(&written), sorted(&answer), "{class}");
    }
}

/// The answer cut before every element: the same pieces in any order.
fn sorted(text: &str) -> Vec<&str> {
    let mut pieces: Vec<&str> = text.split("<value>").collect();
    pieces.sort_unstable();
    pieces
}

#[test]
fn failures_are_written_as_captured() {
    let cases = [
        (
            "handle-invalid",
            Failure::new("HANDLE_INVALID", ["VM", "OpaqueRef:bad"]),
        ),
        (
            "login-wrong-password",
            Failure::new(
                "SESSION_AUTHENTICATION_FAILED",
                ["root", "Authentication failure"],
            ),
        ),
        (
            "host-is-slave",
            Failure::new("HOST_IS_SLAVE", ["127.0.0.1"]),
        ),
        (
            "session-invalid",
            Failure::new("SESSION_INVALID", ["OpaqueRef:gone"]),
        ),
    ];
    for (name, failure) in cases {
        let outcome = Err(failure);
        let (request, answer) = capture(&format!("{name}.json"));
        let (_, envelope) = json::read(request.as_bytes()).unwrap();
        assert_eq!(String::from(json::write(&envelope, &outcome)), answer);
        let (request, answer) = capture(&format!("{name}.xml"));
        assert!(xml::read(request.as_bytes()).unwrap().method.contains('.'));
        assert_eq!(String::from(xml::write(&outcome)), answer);
    }
    let (request, answer) = capture("login-wrong-password.json1");
    let (call, envelope) = json::read(request.as_bytes()).unwrap();
    assert_eq!(call.params.len(), 4);
    let failure = Failure::new(
        "SESSION_AUTHENTICATION_FAILED",
        ["root", "Authentication failure"],
    );
    assert_eq!(String::from(json::write(&envelope, &Err(failure))), answer);
}

#[test]
fn what_is_malformed_fails_with_the_same_exception() {
    for (name, read) in [
        (
            "malformed-json.txt",
            (|body: &[u8]| json::read(body).map(drop)) as fn(&[u8]) -> Result<(), String>,
        ),
        ("batch.txt", |body| json::read(body).map(drop)),
        ("malformed-xml.txt", |body| xml::read(body).map(drop)),
    ] {
        let (request, answer) = capture(name);
        let exception = read(request.as_bytes()).unwrap_err().replace('"', "&quot;");
        assert!(answer.contains(&exception), "{name}: {exception}\n{answer}");
    }
}

#[test]
fn a_wrong_type_is_quoted_as_captured() {
    let (request, answer) = capture("wrong-type.json");
    let (call, envelope) = json::read(request.as_bytes()).unwrap();
    let failure = Failure::internal(format!(
        "Failure(\"Expected bool, got '{}'\")",
        call.params[2].quoted()
    ));
    assert_eq!(String::from(json::write(&envelope, &Err(failure))), answer);
}
