//! Dead connections, busy servers, and how many calls at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use test_support::eventually;
use tokio::sync::Semaphore;
use xapi::{Change, Error, Timeouts, params};

use crate::server::{Answer, error, later};
use crate::{login, login_within, of_hosts, patient, with_logins};

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
    let timeouts = Timeouts {
        heartbeat: Duration::from_millis(300),
        ..patient()
    };
    let session = login_within(&server, timeouts).await;
    assert_eq!(session.heartbeat().await, Err(Error::TimedOut));

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
    // More than an event call may be silent.
    let wait = Duration::from_millis(700);
    let server = with_logins(move |request| match &request.params[2] {
        Value::String(token) if token.is_empty() => dripped("t1", wait),
        _ => Answer::Silence,
    })
    .await;
    let timeouts = Timeouts {
        event: Duration::from_millis(300),
        event_grace: Duration::from_millis(300),
        ..patient()
    };
    let session = login_within(&server, timeouts).await;
    let mut events = session.events(&["*"]);
    assert_eq!(
        events.next().await.unwrap(),
        [Change::Init, Change::InitDone]
    );
    assert_eq!(events.next().await, Err(Error::TimedOut));
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
    let timeouts = Timeouts {
        list: Duration::from_millis(300),
        ..patient()
    };
    let session = login_within(&server, timeouts).await;
    assert_eq!(session.events(&["*"]).next().await, Err(Error::TimedOut));
}

#[tokio::test]
async fn an_event_call_that_is_not_answered_in_time_is_overdue_and_no_other() {
    let server = with_logins(|request| match &request.params[..] {
        [_, _, Value::String(token), _] if token.is_empty() => {
            Answer::Page(200, "application/json", reply("t1"))
        }
        _ => Answer::Silence,
    })
    .await;
    let timeouts = Timeouts {
        event: Duration::from_millis(50),
        ..patient()
    };
    let session = login_within(&server, timeouts).await;
    let mut events = session.events(&["*"]);
    let waiting = events.waiting();
    events.next().await.unwrap();
    assert_eq!(waiting.overdue(), None, "nobody waits");
    let hanging = tokio::spawn(async move { events.next().await });
    eventually("an answer that is overdue", || waiting.overdue().is_some()).await;
    assert_eq!(server.count("event.from"), 2);
    hanging.abort();
    let _ = hanging.await;
    assert_eq!(waiting.overdue(), None, "nobody waits any more");
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
    const AT_ONCE: usize = 20;
    let (busy, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    // Each call waits until it is let go.
    let gate = Arc::new(Semaphore::new(0));
    let (now, highest, held) = (busy.clone(), most.clone(), gate.clone());
    let server = with_logins(move |request| {
        if request.method != "VM.begin" {
            return Answer::Result(json!("fine"));
        }
        let count = now.fetch_add(1, Ordering::SeqCst) + 1;
        highest.fetch_max(count, Ordering::SeqCst);
        let (now, held) = (now.clone(), held.clone());
        // Counted off before the answer leaves: the next call may come at once.
        Answer::Later(Box::pin(async move {
            held.acquire().await.unwrap().forget();
            now.fetch_sub(1, Ordering::SeqCst);
            Answer::Result(json!("fine"))
        }))
    })
    .await;
    let session = login_within(&server, patient()).await;
    let calls: Vec<_> = (0..3 * AT_ONCE)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.call::<String>("VM.begin", params![]).await })
        })
        .collect();
    for done in 0..=2 * AT_ONCE {
        let begun = || server.count("VM.begin") == AT_ONCE + done;
        eventually("the next call", begun).await;
        assert_eq!(busy.load(Ordering::SeqCst), AT_ONCE);
        gate.add_permits(1);
    }
    gate.add_permits(AT_ONCE);
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok("fine".to_owned()));
    }
    assert_eq!(most.load(Ordering::SeqCst), AT_ONCE);
}

#[tokio::test]
async fn a_logout_does_not_wait_behind_calls_that_hang() {
    let server = with_logins(|_| Answer::Silence).await;
    let session = login_within(&server, patient()).await;
    let calls: Vec<_> = (0..30)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.call::<()>("VM.start", params![]).await })
        })
        .collect();
    eventually("calls that hang", || server.count("VM.start") == 20).await;
    session.logout().await.unwrap();
    calls.iter().for_each(tokio::task::JoinHandle::abort);
}
