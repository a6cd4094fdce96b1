//! The audit log: who has called what, with what came of it. Reads are not in it, nor is logging in.
//!
//! A line is as captures of a real server have it. Of a call's arguments it lists objects, by name, uuid and
//! reference, and of what is made the name; a real server lists some other plain ones of a few calls, too.

use std::fmt::Write;

use jiff::Timestamp;
use ring::digest::{SHA256, digest};

use crate::db::Db;
use crate::failure::Outcome;
use crate::http::{self, Request, Response};
use crate::model::{Method, Role, model};
use crate::pool::{Pool, World};
use crate::value::{Ref, Value};

/// A call that is being made: what it is about, before it may be gone.
#[derive(Debug)]
pub struct Entry {
    session: Ref,
    call: String,
    listed: String,
}

/// What is to be noted of a call once it has ended; none of a read.
pub fn begin(world: &World, session: &Ref, method: &Method, args: &[Value]) -> Option<Entry> {
    (!is_read(&method.name)).then(|| Entry {
        session: session.clone(),
        call: method.name.clone(),
        listed: listed(&world.db, method, args),
    })
}

/// Notes a call that has ended.
pub fn note(world: &mut World, entry: Option<Entry>, outcome: &Outcome<Value>) {
    let Some(Entry {
        session,
        call,
        listed,
    }) = entry
    else {
        return;
    };
    let Some(caller) = world.sessions.get(&session) else {
        return;
    };
    let subject = match caller.role {
        Role::PoolAdmin => "LOCAL_SUPERUSER",
        _ => "",
    };
    let (permission, outcome) = match outcome {
        Ok(_) => ("ALLOWED", "OK".to_owned()),
        Err(failure) if failure.code == "RBAC_PERMISSION_DENIED" => ("DENIED", String::new()),
        Err(failure) => {
            let params = failure.params.join("; ");
            ("ALLOWED", format!("ERROR:{}: [ {params} ]", failure.code))
        }
    };
    let user = quoted(&caller.user);
    let outcome = quoted(&outcome);
    let now = Timestamp::from_second(world.db.now()).unwrap_or_default();
    // The pool's clock counts seconds; a log that is read in between must not seem to lack the last one.
    let time = now.strftime("%Y%m%dT%H:%M:%S.000Z");
    let number = world.audit.next_number();
    let line = format!(
        "{} xapi: [{time}|audit||{} |{} D:{:012x}|audit] ('trackid={}' '{subject}' '{user}' '{permission}' \
         '{outcome}' 'API' '{}' ({listed}))\n",
        now.strftime("%b %d %H:%M:%S"),
        number,
        call,
        number,
        track(&session),
        call,
    );
    let time = now.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    world.audit.add(time, line);
}

/// `/audit_log?since=…`: what has been done since then; the time may be cut anywhere, as `2026-11-29T08:4`.
pub fn answer(pool: &Pool, request: &Request) -> Response {
    let since = request.param("since").unwrap_or("");
    let world = pool.lock();
    let body = world.audit.since(since);
    http::document(body, "text/plain")
}

fn is_read(method: &str) -> bool {
    let (class, message) = method.split_once('.').unwrap_or((method, ""));
    matches!(class, "session" | "event") || message.starts_with("get_")
}

/// By what calls of one session are known to be of one, without telling its reference.
fn track(session: &str) -> String {
    let digest = digest(&SHA256, session.as_bytes());
    let mut text = String::new();
    for byte in &digest.as_ref()[..16] {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn listed(db: &Db, method: &Method, args: &[Value]) -> String {
    let parameters = method.message.parameters.iter().zip(args);
    let told = parameters.filter_map(|(parameter, value)| {
        let Value::Text(text) = value else {
            return None;
        };
        let name = parameter.name;
        if let Some(class) = db.class_of(text) {
            // A drive has no name.
            let told = |field| {
                model().classes[class]
                    .field(field)
                    .map(|_| db.text(text, field))
            };
            let label = quoted(told("name_label").unwrap_or_default());
            let uuid = told("uuid").unwrap_or_default();
            return Some(format!("('{name}' '{label}' '{uuid}' '{text}')"));
        }
        let is_told = matches!(name, "name_label" | "name_description");
        is_told.then(|| format!("('{name}' '{}' '' '')", quoted(text)))
    });
    told.collect::<Vec<_>>().join(" ")
}

/// With a backslash before what would end the text.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}
