//! `event.from` and `event.next`: what is told, in which order, with which token.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::time::Duration;

use common::{Client, pool};
use serde_json::{Value, json};

async fn from(client: &Client, classes: Value, token: &Value, timeout: f64) -> Value {
    client
        .ok("event.from", json!([classes, token, timeout]))
        .await
}

/// `class:operation` of each event, in order.
fn told(batch: &Value) -> Vec<String> {
    let events = batch["events"].as_array().unwrap();
    events
        .iter()
        .map(|e| {
            format!(
                "{}:{}",
                e["class"].as_str().unwrap(),
                e["operation"].as_str().unwrap()
            )
        })
        .collect()
}

#[tokio::test]
async fn the_first_batch_is_everything() {
    let sim = pool(2, 8).await;
    let client = Client::login(&sim).await;
    let batch = from(&client, json!(["*"]), &json!(""), 30.0).await;
    let kinds = told(&batch);
    // The coordinator is older than the first token: it is told as a change.
    assert_eq!(kinds.iter().filter(|kind| *kind == "host:mod").count(), 1);
    assert_eq!(kinds.iter().filter(|kind| *kind == "host:add").count(), 1);
    let vms = client
        .ok("VM.get_all", json!([]))
        .await
        .as_array()
        .unwrap()
        .len();
    assert_eq!(kinds.iter().filter(|kind| *kind == "vm:add").count(), vms);
    assert_eq!(batch["valid_ref_counts"]["vm"], json!(vms));
    for absent in ["role", "session", "user", "secret"] {
        assert!(
            !kinds
                .iter()
                .any(|kind| kind.starts_with(&format!("{absent}:"))),
            "{absent}"
        );
    }
    // Messages first, then what came, then what changed.
    let rank = |kind: &String| {
        if kind.starts_with("message") {
            0
        } else if kind.ends_with("add") {
            1
        } else {
            2
        }
    };
    assert!(kinds.is_sorted_by_key(rank), "{kinds:?}");
    assert_eq!(batch["token"].as_str().unwrap().len(), 41);
    assert_eq!(batch["events"][0]["timestamp"], "0.0");
}

#[tokio::test]
async fn changes_are_coalesced_and_what_never_was_is_not_told() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    let token = from(&client, json!(["*"]), &json!(""), 5.0).await["token"].clone();
    let vm = client.vm("web-01").await;
    client.ok("VM.set_name_label", json!([vm, "one"])).await;
    client.ok("VM.set_name_label", json!([vm, "two"])).await;
    let brief = client.ok("task.create", json!(["brief", ""])).await;
    client.ok("task.destroy", json!([brief])).await;
    let batch = from(&client, json!(["vm", "task"]), &token, 5.0).await;
    assert_eq!(told(&batch), ["vm:mod"]);
    assert_eq!(batch["events"][0]["snapshot"]["name_label"], "two");
    let halted = client.vm("build-agent-01").await;
    client.ok("VM.destroy", json!([halted])).await;
    let batch = from(
        &client,
        json!([format!("vm/{halted}")]),
        &batch["token"],
        5.0,
    )
    .await;
    assert_eq!(told(&batch), ["vm:del"]);
    assert!(batch["events"][0].get("snapshot").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_call_waits_and_is_woken() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    let token = from(&client, json!(["vm"]), &json!(""), 5.0).await["token"].clone();
    let began = tokio::time::Instant::now();
    let quiet = from(&client, json!(["vm"]), &token, 0.3).await;
    assert_eq!(
        (quiet["events"].clone(), quiet["token"].clone()),
        (json!([]), token.clone())
    );
    assert!(began.elapsed() >= Duration::from_millis(300));
    let waiting = from(&client, json!(["vm"]), &token, 20.0);
    let renaming = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert!(sim.world().rename_vm("web-01", "by somebody else"));
    };
    let (batch, ()) = tokio::join!(waiting, renaming);
    assert_eq!(
        batch["events"][0]["snapshot"]["name_label"],
        "by somebody else"
    );
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn a_logout_wakes_who_waits() {
    let sim = pool(1, 2).await;
    let client = Client::login(&sim).await;
    let token = from(&client, json!(["vm"]), &json!(""), 5.0).await["token"].clone();
    let waiting = client.call("event.from", json!([["vm"], token, 20.0]));
    let leaving = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        client.ok("session.logout", json!([])).await;
    };
    let (outcome, ()) = tokio::join!(waiting, leaving);
    assert_eq!(outcome.unwrap_err().0, "SESSION_INVALID");
    assert_eq!(
        client.fails("VM.get_all", json!([])).await.0,
        "SESSION_INVALID"
    );
}

#[tokio::test]
async fn an_injected_event_is_a_barrier() {
    let sim = pool(1, 2).await;
    let client = Client::login(&sim).await;
    let pool_ref = client.ok("pool.get_all", json!([])).await[0].clone();
    let token = client.ok("event.inject", json!(["pool", pool_ref])).await;
    let batch = from(&client, json!(["pool"]), &token, 5.0).await;
    assert_eq!(
        (told(&batch), &batch["events"][0]["ref"]),
        (vec!["pool:mod".to_owned()], &pool_ref)
    );
    assert_eq!(
        client
            .fails("event.inject", json!(["pool", "OpaqueRef:x"]))
            .await
            .0,
        "HANDLE_INVALID"
    );
}

#[tokio::test]
async fn messages_have_a_line_of_their_own() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    let token = from(&client, json!(["message"]), &json!(""), 5.0).await["token"].clone();
    let vm = client.vm("build-agent-01").await;
    client.ok("VM.start", json!([vm, false, false])).await;
    let batch = from(&client, json!(["message"]), &token, 5.0).await;
    assert_eq!(told(&batch), ["message:add"]);
    let message = &batch["events"][0];
    assert_eq!(
        (
            &message["id"],
            &message["snapshot"]["name"],
            &message["snapshot"]["priority"]
        ),
        (&json!("0"), &json!("VM_STARTED"), &json!(5))
    );
    client.ok("message.destroy", json!([message["ref"]])).await;
    assert_eq!(
        told(&from(&client, json!(["message"]), &batch["token"], 5.0).await),
        ["message:del"]
    );
}

#[tokio::test]
async fn the_old_way_works_too() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    let failed = client.fails("event.next", json!([])).await;
    assert_eq!(failed.0, "SESSION_NOT_REGISTERED");
    assert!(failed.1[0].starts_with("trackid="));
    client.ok("event.register", json!([["vm"]])).await;
    let vm = client.vm("web-01").await;
    client.ok("VM.add_tags", json!([vm, "seen"])).await;
    let events = client.ok("event.next", json!([])).await;
    assert_eq!(
        (
            &events[0]["class"],
            &events[0]["operation"],
            &events[0]["ref"]
        ),
        (&json!("vm"), &json!("mod"), &json!(vm))
    );
    assert!(events[0]["timestamp"].as_str().unwrap().ends_with('.'));
    client.ok("event.unregister", json!([["vm"]])).await;
    assert_eq!(
        client.fails("event.next", json!([])).await.0,
        "SESSION_NOT_REGISTERED"
    );
}

#[tokio::test]
async fn bad_subscriptions_and_tokens_are_refused() {
    let sim = pool(1, 0).await;
    let client = Client::login(&sim).await;
    assert_eq!(
        client
            .fails("event.from", json!([["*"], "rubbish", 1.0]))
            .await
            .0,
        "EVENT_FROM_TOKEN_PARSE_FAILURE"
    );
    assert_eq!(
        client
            .fails("event.from", json!([["a/b/c"], "", 1.0]))
            .await
            .0,
        "EVENT_SUBSCRIPTION_PARSE_FAILURE"
    );
    assert_eq!(
        from(&client, json!(["nonsense"]), &json!(""), 0.1).await["events"],
        json!([])
    );
}
