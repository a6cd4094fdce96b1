//! The client against a server that misbehaves.

#![allow(clippy::unwrap_used)]

mod echoes;
mod events;
mod failover;
mod heartbeat;
mod marks;
mod redirects;
mod renewal;
#[path = "../server/mod.rs"]
mod server;
mod sessions;
mod streams;
mod tasks;
mod transport;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use xapi::{Connector, Credentials, Endpoint, Result, Session, Timeouts};

use server::{Answer, Request, Server};

const PASSWORD: &str = "made-up-password";

fn connector(url: &str) -> Connector {
    Connector::new(Endpoint::parse(url).unwrap())
        .originator("tests")
        .timeouts(Timeouts {
            connect: Duration::from_secs(1),
            login: Duration::from_secs(2),
            call: Duration::from_secs(2),
            event: Duration::from_millis(300),
            event_grace: Duration::from_millis(300),
            list: Duration::from_millis(900),
            heartbeat: Duration::from_millis(300),
        })
}

async fn login_at(url: &str) -> Result<Session> {
    connector(url)
        .login(&Credentials::new("root", PASSWORD))
        .await
}

/// Limits that no test waits for, but for those that it sets itself: what is given up for all that, is
/// given up because of these.
fn patient() -> Timeouts {
    const HOUR: Duration = Duration::from_secs(3600);
    Timeouts {
        connect: HOUR,
        login: HOUR,
        call: HOUR,
        event: HOUR,
        event_grace: HOUR,
        list: HOUR,
        heartbeat: HOUR,
    }
}

async fn login_within(server: &Server, timeouts: Timeouts) -> Session {
    let connector = connector(&server.url()).timeouts(timeouts);
    let credentials = Credentials::new("root", PASSWORD);
    connector.login(&credentials).await.unwrap()
}

async fn login(server: &Server) -> Session {
    login_at(&server.url()).await.unwrap()
}

/// A server that logs everybody in as session 1, 2, 3… and asks `answer` about the rest.
async fn with_logins(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |request| match request.method.as_str() {
        "session.login_with_password" => {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            Answer::Result(json!(format!("OpaqueRef:session-{number}")))
        }
        "session.logout" => Answer::Result(json!("")),
        _ => answer(request),
    })
    .await
}

/// What a pool says about its hosts, the coordinator first; none to other questions.
fn of_hosts(request: &Request, addresses: &[&str]) -> Option<Answer> {
    match request.method.as_str() {
        "pool.get_all_records" => Some(Answer::Result(json!({
            "OpaqueRef:p": {"master": "OpaqueRef:h0"}
        }))),
        "host.get_all_records" => {
            let hosts = addresses.iter().enumerate().rev();
            let records =
                hosts.map(|(n, address)| (format!("OpaqueRef:h{n}"), json!({"address": address})));
            Some(Answer::Result(
                records.collect::<serde_json::Map<_, _>>().into(),
            ))
        }
        _ => None,
    }
}
