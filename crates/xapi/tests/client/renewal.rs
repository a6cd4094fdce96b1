//! Sessions that a server forgets, and none that it keeps for nobody.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use test_support::eventually;
use xapi::{Change, Credentials, Error, params};

use crate::server::{Answer, Server, error, later};
use crate::{PASSWORD, connector, login, with_logins};

/// How long a log-in takes that is given up in its middle: long enough to be seen under way.
const LONG: Duration = Duration::from_secs(1);

/// Lets go of a call as soon as something has happened.
async fn let_go<T>(call: impl Future<Output = T>, happened: impl FnMut() -> bool) {
    tokio::select! {
        biased;
        () = eventually("the moment to let go", happened) => {}
        _ = call => panic!("it ended before"),
    }
}

/// A server that keeps count of its sessions. Every one but the last is forgotten when another log-in
/// succeeds; log-ins take a while.
struct Keeper {
    server: Server,
    open: Arc<Mutex<HashSet<String>>>,
}

impl Keeper {
    async fn start(login_takes: Duration) -> Self {
        let open: Arc<Mutex<HashSet<String>>> = Arc::default();
        let (kept, count) = (open.clone(), AtomicUsize::new(0));
        let server = Server::start(move |request| {
            let session = || request.params[0].as_str().unwrap().to_owned();
            let mut kept = kept.lock().unwrap();
            match request.method.as_str() {
                "session.login_with_password" => {
                    let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                    let made = format!("OpaqueRef:session-{number}");
                    kept.insert(made.clone());
                    later(login_takes, Answer::Result(json!(made)))
                }
                "session.logout" => match kept.remove(&session()) {
                    true => Answer::Result(json!("")),
                    false => error("SESSION_INVALID", &[&session()]),
                },
                _ if !kept.contains(&session()) => error("SESSION_INVALID", &[&session()]),
                "event.from" if request.params[2] == "" => {
                    Answer::Result(json!({"events": [], "valid_ref_counts": {}, "token": "t"}))
                }
                // Whoever waits is woken by the end of the session.
                "event.from" => later(
                    Duration::from_millis(100),
                    error("SESSION_INVALID", &[&session()]),
                ),
                _ => Answer::Result(json!("fine")),
            }
        })
        .await;
        Self { server, open }
    }

    fn forget_all(&self) {
        self.open.lock().unwrap().clear();
    }

    fn is_empty(&self) -> bool {
        self.open.lock().unwrap().is_empty()
    }

    fn logins(&self) -> usize {
        self.server.count("session.login_with_password")
    }
}

#[tokio::test]
async fn a_call_that_was_refused_is_in_no_doubt_though_the_new_log_in_is() {
    let logins = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.method.as_str() {
        "session.login_with_password" if logins.fetch_add(1, Ordering::SeqCst) == 0 => {
            Answer::Result(json!("OpaqueRef:s"))
        }
        "session.login_with_password" => Answer::Close,
        _ => error("SESSION_INVALID", &["OpaqueRef:s"]),
    })
    .await;
    let session = login(&server).await;
    let outcome = session.call::<()>("VM.start", params![]).await;
    let outcome = outcome.unwrap_err();
    assert_eq!(outcome.code(), Some("SESSION_INVALID"));
    assert!(!outcome.may_have_had_effect(), "{outcome:?}");
    assert_eq!(server.count("VM.start"), 1);
}

#[tokio::test]
async fn fifty_callers_and_a_blocked_event_call_share_one_new_login() {
    let keeper = Keeper::start(Duration::from_millis(50)).await;
    let session = login(&keeper.server).await;
    let mut events = session.events(&["*"]);
    events.next().await.unwrap();
    let waiting = tokio::spawn(async move { (events.next().await, events) });
    let calls = || keeper.server.count("event.from") == 2;
    eventually("the blocked event call", calls).await;
    keeper.forget_all();
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.call::<String>("VM.start", params![]).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok("fine".to_owned()));
    }
    let (list, _events) = waiting.await.unwrap();
    assert_eq!(list.unwrap(), [Change::Init, Change::InitDone]);
    assert_eq!(keeper.logins(), 2);
    session.logout().await.unwrap();
    assert!(keeper.is_empty());
}

#[tokio::test]
async fn a_login_whose_caller_went_away_is_logged_out() {
    let keeper = Keeper::start(LONG).await;
    let credentials = Credentials::new("root", PASSWORD);
    let there = connector(&keeper.server.url());
    let_go(there.login(&credentials), || !keeper.is_empty()).await;
    eventually("the end of all sessions", || keeper.is_empty()).await;
    assert_eq!(keeper.logins(), 1);
}

#[tokio::test]
async fn a_new_login_whose_caller_went_away_serves_the_next() {
    let keeper = Keeper::start(LONG).await;
    let session = login(&keeper.server).await;
    keeper.forget_all();
    let call = session.call::<String>("VM.start", params![]);
    let_go(call, || keeper.logins() == 2).await;
    assert_eq!(
        session.call("VM.start", params![]).await,
        Ok("fine".to_owned())
    );
    assert_eq!(keeper.logins(), 2);
    assert_eq!(
        session.reference_for_keyring().expose(),
        "OpaqueRef:session-2"
    );
    session.logout().await.unwrap();
    assert!(keeper.is_empty());
}

#[tokio::test]
async fn a_new_login_that_nobody_needs_any_more_is_logged_out() {
    // All clones are gone before it is there; or the session was logged out meanwhile.
    for logs_out in [false, true] {
        let keeper = Keeper::start(LONG).await;
        let session = login(&keeper.server).await;
        keeper.forget_all();
        let call = session.call::<String>("VM.start", params![]);
        let_go(call, || keeper.logins() == 2).await;
        if logs_out {
            session.logout().await.unwrap();
            let outcome = session.call::<String>("VM.start", params![]).await;
            assert_eq!(outcome, Err(Error::LoggedOut));
        }
        drop(session);
        assert!(!keeper.is_empty());
        eventually("the end of all sessions", || keeper.is_empty()).await;
        assert_eq!(keeper.logins(), 2);
    }
}

#[tokio::test]
async fn a_logout_that_nobody_waits_for_happens_all_the_same() {
    let keeper = Keeper::start(Duration::ZERO).await;
    let session = login(&keeper.server).await;
    {
        let leaving = session.logout();
        tokio::pin!(leaving);
        // It has begun, and is dropped.
        assert!(poll_once(leaving.as_mut()).await.is_none());
    }
    eventually("the end of all sessions", || keeper.is_empty()).await;
}

/// Polls once.
async fn poll_once<T>(mut future: std::pin::Pin<&mut impl Future<Output = T>>) -> Option<T> {
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match future.as_mut().poll(context) {
            std::task::Poll::Ready(value) => Some(value),
            std::task::Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn a_new_login_keeps_its_connections() {
    let server = with_logins(|request| {
        if request.params[0] == "OpaqueRef:session-1" {
            error("SESSION_INVALID", &["OpaqueRef:session-1"])
        } else {
            Answer::Result(json!("fine"))
        }
    })
    .await;
    let session = login(&server).await;
    session.call::<String>("VM.start", params![]).await.unwrap();
    assert!(server.requests().iter().all(|r| r.connection == 0));
}
