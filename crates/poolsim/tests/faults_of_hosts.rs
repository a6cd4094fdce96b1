//! Hosts that die, come back, take over, lose their coordinator, or are somebody else.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::io::ErrorKind;
use std::time::Duration;

use common::line::Line;
use common::{Client, Failed, exchange, pool};
use poolsim::Sim;
use poolsim::faults::{Fault, Replies};
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// A client of any host, without a session.
fn at(sim: &Sim, host: usize) -> Client {
    Client {
        address: sim.world().listeners[host].http.to_string(),
        session: String::new(),
    }
}

/// A client of any host, with a session that only it knows.
async fn local(sim: &Sim, host: usize) -> Client {
    let mut client = at(sim, host);
    let login = "session.slave_local_login_with_password";
    let session = client
        .raw(login, json!(["root", "pooldeck"]))
        .await
        .unwrap();
    client.session = session.as_str().unwrap().to_owned();
    client
}

async fn login(client: &Client) -> Result<Value, Failed> {
    client
        .raw("session.login_with_password", json!(["root", "pooldeck"]))
        .await
}

/// What a supporter answers.
fn is_slave(sim: &Sim) -> Failed {
    let address = sim.world().coordinator_address();
    Failed("HOST_IS_SLAVE".to_owned(), vec![address])
}

/// Waits until a host can be connected to.
async fn listens(client: &Client) {
    let connect = async || TcpStream::connect(&client.address).await.ok();
    test_support::eventually_some(&client.address, connect).await;
}

#[tokio::test]
async fn a_coordinator_dies_and_comes_back_without_its_sessions() {
    let sim = pool(2, 8).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let mut waiting = Line::to(&client.address).await;
    waiting
        .say("event.from", json!([client.session, ["vm"], "", 5.0]), "")
        .await;
    let token = waiting.reply().await.json()["result"]["token"].clone();
    waiting
        .say(
            "event.from",
            json!([client.session, ["vm"], token, 60.0]),
            "",
        )
        .await;
    sim.order(Fault::KillHost { host: 0 }).await.unwrap();
    assert_eq!(
        waiting.rest().await,
        (vec![], Some(ErrorKind::ConnectionReset))
    );
    let refused = TcpStream::connect(&client.address).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    assert_eq!(sim.active_faults(), [Fault::KillHost { host: 0 }]);
    assert_eq!(sim.sessions(), []);
    // The other one does not know it, and has no other to name.
    assert_eq!(login(&at(&sim, 1)).await, Err(is_slave(&sim)));

    let after_ms = 30;
    sim.order(Fault::RestartHost { host: 0, after_ms })
        .await
        .unwrap();
    listens(&client).await;
    assert_eq!(sim.active_faults(), []);
    assert_eq!(
        client.fails("VM.get_all", json!([])).await.0,
        "SESSION_INVALID"
    );
    assert_eq!(Client::login(&sim).await.vm("web-01").await, vm);
}

#[tokio::test]
async fn a_supporter_dies_alone_and_comes_back_when_faults_are_lifted() {
    let sim = pool(3, 4).await;
    let client = Client::login(&sim).await;
    let mut other = Line::to(&at(&sim, 2).address).await;
    sim.order(Fault::KillHost { host: 1 }).await.unwrap();
    assert!(TcpStream::connect(&at(&sim, 1).address).await.is_err());
    client.ok("VM.get_all", json!([])).await;
    other.say("VM.get_all", json!(["x"]), "").await;
    assert_eq!(
        other.reply().await.json()["error"]["message"],
        "HOST_IS_SLAVE"
    );
    sim.lift();
    listens(&at(&sim, 1)).await;
    client.ok("VM.get_all", json!([])).await;
}

#[tokio::test(start_paused = true)]
async fn another_coordinator_is_elected() {
    let sim = pool(3, 8).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let token = client.ok("event.from", json!([["vm"], "", 5.0])).await["token"].clone();
    let waiting = client.call("event.from", json!([["vm"], token, 60.0]));
    let electing = async {
        tokio::time::sleep(Duration::from_millis(80)).await;
        sim.order(Fault::ElectCoordinator { host: 1 })
            .await
            .unwrap();
    };
    let (woken, ()) = tokio::join!(waiting, electing);
    assert_eq!(woken.unwrap_err().0, "SESSION_INVALID");
    assert_eq!(sim.coordinator(), 1);
    for old in [0, 2] {
        assert_eq!(login(&at(&sim, old)).await, Err(is_slave(&sim)));
    }
    let mut new = at(&sim, 1);
    new.session = login(&new).await.unwrap().as_str().unwrap().to_owned();
    assert_eq!(new.vm("web-01").await, vm);
    let pools = new.ok("pool.get_all_records", json!([])).await;
    let (_, record) = pools.as_object().unwrap().iter().next().unwrap();
    let host = sim.world().listeners[1].host.to_string();
    assert_eq!(record["master"], host);
    // A token from before is as good as it was: the database goes on.
    let batch = new.ok("event.from", json!([["pool"], token, 5.0])).await;
    assert_eq!(batch["events"][0]["snapshot"]["master"], host);
}

#[tokio::test]
async fn a_host_is_still_booting() {
    let sim = pool(1, 0).await;
    let client = Client::login(&sim).await;
    let booting = |on| Fault::Booting { host: 0, on };
    sim.order(booting(true)).await.unwrap();
    let still = Err(Failed("HOST_STILL_BOOTING".to_owned(), vec![]));
    assert_eq!(login(&client).await, still);
    assert_eq!(client.call("VM.get_all", json!([])).await, still);
    sim.order(booting(false)).await.unwrap();
    client.ok("VM.get_all", json!([])).await;
}

#[tokio::test]
async fn a_supporter_without_its_coordinator_becomes_one() {
    let sim = pool(3, 4).await;
    sim.order(Fault::KillHost { host: 0 }).await.unwrap();
    for host in [1, 2] {
        sim.order(Fault::Emergency { host, on: true })
            .await
            .unwrap();
    }
    // Before it looks at the call: version 2.0, a plain list, and no id but 0.
    let lonely = at(&sim, 1);
    let mut line = Line::to(&lonely.address).await;
    line.say(
        "session.login_with_password",
        json!(["root", "pooldeck"]),
        "",
    )
    .await;
    let answer = r#"{"jsonrpc":"2.0","error":["HOST_STILL_BOOTING"],"id":0}"#;
    assert_eq!(String::from_utf8(line.reply().await.body).unwrap(), answer);
    let xml = "<methodCall><methodName>VM.get_all</methodName><params><param><value>x</value></param></params></methodCall>";
    let request = format!(
        "POST / HTTP/1.0\r\nContent-Length: {}\r\n\r\n{xml}",
        xml.len()
    );
    let answer = exchange(&lonely.address, &request).await;
    assert!(answer.contains("<value>Failure</value>") && answer.contains("HOST_STILL_BOOTING"));

    let lonely = local(&sim, 1).await;
    assert_eq!(
        lonely.ok("host.is_in_emergency_mode", json!([])).await,
        true
    );
    lonely
        .ok("pool.emergency_transition_to_master", json!([]))
        .await;
    assert_eq!(
        lonely.ok("host.is_in_emergency_mode", json!([])).await,
        false
    );
    // That session is for emergencies only.
    assert_eq!(
        lonely.fails("VM.get_all", json!([])).await.0,
        "SESSION_INVALID"
    );
    lonely.ok("session.local_logout", json!([])).await;
    let gone = lonely.fails("host.is_in_emergency_mode", json!([])).await;
    assert_eq!(gone.0, "SESSION_INVALID");

    let mut new = at(&sim, 1);
    new.session = login(&new).await.unwrap().as_str().unwrap().to_owned();
    assert_eq!(
        sim.active_faults().last(),
        Some(&Fault::Emergency { host: 2, on: true })
    );
    let host = sim.world().listeners[2].host.to_string();
    assert_eq!(
        new.ok("pool.recover_slaves", json!([])).await,
        json!([host])
    );
    assert_eq!(login(&at(&sim, 2)).await, Err(is_slave(&sim)));
    assert_eq!(new.ok("pool.recover_slaves", json!([])).await, json!([]));
}

#[tokio::test]
async fn a_supporter_is_told_where_its_coordinator_is() {
    let sim = pool(2, 0).await;
    sim.order(Fault::Emergency { host: 1, on: true })
        .await
        .unwrap();
    let lonely = local(&sim, 1).await;
    let right = sim.world().coordinator_address();
    lonely
        .ok("pool.emergency_reset_master", json!(["10.9.9.9"]))
        .await;
    assert_eq!(
        lonely.ok("host.is_in_emergency_mode", json!([])).await,
        true
    );
    lonely
        .ok("pool.emergency_reset_master", json!([right]))
        .await;
    assert_eq!(login(&at(&sim, 1)).await, Err(is_slave(&sim)));
    let wrong = at(&sim, 1)
        .raw(
            "session.slave_local_login_with_password",
            json!(["viewer", "pooldeck-viewer"]),
        )
        .await;
    assert_eq!(wrong.unwrap_err().0, "SESSION_AUTHENTICATION_FAILED");
}

#[tokio::test]
async fn a_coordinator_is_changed_as_planned() {
    let sim = pool(3, 0).await;
    let client = Client::login(&sim).await;
    let host = |number: usize| sim.world().listeners[number].host.to_string();
    let designate = "pool.designate_new_master";
    sim.order(Fault::KillHost { host: 2 }).await.unwrap();
    let failed = client.fails(designate, json!([host(2)])).await;
    assert_eq!(failed, Failed("HOST_OFFLINE".to_owned(), vec![host(2)]));
    let failed = client.fails(designate, json!(["OpaqueRef:x"])).await;
    assert_eq!(failed.0, "HANDLE_INVALID");
    let pool_ref = sim.world().pool();
    sim.world().db.set(&pool_ref, "ha_enabled", true);
    assert_eq!(
        client.fails(designate, json!([host(1)])).await.0,
        "HA_IS_ENABLED"
    );
    sim.world().db.set(&pool_ref, "ha_enabled", false);
    client.ok(designate, json!([host(1)])).await;
    assert_eq!(sim.coordinator(), 1);
    assert_eq!(login(&client).await, Err(is_slave(&sim)));
}

#[tokio::test]
async fn sessions_end() {
    let sim = pool(1, 0).await;
    let client = Client::login(&sim).await;
    let told = sim.sessions();
    assert_eq!(
        (
            told.len(),
            told[0].originator.as_str(),
            told[0].user.as_str()
        ),
        (1, "tests", "root")
    );
    sim.order(Fault::InvalidateSessions).await.unwrap();
    assert_eq!(
        client.fails("VM.get_all", json!([])).await.0,
        "SESSION_INVALID"
    );
    assert_eq!(sim.sessions(), []);
}

#[tokio::test]
async fn the_clock_jumps() {
    let sim = pool(1, 4).await;
    let client = Client::login(&sim).await;
    let host = sim.world().listeners[0].host.to_string();
    let parsed = |date: &Value| {
        let text = date
            .as_str()
            .unwrap()
            .trim_end_matches('Z')
            .replace('-', "");
        let time = jiff::civil::DateTime::strptime("%Y%m%dT%H:%M:%S", text).unwrap();
        time.to_zoned(jiff::tz::TimeZone::UTC)
            .unwrap()
            .timestamp()
            .as_second()
    };
    let before = parsed(&client.ok("host.get_servertime", json!([host])).await);
    sim.order(Fault::ClockJump { seconds: -7_200 })
        .await
        .unwrap();
    let after = parsed(&client.ok("host.get_servertime", json!([host])).await);
    assert!(
        (-7_200..-7_100).contains(&(after - before)),
        "{}",
        after - before
    );
    let task = client.ok("task.create", json!(["late", ""])).await;
    let created = parsed(&client.ok("task.get_created", json!([task])).await);
    assert!(
        (created - after).abs() < 100,
        "everything goes by that clock"
    );
}

#[tokio::test]
async fn nonsense_is_refused() {
    let sim = pool(2, 0).await;
    sim.order(Fault::KillHost { host: 1 }).await.unwrap();
    for nonsense in [
        Fault::KillHost { host: 2 },
        Fault::ElectCoordinator { host: 1 },
        Fault::Emergency { host: 0, on: true },
        Fault::NewCertificate { host: None },
        Fault::Cut(Replies::default().of(7)),
        Fault::Cut(Replies::next(0)),
        Fault::Stall(Replies::default().unheard()),
    ] {
        let text = format!("{nonsense:?}");
        assert!(sim.order(nonsense).await.is_err(), "{text}");
    }
    assert_eq!(sim.active_faults(), [Fault::KillHost { host: 1 }]);
}
