//! The client against a server that misbehaves.

#![allow(clippy::unwrap_used)]

mod events;
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
            event: Duration::from_secs(1),
        })
}

async fn login_at(url: &str) -> Result<Session> {
    connector(url)
        .login(&Credentials::new("root", PASSWORD))
        .await
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
