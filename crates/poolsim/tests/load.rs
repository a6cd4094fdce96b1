//! What poolsim is for beside tests: replies that are kept, storms, stillness, and servers that know XML-RPC only.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::time::Duration;

use common::line::Line;
use common::{Client, exchange, pool};
use poolsim::faults::Fault;
use poolsim::{Config, Sim};
use serde_json::{Value, json};
use tokio::time::Instant;

async fn all(client: &Client) -> Value {
    client.ok("event.from", json!([["*"], "", 5.0])).await
}

/// The answer to an XML-RPC call with a session and, it may be, what `event.from` takes.
async fn by_xml(client: &Client, method: &str, more: &str) -> String {
    let body = format!(
        "<?xml version='1.0'?><methodCall><methodName>{method}</methodName><params><param><value>{}</value></param>{more}</params></methodCall>",
        client.session
    );
    let length = body.len();
    let request =
        format!("POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    let answer = exchange(&client.address, &request).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
    body.to_owned()
}

const EVERYTHING: &str = "<param><value><array><data><value>*</value></data></array></value></param>\
    <param><value></value></param><param><value><double>5.0</double></value></param>";

/// The names of the VMs in a batch, by reference.
fn name<'a>(batch: &'a Value, vm: &str) -> &'a Value {
    let events = batch["events"].as_array().unwrap();
    let event = events.iter().find(|event| event["ref"] == vm).unwrap();
    &event["snapshot"]["name_label"]
}

#[tokio::test]
async fn a_kept_reply_is_as_good_as_a_new_one() {
    let sim = pool(2, 8).await;
    let client = Client::login(&sim).await;
    let first = all(&client).await;
    assert_eq!(all(&client).await, first);
    let xml = by_xml(&client, "event.from", EVERYTHING).await;
    assert_eq!(by_xml(&client, "event.from", EVERYTHING).await, xml);
    // A session is no object that is told, but it is counted: what is kept stays, what is counted is new.
    let other = Client::login(&sim).await;
    let counted = all(&other).await;
    assert_eq!(counted["events"], first["events"]);
    assert_eq!(counted["token"], first["token"]);
    let sessions = |batch: &Value| batch["valid_ref_counts"]["session"].as_i64().unwrap();
    assert_eq!(sessions(&counted), sessions(&first) + 1);
    let records = client.ok("VM.get_all_records", json!([])).await;
    assert_eq!(client.ok("VM.get_all_records", json!([])).await, records);
    // Both ways tell the same of each object.
    for (vm, record) in records.as_object().unwrap() {
        let events = first["events"].as_array().unwrap();
        let event = events.iter().find(|event| event["ref"] == *vm).unwrap();
        assert_eq!(event["snapshot"], *record);
    }
}

#[tokio::test]
async fn a_change_is_in_the_very_next_reply() {
    let sim = pool(2, 8).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let before = all(&client).await;
    client.ok("VM.get_all_records", json!([])).await;
    by_xml(&client, "VM.get_all_records", "").await;
    client
        .ok("VM.set_name_label", json!([vm, "web-<01>"]))
        .await;
    let after = all(&client).await;
    assert_ne!(after["token"], before["token"]);
    assert_eq!(*name(&after, &vm), json!("web-<01>"));
    let records = client.ok("VM.get_all_records", json!([])).await;
    assert_eq!(records[&vm]["name_label"], json!("web-<01>"));
    let xml = by_xml(&client, "VM.get_all_records", "").await;
    assert!(xml.contains("<value>web-&lt;01&gt;</value>"));
    // What comes, and messages, too.
    let message = client
        .ok(
            "message.create",
            json!(["HELLO", 3, "VM", records[&vm]["uuid"], "text"]),
        )
        .await;
    let batch = all(&client).await;
    let told = |batch: &Value| {
        let events = batch["events"].as_array().unwrap();
        events.iter().any(|event| event["ref"] == message)
    };
    assert!(told(&batch));
    client.ok("message.destroy", json!([message])).await;
    assert!(!told(&all(&client).await));
}

#[tokio::test]
async fn what_is_kept_is_not_told_backwards_or_twice_but_as_ordered() {
    let sim = pool(1, 4).await;
    let client = Client::login(&sim).await;
    let plain = all(&client).await["events"].as_array().unwrap().clone();
    sim.order(Fault::ShuffleEvents).await.unwrap();
    let shuffled = all(&client).await["events"].as_array().unwrap().clone();
    let backwards: Vec<Value> = plain.iter().rev().cloned().collect();
    assert_eq!(shuffled, backwards);
    sim.lift();
    assert_eq!(*all(&client).await["events"].as_array().unwrap(), plain);
}

#[tokio::test]
async fn what_is_made_ready_at_the_start_is_what_is_told() {
    let config = |prepared| Config {
        hosts: 2,
        vms: 6,
        background: false,
        prepared,
        ..Config::default()
    };
    let sim = Sim::start(config(true)).await.unwrap();
    let batch = all(&Client::login(&sim).await).await;
    let told = batch["events"].as_array().unwrap().len();
    let objects: usize = sim.objects().values().map(|class| class.len()).sum();
    assert!(told >= objects, "{told} of {objects}");
    sim.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_still_pool_says_nothing_by_itself() {
    let sim = pool(3, 12).await;
    let client = Client::login(&sim).await;
    let token = all(&client).await["token"].clone();
    let generation = sim.world().db.generation();
    let begun = Instant::now();
    let batch = client.ok("event.from", json!([["*"], token, 2.0])).await;
    assert!(begun.elapsed() >= Duration::from_secs(2));
    assert_eq!(batch["events"], json!([]));
    assert_eq!(batch["token"], token);
    assert_eq!(sim.world().db.generation(), generation);
}

#[tokio::test]
async fn an_old_server_knows_xml_rpc_only() {
    let config = Config {
        hosts: 1,
        vms: 3,
        xml_only: true,
        background: false,
        ..Config::default()
    };
    let sim = Sim::start(config).await.unwrap();
    let address = sim.http_url().replace("http://", "");
    let body = r#"{"jsonrpc":"2.0","method":"host.get_all","params":["x"],"id":1}"#;
    let request = format!(
        "POST /jsonrpc HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange(&address, &request).await;
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    let login = "<?xml version='1.0'?><methodCall><methodName>session.login_with_password</methodName><params>\
        <param><value>root</value></param><param><value>pooldeck</value></param></params></methodCall>";
    let request = format!(
        "POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{login}",
        login.len()
    );
    assert!(exchange(&address, &request).await.contains("Success"));
    assert_eq!(sim.sessions().len(), 1);
}

/// The milliseconds in a mark.
fn marked(text: &Value) -> u128 {
    let number = text.as_str().unwrap().strip_prefix("t=").unwrap();
    number.parse().unwrap()
}

fn now() -> u128 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_millis()
}

#[tokio::test(start_paused = true)]
async fn a_storm_changes_everything_at_its_rate_and_ends() {
    let sim = pool(3, 60).await;
    let client = Client::login(&sim).await;
    let first = all(&client).await;
    assert_eq!(sim.blowing().changes, 0);
    let begun = Instant::now();
    sim.storm(1_000.0);
    let mut seen = std::collections::BTreeSet::new();
    let mut token = first["token"].clone();
    while begun.elapsed() < Duration::from_secs(3) {
        let batch = client.ok("event.from", json!([["*"], token, 1.0])).await;
        token = batch["token"].clone();
        for event in batch["events"].as_array().unwrap() {
            let (class, operation) = (event["class"].as_str(), event["operation"].as_str());
            seen.insert((class.unwrap().to_owned(), operation.unwrap().to_owned()));
        }
    }
    let blowing = sim.blowing();
    let wanted = begun.elapsed().as_secs_f64() * 1_000.0;
    let made = blowing.changes as f64;
    assert!((0.8..1.1).contains(&(made / wanted)), "{made} of {wanted}");
    for (class, operation) in [
        ("vm", "mod"),
        ("vm_metrics", "mod"),
        ("host_metrics", "mod"),
        ("task", "add"),
        ("task", "mod"),
        ("task", "del"),
        ("pool", "mod"),
    ] {
        assert!(
            seen.contains(&(class.to_owned(), operation.to_owned())),
            "no {operation} of {class}: {seen:?}"
        );
    }
    sim.storm(0.0);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let generation = sim.world().db.generation();
    assert_eq!(sim.world().live_tasks(), 0);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(sim.world().db.generation(), generation);
    assert_eq!(sim.blowing().rate.to_bits(), 0f64.to_bits());
    // What it leaves is whole: every VM is where its power state says.
    let records = client.ok("VM.get_all_records", json!([])).await;
    for record in records.as_object().unwrap().values() {
        let runs = ["Running", "Paused"].contains(&record["power_state"].as_str().unwrap());
        let somewhere = record["resident_on"] != "OpaqueRef:NULL";
        assert!(
            runs == somewhere || record["is_a_snapshot"] == true,
            "{record}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_storm_marks_the_time_and_is_counted_on_the_control_port() {
    let config = Config {
        hosts: 1,
        vms: 10,
        background: false,
        storm: Some(200.0),
        control: Some(([127, 0, 0, 1], 0).into()),
        ..Config::default()
    };
    let begun = now();
    let sim = Sim::start(config).await.unwrap();
    let client = Client::login(&sim).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let pools = client.ok("pool.get_all_records", json!([])).await;
    let pool = pools.as_object().unwrap().values().next().unwrap().clone();
    let mark = marked(&pool["name_description"]);
    assert!((begun..=now()).contains(&mark), "{mark}");
    let records = client.ok("VM.get_all_records", json!([])).await;
    let tagged = records.as_object().unwrap().values().filter(|vm| {
        let tags = vm["tags"].as_array().unwrap();
        tags.contains(&json!("storm-marker"))
    });
    let tagged: Vec<&Value> = tagged.collect();
    assert_eq!(tagged.len(), 1);
    assert!(marked(&tagged[0]["name_label"]) >= mark);
    let ask = async |method: &str, body: &str| {
        let url = sim.control_url().unwrap();
        let mut line = Line::to(url.strip_prefix("http://").unwrap()).await;
        let length = body.len();
        line.send(&format!(
            "{method} /_sim/storm HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
        .await;
        line.reply().await
    };
    let told = ask("GET", "").await.json();
    assert_eq!(told["rate"], json!(200.0));
    assert!(told["changes"].as_u64().unwrap() > 0);
    assert_eq!(ask("POST", r#"{"speed":1}"#).await.status, 400);
    let calm = ask("POST", r#"{"rate":0}"#).await.json();
    assert_eq!(calm["rate"], json!(0.0));
}
