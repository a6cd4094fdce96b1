//! Any bytes in place of a JSON-RPC reply: read as several types, and as the objects of a class. What
//! could be read as objects is written, and reads as the same again.

use serde_json::Value;
use xapi::{Class, EventBatch, Object, OpaqueRef, codec::json};

/// The first byte picks the class.
pub fn run(data: &[u8]) {
    let Some((first, body)) = data.split_first() else {
        return;
    };
    let _ = json::decode_reply::<Value>(body);
    let _ = json::decode_reply::<()>(body);
    let _ = json::decode_reply::<String>(body);
    let _ = json::decode_reply::<Vec<OpaqueRef>>(body);
    // However it arrives, it is what it is as a whole.
    let whole = json::decode_reply::<EventBatch>(body);
    let apart = json::decode_pieces(body.chunks(1 + usize::from(*first)));
    let told = |batch: EventBatch| format!("{batch:?}");
    assert_eq!(apart.ok().map(told), whole.ok().map(told));
    let class = match Class::ALL.get(usize::from(*first)) {
        Some(class) => class.clone(),
        None => Class::from_wire("unheard_of"),
    };
    let Ok(objects) = json::decode_objects(&class, body) else {
        return;
    };
    // Texts are compared: NaN is not equal to itself.
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
