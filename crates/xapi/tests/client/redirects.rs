//! A session goes to hosts of its pool only, however a server asks.

use serde_json::json;
use xapi::{Credentials, Error, SessionRef, params};

use crate::server::{Answer, Request, Server};
use crate::{PASSWORD, connector, login, of_hosts, with_logins};

fn moved(to: &str) -> Answer {
    let head = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
    Answer::Bytes(head.into_bytes())
}

/// Somebody who would like to have a session.
async fn thief() -> Server {
    Server::start(|_| Answer::Result(json!("OpaqueRef:s"))).await
}

#[tokio::test]
async fn no_call_follows_a_redirect() {
    let thief = thief().await;
    let to = format!("http://{}/jsonrpc", thief.address);
    let there = to.clone();
    let server = with_logins(move |_| moved(&there)).await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    let outcomes = [
        session.call::<()>("VM.start", params![]).await.unwrap_err(),
        session
            .call::<String>("VM.get_name_label", params![])
            .await
            .unwrap_err(),
        events.next().await.unwrap_err(),
        session.heartbeat().await.unwrap_err(),
    ];
    for outcome in outcomes {
        assert!(
            matches!(outcome, Error::NotXapi { status: 302, .. }),
            "{outcome:?}"
        );
    }
    // Nor does anything that logs in or out.
    let gate = Server::start(move |_| moved(&to)).await;
    let credentials = Credentials::new("root", PASSWORD);
    let there = connector(&gate.url());
    assert!(there.login(&credentials).await.is_err());
    assert!(there.local_login(&credentials).await.is_err());
    let old = SessionRef::from("OpaqueRef:old");
    assert!(there.resume_to_close(&old).await.is_err());
    assert_eq!(gate.requests().len(), 3);
    assert!(thief.requests().is_empty());
}

/// A pool of one host that wants downloads and consoles to be fetched elsewhere.
async fn misleading(to: String) -> Server {
    with_logins(move |request: &Request| match request.line.as_str() {
        "GET /vm_rrd" => moved(&to),
        "CONNECT /console" => moved(&to),
        _ => of_hosts(request, &["10.0.0.1"]).unwrap_or(Answer::Close),
    })
    .await
}

#[tokio::test]
async fn no_stream_leads_out_of_the_pool() {
    let thief = thief().await;
    // By another name than any host of the pool has; the address is the same for the test's sake.
    let to = format!("http://localhost:{}/vm_rrd", thief.address.port());
    let server = misleading(to.clone()).await;
    let session = login(&server).await;
    let outcomes = [
        session.get("/vm_rrd").await.map(drop).unwrap_err(),
        session
            .get_from("localhost", "/rrd")
            .await
            .map(drop)
            .unwrap_err(),
        session.open_console(&to).await.map(drop).unwrap_err(),
    ];
    for outcome in outcomes {
        let text = outcome.to_string();
        assert!(text.contains("which is no host of the pool"), "{text}");
    }
    let outcome = session.open_console("/console").await.unwrap_err();
    assert!(
        matches!(outcome, Error::Refused { status: 302, .. }),
        "{outcome:?}"
    );
    assert!(thief.requests().is_empty());
    // That nobody else was asked over the connection's own way either.
    let streams = server
        .requests()
        .into_iter()
        .filter(|r| r.method.is_empty());
    assert_eq!(streams.count(), 2);
}

/// Another port of a host of the pool is not the pool: whoever has an account there may listen.
#[tokio::test]
async fn no_stream_leads_to_another_port() {
    let thief = thief().await;
    let to = format!("http://{}/vm_rrd", thief.address);
    let there = to.clone();
    let server = with_logins(move |request: &Request| match request.line.as_str() {
        "GET /vm_rrd" => moved(&there),
        _ => of_hosts(request, &["127.0.0.1"]).unwrap_or(Answer::Close),
    })
    .await;
    let session = login(&server).await;
    let place = thief.address.to_string();
    let outcomes = [
        session.get("/vm_rrd").await.map(drop).unwrap_err(),
        session
            .get_from(&place, "/rrd")
            .await
            .map(drop)
            .unwrap_err(),
        session.open_console(&to).await.map(drop).unwrap_err(),
    ];
    for outcome in outcomes {
        let text = outcome.to_string();
        assert!(text.contains("which is no host of the pool"), "{text}");
    }
    assert!(thief.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_within_the_pool_is_followed_once() {
    let other = Server::start(|_| Answer::Page(200, "text/plain", "rows".into())).await;
    let place = format!("localhost:{}", other.address.port());
    let to = format!("http://{place}/vm_rrd");
    let server = with_logins(move |request| match request.line.as_str() {
        "GET /vm_rrd" => moved(&to),
        "GET /round" => moved("/round"),
        _ => of_hosts(request, &["127.0.0.1", &place]).unwrap_or(Answer::Close),
    })
    .await;
    let session = login(&server).await;
    let rows = session
        .get("/vm_rrd")
        .await
        .unwrap()
        .bytes(9)
        .await
        .unwrap();
    assert_eq!(rows, "rows");
    let outcome = session.get("/round").await.unwrap_err();
    assert!(
        matches!(outcome, Error::Refused { status: 302, .. }),
        "{outcome:?}"
    );
    // Who belongs to the pool was asked once.
    assert_eq!(server.count("host.get_all_records"), 1);
}
