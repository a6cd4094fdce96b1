//! Following a pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use test_support::eventually;
use tokio::sync::Notify;
use xapi::{Change, Class, Error, Object, Pool, Record, params};

use crate::server::{Answer, error};
use crate::{login, with_logins};

#[tokio::test]
async fn a_waiting_event_call_does_not_block_others() {
    let server = with_logins(|request| match request.method.as_str() {
        "event.from" => Answer::Silence,
        _ => Answer::Result(json!("fine")),
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    let waiting = tokio::spawn(async move { events.next().await });
    eventually("the event call", || server.count("event.from") == 1).await;
    assert_eq!(
        session.call::<String>("VM.start", params![]).await,
        Ok("fine".to_owned())
    );
    let requests = server.requests();
    let event = requests.iter().find(|r| r.method == "event.from").unwrap();
    let call = requests.iter().find(|r| r.method == "VM.start").unwrap();
    assert_ne!(event.connection, call.connection);
    // The timeout is a float, as servers insist.
    assert!(event.body.contains(",1.0]"), "{}", event.body);
    assert_eq!(waiting.await.unwrap(), Err(Error::TimedOut));
}

fn pool_event(operation: &str, name: &str) -> Value {
    json!({"id": "1", "class": "pool", "operation": operation, "ref": "OpaqueRef:p",
           "snapshot": {"name_label": name}})
}

fn batch(token: &str, events: Value) -> Answer {
    Answer::Result(json!({"events": events, "valid_ref_counts": {"pool": 1}, "token": token}))
}

fn pool(name: &str) -> Object {
    let record = Pool {
        name_label: name.into(),
        ..Pool::default()
    };
    Object {
        reference: "OpaqueRef:p".into(),
        record: Record::Pool(Box::new(record)),
    }
}

#[tokio::test]
async fn events_begin_with_a_list_and_go_on_from_the_token() {
    let server = with_logins(|request| match request.params[2].as_str().unwrap() {
        "" => batch("t1", json!([pool_event("mod", "a"), {"class": "vm", "operation": "del", "ref": "OpaqueRef:v"}])),
        "t1" => batch(
            "t2",
            json!([pool_event("mod", "b"), {"class": "vm", "operation": "del", "ref": "OpaqueRef:v"}]),
        ),
        _ => batch("t2", json!([])),
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["pool", "vm"]);
    assert_eq!(
        events.next().await.unwrap(),
        [Change::Init, Change::InitApply(pool("a")), Change::InitDone]
    );
    assert_eq!((events.token(), events.valid_counts()["pool"]), ("t1", 1));
    let deleted = Change::Delete {
        class: Class::Vm,
        reference: "OpaqueRef:v".into(),
    };
    assert_eq!(
        events.next().await.unwrap(),
        [Change::Apply(pool("b")), deleted]
    );
    assert_eq!(events.next().await.unwrap(), []);
    events.restart();
    assert_eq!(events.next().await.unwrap().len(), 3);
}

#[tokio::test]
async fn what_is_lost_is_listed_again() {
    for code in ["EVENTS_LOST", "EVENT_FROM_TOKEN_PARSE_FAILURE"] {
        let server = with_logins(move |request| match request.params[2].as_str().unwrap() {
            "" => batch("t1", json!([pool_event("add", "a")])),
            _ => error(code, &[]),
        })
        .await;
        let session = login(&server).await;
        let mut events = session.events(&["*"]);
        let list = events.next().await.unwrap();
        assert_eq!(list.first(), Some(&Change::Init));
        assert_eq!(events.next().await.unwrap(), list, "{code}");
        assert_eq!(server.count("event.from"), 3);
        assert_eq!(server.count("session.login_with_password"), 1);
    }
}

#[tokio::test]
async fn a_new_session_means_a_new_list() {
    let server = with_logins(|request| {
        let session = request.params[0].as_str().unwrap().to_owned();
        match request.params[2].as_str().unwrap() {
            "t1" if session.ends_with('1') => Answer::Error("SESSION_INVALID", vec![session]),
            _ => batch("t1", json!([pool_event("add", "a")])),
        }
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    let list = events.next().await.unwrap();
    assert_eq!(events.next().await.unwrap(), list);
    assert_eq!(server.count("session.login_with_password"), 2);
}

#[tokio::test]
async fn after_an_error_events_go_on_where_they_were() {
    let broken = Arc::new(AtomicUsize::new(0));
    let server = with_logins(move |request| match request.params[2].as_str().unwrap() {
        "" => batch("t1", json!([pool_event("add", "a")])),
        // The read is tried twice; then again by the caller.
        _ if broken.fetch_add(1, Ordering::SeqCst) < 2 => Answer::Close,
        _ => batch("t2", json!([pool_event("mod", "b")])),
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    events.next().await.unwrap();
    assert!(matches!(events.next().await, Err(Error::Broken { .. })));
    assert_eq!(events.token(), "t1");
    assert_eq!(events.next().await.unwrap(), [Change::Apply(pool("b"))]);
}

#[tokio::test]
async fn a_logout_ends_the_events() {
    let server = with_logins(|request| {
        Answer::Error(
            "SESSION_INVALID",
            vec![request.params[0].as_str().unwrap().to_owned()],
        )
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    session.logout().await.unwrap();
    assert_eq!(events.next().await, Err(Error::LoggedOut));
    assert_eq!(server.count("session.login_with_password"), 1);
}

#[tokio::test]
async fn old_servers_have_a_queue_of_events() {
    let server = with_logins(|request| match request.method.as_str() {
        "event.register" => Answer::Result(json!("")),
        "pool.get_all_records" => Answer::Result(json!({"OpaqueRef:p": {"name_label": "a"}})),
        // One event tells what the pool is now, as XAPI does; the others do not, as xend.
        "event.next" => Answer::Result(json!([
            pool_event("mod", "b"),
            {"id": 5, "class": "pool", "operation": "mod", "ref": "OpaqueRef:p", "field": "x"},
            {"id": 6, "class": "VM", "operation": "mod", "ref": "OpaqueRef:v"},
        ])),
        "pool.get_record" => Answer::Result(json!({"name_label": "c"})),
        "VM.get_record" => error("HANDLE_INVALID", &["VM", "OpaqueRef:v"]),
        method => error("MESSAGE_METHOD_UNKNOWN", &[method]),
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    assert_eq!(
        events.next().await.unwrap(),
        [Change::Init, Change::InitApply(pool("a")), Change::InitDone]
    );
    assert_eq!(
        events.next().await.unwrap(),
        [
            Change::Apply(pool("b")),
            Change::Apply(pool("c")),
            Change::Delete {
                class: Class::Vm,
                reference: "OpaqueRef:v".into()
            },
        ]
    );
    let methods = server.methods();
    assert_eq!(methods[1..3], ["event.from", "event.register"]);
    assert_eq!(server.count("event.from"), 1);
}

#[tokio::test]
async fn an_overflown_queue_is_listed_again() {
    let overflown = AtomicUsize::new(0);
    let server = with_logins(move |request| match request.method.as_str() {
        "event.register" => Answer::Result(json!("")),
        "pool.get_all_records" => Answer::Result(json!({"OpaqueRef:p": {"name_label": "a"}})),
        "event.next" if overflown.fetch_add(1, Ordering::SeqCst) == 0 => error("EVENTS_LOST", &[]),
        method => error("MESSAGE_METHOD_UNKNOWN", &[method]),
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["pool"]);
    let list = events.next().await.unwrap();
    assert_eq!(events.next().await.unwrap(), list);
    assert_eq!(server.count("event.register"), 2);
}

#[tokio::test]
async fn counts_are_compared_where_a_server_counts_what_it_tells() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/wire/event-from-initial.json"
    );
    let capture: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let result = capture["result"].clone();
    let server = with_logins(move |_| Answer::Result(result.clone())).await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    let list = events.next().await.unwrap();
    let told = |class: &Class| {
        let of_class = |change: &&Change| matches!(change, Change::InitApply(object) if object.class() == *class);
        list.iter().filter(of_class).count()
    };
    let mut compared = 0;
    for (class, count) in events.comparable_counts() {
        assert_eq!(told(&class), count, "{class}");
        compared += count;
    }
    assert_eq!(compared, list.len() - 2);
    assert_eq!(events.valid_counts()["session"], 4);

    let mut machines = session.events(&["vm", "host/OpaqueRef:x"]);
    machines.next().await.unwrap();
    let counts: Vec<_> = machines.comparable_counts().collect();
    assert_eq!(counts, [(Class::Vm, 9)]);
}

/// A reply of some megabytes, which a connection brings in many pieces.
fn long_list(objects: usize) -> Value {
    let filler = "x".repeat(1000);
    let events = (0..objects).map(|number| {
        json!({"class": "vm", "operation": "add", "ref": format!("OpaqueRef:{number}"),
               "snapshot": {"name_label": format!("vm {number}"), "name_description": filler}})
    });
    let events: Vec<Value> = events.collect();
    json!({"events": events, "valid_ref_counts": {"vm": objects}, "token": "t1"})
}

/// The references of a list, which must be in brackets; and in how many batches it came.
async fn listed(events: &mut xapi::EventStream) -> (Vec<String>, usize) {
    let mut changes = Vec::new();
    let mut batches = 0;
    while changes.last() != Some(&Change::InitDone) {
        changes.extend(events.next().await.unwrap());
        batches += 1;
    }
    // What another beginning follows was in vain.
    let begin = changes.iter().rposition(|change| *change == Change::Init);
    let list = changes.split_off(begin.unwrap());
    let objects = list[1..list.len() - 1].iter();
    let references = objects.map(|change| match change {
        Change::InitApply(object) => object.reference.as_str().to_owned(),
        other => panic!("in a list: {other:?}"),
    });
    (references.collect(), batches)
}

fn numbered(count: usize) -> Vec<String> {
    let all = 0..count;
    all.map(|number| format!("OpaqueRef:{number}")).collect()
}

#[tokio::test]
async fn a_long_list_is_told_of_while_it_arrives() {
    let server = with_logins(|request| match request.params[2].as_str().unwrap() {
        "" => Answer::Result(long_list(4000)),
        _ => batch("t2", json!([])),
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    // Whoever stops waiting in the middle misses nothing.
    let first = test_support::within(Duration::ZERO, events.next()).await;
    assert!(first.is_none());
    let (references, batches) = listed(&mut events).await;
    assert_eq!(references, numbered(4000));
    assert!(batches > 2, "{batches}");
    assert_eq!((events.token(), events.valid_counts()["vm"]), ("t1", 4000));
    assert_eq!(events.next().await.unwrap(), []);
    assert_eq!(server.count("event.from"), 2);
    // And half of a list is nothing, once another is wanted.
    events.restart();
    assert_eq!(events.next().await.unwrap().first(), Some(&Change::Init));
    events.restart();
    assert_eq!(listed(&mut events).await.0, numbered(4000));
}

#[tokio::test]
async fn a_long_list_that_breaks_off_begins_anew() {
    let tries = Arc::new(AtomicUsize::new(0));
    let half_told = Arc::new(Notify::new());
    let breaks_off = half_told.clone();
    let server = with_logins(move |_| {
        let body = json!({"jsonrpc": "2.0", "id": 1, "result": long_list(12_000)}).to_string();
        if tries.fetch_add(1, Ordering::SeqCst) > 0 {
            return Answer::Page(200, "application/json", body);
        }
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
        let half = [head.as_bytes(), &body.as_bytes()[..body.len() / 2]].concat();
        Answer::Until(half, breaks_off.clone())
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    assert_eq!(events.next().await.unwrap().first(), Some(&Change::Init));
    half_told.notify_one();
    let error = loop {
        match events.next().await {
            Ok(changes) => assert!(!changes.contains(&Change::Init)),
            Err(error) => break error,
        }
    };
    assert_eq!(error, Error::Cut);
    assert_eq!(listed(&mut events).await.0, numbered(12_000));
    assert_eq!(server.count("event.from"), 2);
}
