//! Calls and their answers.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use xo::{Error, ErrorCode, Needs, NewServer, ServerStatus};

use crate::fake::{Fake, Say, error, result};

#[tokio::test]
async fn methods_are_listed_before_anybody_signs_in() {
    let fake = Fake::start(|request| {
        assert_eq!(request["jsonrpc"], "2.0");
        assert_eq!(request["method"], "system.getMethodsInfo");
        assert_eq!(request["params"], json!({}));
        let methods = json!({
            "session.signIn": {"params": {}, "permission": null},
            "vm.start": {"params": {"id": {"type": "string"}}},
            "server.add": {"permission": "admin"},
        });
        vec![result(request, methods)]
    })
    .await;
    let client = fake.connect().await;
    assert_eq!(client.server_version(), Some("5.207.2"));
    let methods = client.methods().await.unwrap();
    assert_eq!(methods.len(), 3);
    assert_eq!(methods["session.signIn"].needs, Needs::Nothing);
    assert_eq!(methods["vm.start"].needs, Needs::SignIn);
    // At the one path, in full.
    assert!(fake.heads()[0].starts_with("GET /api/ HTTP/1.1\r\n"));
}

#[tokio::test]
async fn answers_may_come_in_any_order() {
    let held: Mutex<Vec<Say>> = Mutex::default();
    let fake = Fake::start(move |request| {
        let mut held = held.lock().unwrap();
        held.insert(0, result(request, request["params"]["n"].clone()));
        match held.len() {
            3 => std::mem::take(&mut *held),
            _ => Vec::new(),
        }
    })
    .await;
    let client = fake.connect().await;
    let call = |n: u64| client.call::<u64>("test.number", json!({ "n": n }));
    let (a, b, c) = tokio::join!(call(1), call(2), call(3));
    assert_eq!((a, b, c), (Ok(1), Ok(2), Ok(3)));
}

#[tokio::test]
async fn ids_may_come_back_as_text_and_strangers_are_ignored() {
    let fake = Fake::start(|request| {
        let id = request["id"].to_string();
        vec![
            Say::Text("no JSON at all".to_owned()),
            Say::Text(json!({"jsonrpc": "2.0", "id": null, "result": 1}).to_string()),
            Say::Text(json!({"jsonrpc": "2.0", "id": 4711, "result": 2}).to_string()),
            Say::Text(json!({"jsonrpc": "2.0", "id": id, "result": 3}).to_string()),
        ]
    })
    .await;
    let client = fake.connect().await;
    assert_eq!(client.call("test.number", json!({})).await, Ok(3));
}

#[tokio::test]
async fn nothing_is_answered_with_true() {
    let fake = Fake::start(|request| vec![result(request, json!(true))]).await;
    let client = fake.connect().await;
    client.run("vm.stop", json!({"id": "v"})).await.unwrap();
    let made: Result<String, Error> = client.call("vm.clone", json!({"id": "v"})).await;
    assert!(matches!(made, Err(Error::Unexpected(_))), "{made:?}");
}

#[tokio::test]
async fn errors_keep_what_the_server_adds() {
    let fake = Fake::start(|request| {
        vec![match request["method"].as_str().unwrap() {
            "vm.start" => error(
                request,
                13,
                "VM state is running but should be halted",
                json!({"objectId": "v", "expected": "halted", "actual": "running"}),
            ),
            "vm.stop" => error(
                request,
                -32000,
                "SR_FULL(made-up)",
                json!({"code": "SR_FULL", "params": ["made-up"]}),
            ),
            method => error(request, -32601, "method not found", json!(method)),
        }]
    })
    .await;
    let client = fake.connect().await;
    let failed = client
        .run("vm.start", json!({"id": "v"}))
        .await
        .unwrap_err();
    assert_eq!(failed.code(), Some(ErrorCode::VmBadPowerState));
    assert_eq!(failed.api().unwrap().detail("expected"), Some("halted"));
    assert!(!failed.may_have_had_effect());

    let failed = client.run("vm.stop", json!({"id": "v"})).await.unwrap_err();
    let of_pool = failed.api().unwrap().of_pool();
    assert_eq!(of_pool, Some(("SR_FULL", vec!["made-up".to_owned()])));
    assert!(failed.may_have_had_effect());

    let failed = client.run("foo.bar", json!({})).await.unwrap_err();
    assert_eq!(failed.code(), Some(ErrorCode::MethodNotFound));
}

#[tokio::test]
async fn a_call_without_an_answer_is_given_up_and_others_go_on() {
    let late: Mutex<Option<Say>> = Mutex::default();
    let fake = Fake::start(move |request| {
        if request["method"] == "test.mute" {
            *late.lock().unwrap() = Some(result(request, json!("too late")));
            return Vec::new();
        }
        let mut answers: Vec<Say> = late.lock().unwrap().take().into_iter().collect();
        answers.push(result(request, json!("in time")));
        answers
    })
    .await;
    let client = fake.connect().await;
    let limit = Duration::from_millis(50);
    let mute: Result<Value, Error> = client.call_within(limit, "test.mute", json!({})).await;
    assert_eq!(mute, Err(Error::TimedOut));
    let answer: String = client.call("test.talk", json!({})).await.unwrap();
    assert_eq!(answer, "in time");
}

#[tokio::test]
async fn servers_are_added_without_connecting_so_that_enabling_can_fail() {
    let fake = Fake::start(|request| {
        vec![match request["method"].as_str().unwrap() {
            "server.add" => result(request, json!("s")),
            "server.enable" => error(request, 8, "authentication failed", json!({})),
            "server.getAll" => result(
                request,
                json!([{"id": "s", "host": "10.0.0.1", "enabled": true, "status": "disconnected"}]),
            ),
            _ => result(request, json!(true)),
        }]
    })
    .await;
    let client = fake.connect().await;
    let server = NewServer {
        host: "10.0.0.1".to_owned(),
        username: "root".to_owned(),
        password: "made-up".to_owned().into(),
        label: String::new(),
        allow_unauthorized: true,
    };
    assert!(!format!("{server:?}").contains("made-up"));
    let id = client.add_server(&server).await.unwrap();
    let failed = client.enable_server(&id).await.unwrap_err();
    assert_eq!(failed.code(), Some(ErrorCode::AuthenticationFailed));
    let servers = client.servers().await.unwrap();
    assert_eq!(servers[0].status, ServerStatus::Disconnected);
    client.disable_server(&id).await.unwrap();
    client.remove_server(&id).await.unwrap();

    let requests = fake.requests();
    assert_eq!(
        requests[1]["params"],
        json!({
            "host": "10.0.0.1", "username": "root", "password": "made-up",
            "allowUnauthorized": true, "autoConnect": false,
        })
    );
    assert_eq!(requests[5]["params"], json!({"id": "s"}));
}
