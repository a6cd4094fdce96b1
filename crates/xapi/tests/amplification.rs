//! How much memory a hostile reply is made into, for each of its bytes: as much as a pool's own takes,
//! or not at all. (What counts memory replaces the allocator: these tests stand by themselves.)

#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use allocation_counter::measure;
use serde::de::IgnoredAny;
use xapi::codec::{json, xml};
use xapi::{Class, Object, Result};

/// For each byte of a reply at most so many at the worst moment, the reply itself not counted.
const MOST: f64 = 20.0;
/// As long as a small pool's; what is made is in proportion from there on.
const LENGTH: usize = 1 << 20;

#[track_caller]
fn check<T>(what: &str, body: &str, read: impl FnOnce(&[u8]) -> Result<T>) -> Result<T> {
    let mut outcome = None;
    let taken = measure(|| outcome = Some(read(body.as_bytes())));
    let outcome = outcome.unwrap();
    let each = taken.bytes_max as f64 / body.len() as f64;
    let end = match &outcome {
        Ok(_) => "read",
        Err(_) => "refused",
    };
    println!("{what}: {each:.1} for each of {} bytes, {end}", body.len());
    assert!(each <= MOST, "{what}: {each:.1}, at most {MOST}");
    outcome
}

/// `part` over and over, each with its number in place of `#`.
fn repeated(part: &str, length: usize) -> String {
    let mut all = String::with_capacity(length + part.len() + 20);
    let mut number = 0;
    while all.len() < length {
        if number > 0 {
            all.push(',');
        }
        let (before, after) = part.split_once('#').unwrap_or((part, ""));
        match part.contains('#') {
            true => write!(all, "{before}{number:x}{after}").unwrap(),
            false => all.push_str(part),
        }
        number += 1;
    }
    all
}

fn objects(class: Class) -> impl FnOnce(&[u8]) -> Result<Vec<Object>> {
    move |body| json::decode_objects(&class, body)
}

#[test]
fn records_of_next_to_nothing() {
    let odd = || Class::from_wire("made_up");
    for (class, part) in [
        (Class::Vm, r##""n":{}"##),
        (Class::Vm, r##""#":{}"##),
        (Class::Vm, r##""#":{"uuid":""}"##),
        (Class::Vm, r##""#":{"":0}"##),
        (Class::Vm, r##""#":{"tags":0}"##),
        (Class::Vm, r##""#":0"##),
        (Class::VbdMetrics, r##""#":{}"##),
        (odd(), r##""#":{}"##),
        (odd(), r##""#":{"":0}"##),
        (odd(), r##""#":[0]"##),
    ] {
        let body = format!(r#"{{"result":{{{}}}}}"#, repeated(part, LENGTH));
        let _ = check(&format!("{class} {part}"), &body, objects(class));
    }
}

#[test]
fn members_of_next_to_nothing() {
    for (class, member, part) in [
        (Class::Vm, "tags", r##""#""##),
        (Class::Vm, "tags", r##""""##),
        (Class::Vm, "VBDs", r##""#""##),
        (Class::Vm, "VBDs", r##""""##),
        (Class::Vm, "made_up", "0"),
        (Class::Vm, "made_up", "[]"),
        (Class::Vm, "made_up", r##"{"":0}"##),
        (Class::Vm, "allowed_operations", r##""""##),
    ] {
        for end in ["", ",[]", ",NaN"] {
            let list = repeated(part, LENGTH);
            let body = format!(r#"{{"result":{{"n":{{"{member}":[{list}{end}]}}}}}}"#);
            let what = format!("{class} {member} {part}{end}");
            let _ = check(&what, &body, objects(class.clone()));
        }
    }
    for (member, part) in [
        ("other_config", r##""#":"""##),
        ("other_config", r##""#":[]"##),
        ("current_operations", r##""#":"""##),
        ("made_up", r##""#":0"##),
    ] {
        let map = repeated(part, LENGTH);
        let body = format!(r#"{{"result":{{"n":{{"{member}":{{{map}}}}}}}}}"#);
        let _ = check(&format!("{member} {part}"), &body, objects(Class::Vm));
    }
}

#[test]
fn events_of_next_to_nothing() {
    for part in [
        "{}",
        r##"{"ref":"#"}"##,
        r##"{"class":"vm","snapshot":{}}"##,
        r##"{"snapshot":[0,0,0,0]}"##,
        r##"{"class":"#"}"##,
    ] {
        let list = repeated(part, LENGTH);
        let body = format!(r#"{{"result":{{"events":[{list}],"token":"t"}}}}"#);
        let pieces = |body: &[u8]| json::decode_pieces(body.chunks(64 << 10));
        let _ = check(&format!("event {part}"), &body, pieces);
        let whole = |body: &[u8]| json::decode_reply::<xapi::EventBatch>(body);
        let _ = check(&format!("event {part} at once"), &body, whole);
    }
}

#[test]
fn errors_of_next_to_nothing() {
    for part in [r#""""#, "0", "[]", r##""#""##] {
        let list = repeated(part, LENGTH);
        for body in [
            format!(r#"{{"error":[{list}]}}"#),
            format!(r#"{{"error":{{"message":"X","data":[{list}]}}}}"#),
        ] {
            let refused = check(part, &body, json::decode_reply::<IgnoredAny>);
            assert!(refused.is_err());
        }
    }
}

#[test]
fn the_other_codec() {
    let value = |inner: &str| {
        format!(
            "<methodResponse><params><param><value><struct><member><name>Status</name><value>\
             Success</value></member><member><name>Value</name><value>{inner}</value></member>\
             </struct></value></param></params></methodResponse>"
        )
    };
    let member = "<member><name></name><value><struct/></value></member>";
    let records = format!("<struct>{}</struct>", member.repeat(LENGTH / member.len()));
    let read = |body: &[u8]| xml::decode_objects(&Class::Vm, body);
    let _ = check("records by XML", &value(&records), read);
    let list = "<value/>".repeat(LENGTH / 8);
    let inner = format!(
        "<struct><member><name>n</name><value><struct><member><name>x</name><value><array><data>\
         {list}</data></array></value></member></struct></value></member></struct>"
    );
    let _ = check("a list by XML", &value(&inner), read);
}

/// What a real server sends is read, however much of it there is.
#[test]
fn a_pool_of_many() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wire/");
    let body = std::fs::read_to_string(format!("{folder}event-from-initial.json")).unwrap();
    let (before, rest) = body.split_once(r#""events":["#).unwrap();
    let end = rest.rfind(r#"],"#).unwrap();
    let (events, after) = rest.split_at(end);
    let many = vec![events; 4 * LENGTH / events.len()].join(",");
    let body = format!(r#"{before}"events":[{many}{after}"#);
    let pieces = |body: &[u8]| json::decode_pieces(body.chunks(64 << 10));
    let batch = check("a real pool", &body, pieces).unwrap();
    assert!(batch.events.len() > 1000, "{}", batch.events.len());
    let whole = |body: &[u8]| json::decode_reply::<xapi::EventBatch>(body);
    assert_eq!(check("the same at once", &body, whole).unwrap(), batch);
    // With what JSON does not have, as old servers write it.
    let odd = body.replacen("0.0", "NaN", 1);
    if odd != body {
        let read = check("with a word for a number", &odd, whole).unwrap();
        assert_eq!(read.events.len(), batch.events.len());
    }
}
