//! The control port, and what tests may ask the simulator.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use common::Client;
use common::line::{Line, Reply};
use poolsim::faults::{Fault, Replies};
use poolsim::{Config, Sim};
use serde_json::json;

async fn ask(sim: &Sim, method: &str, path: &str, body: &str) -> Reply {
    let url = sim.control_url().unwrap();
    let mut line = Line::to(url.strip_prefix("http://").unwrap()).await;
    let length = body.len();
    line.send(&format!(
        "{method} {path} HTTP/1.1\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
    .await;
    line.reply().await
}

async fn controlled() -> Sim {
    Sim::start(Config {
        hosts: 2,
        vms: 4,
        control: Some(([127, 0, 0, 1], 0).into()),
        background: false,
        ..Config::default()
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn faults_are_ordered_listed_and_lifted() {
    let sim = controlled().await;
    let client = Client::login(&sim).await;
    let body = r#"{"fault":"server_error","methods":["VM."],"count":3}"#;
    let reply = ask(&sim, "POST", "/_sim/faults", body).await;
    assert_eq!(reply.status, 200);
    let several = r#" [{"fault":"delay","ms":1},{"fault":"kill_host","host":1},{"fault":"invalidate_sessions"}]"#;
    ask(&sim, "POST", "/_sim/faults", several).await;
    assert_eq!(
        client.fails("pool.get_all", json!([])).await.0,
        "SESSION_INVALID"
    );
    let standing = ask(&sim, "GET", "/_sim/faults", "").await.json();
    assert_eq!(
        standing,
        json!([
            {"fault": "kill_host", "host": 1},
            {"fault": "server_error", "count": 3, "methods": ["VM."]},
            {"fault": "delay", "ms": 1},
        ])
    );
    let parsed: Vec<Fault> = serde_json::from_value(standing).unwrap();
    assert_eq!(parsed, sim.active_faults());
    ask(&sim, "DELETE", "/_sim/faults", "").await;
    assert!(!sim.active_faults().contains(&Fault::Delay {
        ms: 1,
        replies: Replies::default()
    }));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let sim = controlled().await;
    for body in [
        "",
        "{",
        r#"{"fault":"boredom"}"#,
        r#"{"fault":"kill_host","host":9}"#,
        r#"{"fault":"delay","ms":5,"metods":["VM."]}"#,
    ] {
        assert_eq!(
            ask(&sim, "POST", "/_sim/faults", body).await.status,
            400,
            "{body}"
        );
    }
    assert_eq!(ask(&sim, "GET", "/", "").await.status, 404);
    assert_eq!(sim.active_faults(), []);
}

#[tokio::test]
async fn sessions_and_tasks_are_told_without_secrets() {
    let sim = controlled().await;
    let client = Client::login(&sim).await;
    client.ok("task.create", json!(["mine", ""])).await;
    let reply = ask(&sim, "GET", "/_sim/sessions", "").await;
    assert!(
        !String::from_utf8(reply.body.clone())
            .unwrap()
            .contains("OpaqueRef")
    );
    let session = &reply.json()[0];
    assert_eq!(
        (&session["originator"], &session["user"]),
        (&json!("tests"), &json!("root"))
    );
    assert!(session["created"].as_i64().unwrap() > 1_700_000_000);
    let tasks = ask(&sim, "GET", "/_sim/tasks", "").await.json();
    assert_eq!(
        (&tasks[0]["name"], &tasks[0]["status"]),
        (&json!("mine"), &json!("pending"))
    );
}

#[tokio::test]
async fn a_header_marks_the_task_of_a_call() {
    // Long enough for its task to be seen.
    let config = Config {
        hosts: 1,
        vms: 8,
        operation_time: std::time::Duration::from_secs(2),
        background: false,
        ..Config::default()
    };
    let sim = Sim::start(config).await.unwrap();
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let mut line = Line::to(&client.address).await;
    let mark = "X-Http-Other-Config-pooldeck: 7f1c\r\nx-http-other-config-second: two\r\n";
    line.say("Async.VM.clean_reboot", json!([client.session, vm]), mark)
        .await;
    let task = line.reply().await.json()["result"].clone();
    let config = client.ok("task.get_other_config", json!([task])).await;
    assert_eq!(
        config,
        json!({"http:pooldeck": "7f1c", "http:second": "two"})
    );
    client.done(&task).await;

    // A call that waits for its end has a task meanwhile, and none after.
    line.say("VM.clean_reboot", json!([client.session, vm]), mark)
        .await;
    let marked = |task: &poolsim::TaskInfo| {
        task.name == "VM.clean_reboot"
            && task
                .other_config
                .get("http:pooldeck")
                .is_some_and(|mark| mark == "7f1c")
    };
    let seen = || sim.tasks().iter().any(marked);
    test_support::eventually("a task of the call", seen).await;
    assert_eq!(line.reply().await.json()["result"], "");
    assert!(!sim.tasks().iter().any(marked));
}
