//! Dead connections, busy servers, and how many calls at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xapi::{Change, Error, params};

use crate::server::{Answer, error, later};
use crate::{login, of_hosts, with_logins};

#[tokio::test]
async fn a_heartbeat_tells_the_servers_time_past_whatever_hangs() {
    let server = with_logins(|request| match request.method.as_str() {
        "host.get_servertime" => later(
            Duration::from_millis(50),
            Answer::Result(json!("20261121T02:00:23Z")),
        ),
        _ => of_hosts(request, &["127.0.0.1"]).unwrap_or(Answer::Silence),
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    let hanging = async { tokio::join!(events.next(), session.call::<()>("VM.start", params![])) };
    let beats = async {
        for _ in 0..3 {
            let beat = session.heartbeat().await.unwrap();
            assert_eq!(beat.server_time, "20261121T02:00:23Z".parse().unwrap());
            assert!(beat.round_trip >= Duration::from_millis(50), "{beat:?}");
        }
    };
    tokio::select! {
        biased;
        () = beats => {}
        _ = hanging => panic!("nothing else answers"),
    }
    // Who the coordinator is was asked once, and over a connection that nothing else has.
    assert_eq!(server.count("pool.get_all_records"), 1);
    let requests = server.requests();
    let of = |method: &str| requests.iter().find(|r| r.method == method).unwrap();
    let beat = of("host.get_servertime");
    assert_eq!(
        beat.params,
        [json!("OpaqueRef:session-1"), json!("OpaqueRef:h0")]
    );
    for other in ["VM.start", "event.from", "session.login_with_password"] {
        assert_ne!(beat.connection, of(other).connection, "{other}");
    }
}

#[tokio::test]
async fn a_heartbeat_has_little_patience_and_renews_nothing() {
    let server =
        with_logins(|request| of_hosts(request, &["127.0.0.1"]).unwrap_or(Answer::Silence)).await;
    let session = login(&server).await;
    let asked = Instant::now();
    assert_eq!(session.heartbeat().await, Err(Error::TimedOut));
    assert!(asked.elapsed() < Duration::from_secs(1));

    let forgetful =
        with_logins(|request| error("SESSION_INVALID", &[request.params[0].as_str().unwrap()]))
            .await;
    let session = login(&forgetful).await;
    let outcome = session.heartbeat().await.unwrap_err();
    assert_eq!(outcome.code(), Some("SESSION_INVALID"));
    assert_eq!(forgetful.count("session.login_with_password"), 1);
}

fn reply(token: &str) -> String {
    let batch = json!({"events": [], "valid_ref_counts": {}, "token": token});
    json!({"jsonrpc": "2.0", "id": 1, "result": batch}).to_string()
}

/// The whole of a reply, its bytes so long after each other.
fn dripped(token: &str, wait: Duration) -> Answer {
    let body = reply(token);
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let (first, rest) = body.split_at(body.len() / 2);
    let parts = [head, first.to_owned(), rest.to_owned()];
    Answer::Drip(
        parts
            .into_iter()
            .map(|part| (wait, part.into_bytes()))
            .collect(),
    )
}

#[tokio::test]
async fn a_list_may_take_longer_than_an_event_call() {
    // More than the silence of an event call is allowed, less than that of a list; and each wait
    // begins anew with a byte.
    let wait = Duration::from_millis(700);
    let server = with_logins(move |request| match &request.params[2] {
        Value::String(token) if token.is_empty() => dripped("t1", wait),
        _ => Answer::Silence,
    })
    .await;
    let session = login(&server).await;
    let mut events = session.events(&["*"]);
    let begun = Instant::now();
    assert_eq!(
        events.next().await.unwrap(),
        [Change::Init, Change::InitDone]
    );
    assert!(begun.elapsed() > wait * 2);
    let begun = Instant::now();
    assert_eq!(events.next().await, Err(Error::TimedOut));
    assert!(begun.elapsed() < wait);
    assert_eq!(events.token(), "t1");
}

#[tokio::test]
async fn a_reply_that_stalls_is_given_up() {
    let stalled = Answer::Drip;
    let server = with_logins(move |_| {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n{".to_owned();
        stalled(vec![(Duration::ZERO, head.into_bytes())])
    })
    .await;
    let session = login(&server).await;
    let begun = Instant::now();
    assert_eq!(session.events(&["*"]).next().await, Err(Error::TimedOut));
    assert!(begun.elapsed() < Duration::from_secs(2));
}

/// Never silent for long, and never at an end.
#[tokio::test]
async fn a_reply_that_drips_is_given_up() {
    let server = with_logins(|_| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n{".to_vec();
        let mut parts = vec![(Duration::ZERO, head)];
        parts.extend(vec![(Duration::from_millis(50), b" ".to_vec()); 10_000]);
        Answer::Drip(parts)
    })
    .await;
    let session = login(&server).await;
    let news = session.event_from(&["*"], "t", Duration::from_millis(100));
    assert_eq!(news.await, Err(Error::TimedOut));
    assert_eq!(session.events(&["*"]).next().await, Err(Error::TimedOut));
}

#[tokio::test]
async fn so_many_calls_at_once_and_no_more() {
    let (busy, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, highest) = (busy.clone(), most.clone());
    let server = with_logins(move |request| {
        if request.method != "VM.begin" {
            return Answer::Result(json!("fine"));
        }
        let count = now.fetch_add(1, Ordering::SeqCst) + 1;
        highest.fetch_max(count, Ordering::SeqCst);
        let now = now.clone();
        // Counted off before the answer leaves: the next call may come at once.
        Answer::Later(Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(60)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Answer::Result(json!("fine"))
        }))
    })
    .await;
    let session = login(&server).await;
    let calls: Vec<_> = (0..60)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.call::<String>("VM.begin", params![]).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok("fine".to_owned()));
    }
    let most = most.load(Ordering::SeqCst);
    assert!((10..=20).contains(&most), "{most}");
    let connections = server.requests().iter().map(|r| r.connection).max();
    assert!(connections < Some(40), "{connections:?}");
}

#[tokio::test]
async fn a_logout_does_not_wait_behind_calls_that_hang() {
    let server = with_logins(|_| Answer::Silence).await;
    let session = login(&server).await;
    let calls: Vec<_> = (0..30)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.call::<()>("VM.start", params![]).await })
        })
        .collect();
    while server.count("VM.start") < 20 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let begun = Instant::now();
    session.logout().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1));
    calls.iter().for_each(tokio::task::JoinHandle::abort);
}
