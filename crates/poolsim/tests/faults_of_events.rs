//! Events that are lost, told twice or out of order, and tokens that are forgotten.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::time::Duration;

use common::{Client, Failed, pool};
use poolsim::faults::{Fault, Refusal};
use serde_json::{Value, json};

async fn from(client: &Client, classes: Value, token: &Value) -> Value {
    client.ok("event.from", json!([classes, token, 0.5])).await
}

/// `class:operation` of each event, in order.
fn told(batch: &Value) -> Vec<String> {
    let events = batch["events"].as_array().unwrap();
    let name = |event: &Value| {
        let (class, operation) = (event["class"].as_str(), event["operation"].as_str());
        format!("{}:{}", class.unwrap(), operation.unwrap())
    };
    events.iter().map(name).collect()
}

#[tokio::test]
async fn a_lost_deletion_shows_in_the_counts_only() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    client.ok("event.register", json!([["vm"]])).await;
    let first = from(&client, json!(["vm"]), &json!("")).await;
    let count = first["valid_ref_counts"]["vm"].as_i64().unwrap();
    let vm = client.vm("build-agent-01").await;
    client.ok("VM.destroy", json!([vm])).await;
    sim.order(Fault::LoseEvents).await.unwrap();
    let batch = from(&client, json!(["vm"]), &first["token"]).await;
    assert_eq!(told(&batch), [""; 0]);
    assert_eq!(batch["valid_ref_counts"]["vm"], count - 1);
    assert_eq!(client.fails("event.next", json!([])).await.0, "EVENTS_LOST");
    // Later ones are told as ever.
    let vm = client.vm("web-01").await;
    client.ok("VM.hard_shutdown", json!([vm])).await;
    client.ok("VM.destroy", json!([vm])).await;
    let batch = from(&client, json!(["vm"]), &first["token"]).await;
    assert_eq!(told(&batch).last().unwrap(), "vm:del");
}

#[tokio::test(start_paused = true)]
async fn a_forgotten_token_is_refused_and_a_new_one_is_not() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    let old = from(&client, json!(["vm"]), &json!("")).await["token"].clone();
    let token = old.as_str().unwrap().to_owned();
    let waiting = client.call("event.from", json!([["vm"], old, 60.0]));
    let forgetting = async {
        tokio::time::sleep(Duration::from_millis(80)).await;
        let answer = Refusal::TokenParseFailure;
        sim.order(Fault::ForgetTokens { answer }).await.unwrap();
    };
    let (woken, ()) = tokio::join!(waiting, forgetting);
    let refused = Failed("EVENT_FROM_TOKEN_PARSE_FAILURE".to_owned(), vec![token]);
    assert_eq!(woken, Err(refused));

    let new = from(&client, json!(["vm"]), &json!("")).await["token"].clone();
    assert!(sim.world().rename_vm("web-01", "after"));
    assert_eq!(told(&from(&client, json!(["vm"]), &new).await), ["vm:mod"]);

    let answer = Refusal::EventsLost;
    sim.order(Fault::ForgetTokens { answer }).await.unwrap();
    for token in [&old, &new] {
        let failed = client
            .fails("event.from", json!([["vm"], token, 0.5]))
            .await;
        assert_eq!(failed, Failed("EVENTS_LOST".to_owned(), vec![]));
    }
    // What is injected gives a token of now.
    let pool_ref = client.ok("pool.get_all", json!([])).await[0].clone();
    let token = client.ok("event.inject", json!(["pool", pool_ref])).await;
    assert_eq!(
        told(&from(&client, json!(["pool"]), &token).await),
        ["pool:mod"]
    );
}

#[tokio::test]
async fn events_come_twice_and_an_old_one_again() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    let first = from(&client, json!(["vm"]), &json!("")).await;
    sim.order(Fault::DuplicateEvents).await.unwrap();
    assert_eq!(sim.active_faults(), [Fault::DuplicateEvents]);
    assert!(sim.world().rename_vm("web-01", "one"));
    let second = from(&client, json!(["vm"]), &first["token"]).await;
    assert_eq!(told(&second), ["vm:mod", "vm:mod"]);
    assert!(sim.world().rename_vm("build-agent-01", "two"));
    let third = from(&client, json!(["vm"]), &second["token"]).await;
    let names: Vec<_> = third["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["snapshot"]["name_label"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["one", "two", "two"]);
    sim.lift();
    assert!(sim.world().rename_vm("one", "three"));
    let fourth = from(&client, json!(["vm"]), &third["token"]).await;
    assert_eq!(told(&fourth), ["vm:mod"]);
}

#[tokio::test]
async fn events_come_in_the_wrong_order() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    let classes = json!(["vm", "vbd", "vdi"]);
    let first = from(&client, classes.clone(), &json!("")).await;
    sim.order(Fault::ShuffleEvents).await.unwrap();
    let gone = client.vm("build-agent-01").await;
    let disk = client.vm_field(&gone, "VBDs").await[0].clone();
    client.ok("VBD.destroy", json!([disk])).await;
    let source = client.vm("web-01").await;
    client.ok("VM.snapshot", json!([source, "new"])).await;
    let kinds = told(&from(&client, classes, &first["token"]).await);
    let place = |kind: &str| kinds.iter().position(|told| told == kind).unwrap();
    // The disk goes before its VM is said to have lost it, and one comes before its VM does.
    assert!(place("vbd:del") < place("vm:mod"), "{kinds:?}");
    assert!(place("vbd:add") < place("vm:add"), "{kinds:?}");
}

#[tokio::test]
async fn the_objects_are_what_events_tell() {
    let sim = pool(2, 8).await;
    let client = Client::login(&sim).await;
    let batch = from(&client, json!(["*"]), &json!("")).await;
    let mut objects = sim.objects();
    for event in batch["events"].as_array().unwrap() {
        let (class, reference) = (event["class"].as_str(), event["ref"].as_str());
        let of_class = objects.get_mut(class.unwrap()).unwrap();
        let known = of_class.remove(reference.unwrap());
        assert_eq!(known.as_ref(), Some(&event["snapshot"]));
    }
    let left: Vec<_> = objects
        .iter()
        .filter(|(_, of_class)| !of_class.is_empty())
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
