//! Any bytes in place of an XML-RPC reply: read as several types, as the objects of a class, and as
//! what a task left. What could be read as objects is written as JSON, and reads as the same.

use serde_json::Value;
use xapi::{
    Class, EventBatch, Object, OpaqueRef,
    codec::{json, xml},
};

/// The first byte picks the class.
pub fn run(data: &[u8]) {
    let Some((first, body)) = data.split_first() else {
        return;
    };
    let _ = xml::decode_reply::<Value>(body);
    let _ = xml::decode_reply::<()>(body);
    let _ = xml::decode_reply::<String>(body);
    let _ = xml::decode_reply::<Vec<OpaqueRef>>(body);
    // However it arrives, it is what it is as a whole.
    let whole = xml::decode_reply::<EventBatch>(body);
    let apart = xml::decode_pieces(body.chunks(1 + usize::from(*first)));
    let told = |batch: EventBatch| format!("{batch:?}");
    assert_eq!(apart.ok().map(told), whole.ok().map(told));
    if let Ok(text) = std::str::from_utf8(body) {
        let _ = xml::decode_result::<String>(text);
        let _ = xml::decode_result::<Value>(text);
    }
    let class = match Class::ALL.get(usize::from(*first)) {
        Some(class) => class.clone(),
        None => Class::from_wire("unheard_of"),
    };
    let Ok(objects) = xml::decode_objects(&class, body) else {
        return;
    };
    let text = written(&objects);
    let again = json::decode_objects(&class, text.as_bytes()).expect("what we wrote is a reply");
    assert_eq!(written(&again), text);
}

fn written(objects: &[Object]) -> String {
    let member = |object: &Object| {
        let record = serde_json::to_string(&object.record).expect("a record is written");
        format!("{}:{record}", Value::from(object.reference.as_str()))
    };
    let members: Vec<String> = objects.iter().map(member).collect();
    format!("{{\"result\":{{{}}}}}", members.join(","))
}
