//! Replies that come late, in part, slowly, or as something else.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::io::ErrorKind;
use std::time::Duration;

use common::line::{Line, whole};
use common::{Client, pool};
use poolsim::Sim;
use poolsim::faults::{Fault, Replies};
use serde_json::json;
use tokio::time::Instant;

/// A question that needs no session, and its answer in some hundred bytes.
async fn ask(line: &mut Line) {
    line.say("system.isAlive", json!(["x".repeat(200)]), "")
        .await;
}

async fn corrupted(fault: Fault) -> (Sim, Line) {
    let sim = pool(1, 0).await;
    sim.order(fault).await.unwrap();
    let mut line = Line::to(&sim.http_url()[7..]).await;
    ask(&mut line).await;
    (sim, line)
}

#[tokio::test(start_paused = true)]
async fn a_delayed_reply_comes_late_and_only_so_many_do() {
    let began = Instant::now();
    let replies = Replies::once().to("system.");
    let (sim, mut line) = corrupted(Fault::Delay { ms: 200, replies }).await;
    assert_eq!(line.reply().await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(200));
    assert_eq!(sim.active_faults(), []);
    ask(&mut line).await;
    line.reply().await;
}

#[tokio::test]
async fn a_delayed_reply_comes_when_the_fault_is_lifted() {
    let replies = Replies::default();
    let (sim, mut line) = corrupted(Fault::Delay {
        ms: 60_000,
        replies,
    })
    .await;
    assert!(line.quiet(50).await);
    sim.lift();
    assert_eq!(line.reply().await.status, 200);
}

#[tokio::test]
async fn a_stalled_reply_goes_on_when_the_fault_is_lifted() {
    let (sim, mut line) = corrupted(Fault::Stall(Replies::default())).await;
    let beginning = line.some().await.unwrap();
    assert!(!beginning.is_empty() && whole(&beginning).is_none());
    assert!(line.quiet(100).await);
    sim.lift();
    assert_eq!(
        line.reply_after(beginning).await.json()["result"],
        "x".repeat(200)
    );
    ask(&mut line).await;
    assert_eq!(line.reply().await.status, 200);
}

#[tokio::test]
async fn a_black_hole_takes_the_connections_of_now() {
    let sim = pool(1, 0).await;
    let address = sim.http_url()[7..].to_owned();
    let mut old = Line::to(&address).await;
    ask(&mut old).await;
    old.reply().await;
    sim.order(Fault::Blackhole { host: None }).await.unwrap();
    ask(&mut old).await;
    assert!(old.quiet(100).await);
    let mut new = Line::to(&address).await;
    ask(&mut new).await;
    assert_eq!(new.reply().await.status, 200);
    assert!(old.quiet(20).await);
    sim.lift();
    // Nothing was ever read: the end is a reset.
    let (said, end) = old.rest().await;
    assert_eq!((said.len(), end), (0, Some(ErrorKind::ConnectionReset)));
}

#[tokio::test]
async fn a_black_hole_is_one_although_faults_were_lifted_before() {
    let sim = pool(1, 0).await;
    let mut old = Line::to(&sim.http_url()[7..]).await;
    ask(&mut old).await;
    old.reply().await;
    sim.lift();
    sim.order(Fault::Blackhole { host: None }).await.unwrap();
    ask(&mut old).await;
    assert!(old.quiet(100).await);
    sim.lift();
    let (said, end) = old.rest().await;
    assert_eq!((said.len(), end), (0, Some(ErrorKind::ConnectionReset)));
}

#[tokio::test]
async fn a_log_in_whose_answer_is_cut_leaves_a_session_that_nobody_knows_of() {
    let sim = pool(1, 0).await;
    let client = Client::login(&sim).await;
    let login = "session.login_with_password";
    sim.order(Fault::Cut(Replies::once().to(login)))
        .await
        .unwrap();
    let mut line = Line::to(&client.address).await;
    let who = json!(["root", "pooldeck", "1.0", "tests"]);
    line.say(login, who, "").await;
    line.rest().await;
    let mut told: Vec<bool> = sim.sessions().iter().map(|session| session.told).collect();
    told.sort_unstable();
    assert_eq!(told, [false, true]);
    let calls = sim.calls();
    let told: Vec<bool> = calls.iter().map(|call| call.told).collect();
    assert_eq!(told, [true, false]);
}

#[tokio::test]
async fn a_cut_reply_ends_in_the_middle_although_the_call_was_done() {
    let sim = pool(1, 8).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let mut line = Line::to(&client.address).await;
    let set = |name: &str| json!([client.session, vm, name]);

    sim.order(Fault::Cut(Replies::once().to("VM.set_name_label")))
        .await
        .unwrap();
    line.say("VM.set_name_label", set("cut"), "").await;
    let (said, end) = line.rest().await;
    assert!(!said.is_empty() && whole(&said).is_none() && end.is_none());
    assert_eq!(client.vm_field(&vm, "name_label").await, "cut");

    // Where the call is lost too, nothing was done.
    let lost = Replies::once().to("VM.set_name_label").unheard();
    sim.order(Fault::Cut(lost)).await.unwrap();
    let mut line = Line::to(&client.address).await;
    line.say("VM.set_name_label", set("never"), "").await;
    let (said, _) = line.rest().await;
    assert!(!said.is_empty() && whole(&said).is_none());
    assert_eq!(client.vm_field(&vm, "name_label").await, "cut");

    let calls = sim.calls();
    let of_setter = calls
        .iter()
        .filter(|call| call.method == "VM.set_name_label");
    let told: Vec<_> = of_setter
        .map(|call| (call.params.clone(), call.heard))
        .collect();
    assert_eq!(
        told,
        [
            (vec![vm.clone(), "cut".to_owned()], true),
            (vec![vm.clone(), "never".to_owned()], false)
        ]
    );
    assert!(!format!("{calls:?}").contains(&client.session));
    assert!(!format!("{calls:?}").contains("pooldeck"));
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let (_sim, mut line) = corrupted(Fault::Reset(Replies::once())).await;
    let (said, end) = line.rest().await;
    assert!(whole(&said).is_none());
    assert_eq!(end, Some(ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn garbage_is_no_text_and_the_line_stays_open() {
    let (_sim, mut line) = corrupted(Fault::Garbage(Replies::once())).await;
    let reply = line.reply().await;
    assert_eq!(reply.status, 200);
    assert!(String::from_utf8(reply.body).is_err());
    ask(&mut line).await;
    assert!(line.reply().await.json()["result"].is_string());
}

#[tokio::test]
async fn a_proxy_answers_with_a_page() {
    let (_sim, mut line) = corrupted(Fault::WrongContentType(Replies::once())).await;
    let reply = line.reply().await;
    assert_eq!(reply.status, 200);
    assert!(reply.head.contains("content-type: text/html"));
    assert!(reply.body.starts_with(b"<!DOCTYPE html>"));
}

#[tokio::test]
async fn a_server_fails() {
    let (_sim, mut line) = corrupted(Fault::ServerError(Replies::once())).await;
    let reply = line.reply().await;
    assert_eq!(reply.status, 500);
    assert!(reply.head.contains("content-type: text/html"));
    assert!(line.rest().await.0.is_empty(), "the line ends");
}

#[tokio::test(start_paused = true)]
async fn a_reply_drips() {
    let began = Instant::now();
    let replies = Replies::once();
    let fault = Fault::Drip {
        bytes_per_second: 2_000,
        replies,
    };
    let (_sim, mut line) = corrupted(fault).await;
    let first = line.some().await.unwrap();
    assert!(first.len() <= 100, "{} bytes at once", first.len());
    assert_eq!(line.reply_after(first).await.status, 200);
    assert!(began.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn requests_that_are_no_calls_have_names_too() {
    let sim = pool(1, 0).await;
    let to = |name: &str| Fault::ServerError(Replies::once().to(name));
    sim.order(to("GET /rrd_updates")).await.unwrap();
    sim.order(to("CONNECT /console")).await.unwrap();
    let client = Client::login(&sim).await;
    let mut line = Line::to(&client.address).await;
    line.send(&format!(
        "GET /rrd_updates?start=0&session_id={} HTTP/1.0\r\n\r\n",
        client.session
    ))
    .await;
    assert_eq!(line.reply().await.status, 500);
    let console = client.ok("console.get_all_records", json!([])).await;
    let (reference, _) = console.as_object().unwrap().iter().next().unwrap();
    let connect = format!(
        "CONNECT /console?ref={reference}&session_id={} HTTP/1.0\r\n\r\n",
        client.session
    );
    let mut line = Line::to(&client.address).await;
    line.send(&connect).await;
    assert_eq!(line.reply().await.status, 500);
    let mut line = Line::to(&client.address).await;
    line.send(&connect).await;
    assert_eq!(line.reply().await.status, 200);
    assert_eq!(sim.active_faults(), []);
}
