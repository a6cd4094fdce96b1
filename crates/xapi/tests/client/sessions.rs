//! Logging in, again, elsewhere, and out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use test_support::eventually;
use xapi::{ApiError, Credentials, Error, Ref, Vm, params};

use crate::server::{Answer, Server, error, later};
use crate::{PASSWORD, login, login_at, with_logins};

#[tokio::test]
async fn a_session_from_login_to_logout() {
    let server = with_logins(|_| {
        Answer::Result(json!({"OpaqueRef:1": {"name_label": "a"}, "OpaqueRef:2": 5}))
    })
    .await;
    let session = login(&server).await;
    let machines: Vec<(Ref<Vm>, Vm)> = session.get_all().await.unwrap();
    assert_eq!(machines.len(), 1);
    assert_eq!(
        (machines[0].0.as_str(), &*machines[0].1.name_label),
        ("OpaqueRef:1", "a")
    );
    session.logout().await.unwrap();
    session.logout().await.unwrap();
    assert_eq!(
        session.call::<()>("VM.start", params![]).await,
        Err(Error::LoggedOut)
    );
    assert_eq!(
        server.methods(),
        [
            "session.login_with_password",
            "VM.get_all_records",
            "session.logout"
        ]
    );
    let requests = server.requests();
    assert_eq!(
        requests[0].params,
        [json!("root"), json!(PASSWORD), json!("1.0"), json!("tests")]
    );
    assert_eq!(requests[1].params, [json!("OpaqueRef:session-1")]);
    for request in requests {
        assert_eq!(request.line, "POST /jsonrpc");
        assert!(request.head.len() < 400, "{}", request.head);
        assert!(
            !request.head.to_lowercase().contains("accept-encoding"),
            "{}",
            request.head
        );
    }
    let text = format!("{session:?} {:?}", Credentials::new("root", PASSWORD));
    assert!(
        !text.contains(PASSWORD) && !text.contains("OpaqueRef"),
        "{text}"
    );
}

#[tokio::test]
async fn a_forgotten_session_logs_out_by_itself() {
    let server = with_logins(|_| Answer::Close).await;
    drop(login(&server).await);
    eventually("a logout", || server.count("session.logout") == 1).await;
}

#[tokio::test]
async fn old_servers_take_fewer_parameters() {
    let server = Server::start(|request| match request.params.len() {
        2 => Answer::Result(json!("OpaqueRef:s")),
        count => error(
            "MESSAGE_PARAMETER_COUNT_MISMATCH",
            &["session.login_with_password", "2", &count.to_string()],
        ),
    })
    .await;
    login(&server).await;
    let counts: Vec<usize> = server.requests().iter().map(|r| r.params.len()).collect();
    assert_eq!(counts[..3], [4, 3, 2]);
}

#[tokio::test]
async fn concurrent_callers_share_one_new_login() {
    let server = with_logins(|request| {
        if request.params[0] == "OpaqueRef:session-1" {
            error("SESSION_INVALID", &["OpaqueRef:session-1"])
        } else {
            Answer::Result(json!("fine"))
        }
    })
    .await;
    let session = login(&server).await;
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.call::<String>("VM.start", params![]).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), Ok("fine".to_owned()));
    }
    assert_eq!(server.count("session.login_with_password"), 2);
}

#[tokio::test]
async fn a_session_is_renewed_once_per_call() {
    let server = with_logins(|request| {
        let session = request.params[0].as_str().unwrap();
        Answer::Error("SESSION_INVALID", vec![session.to_owned()])
    })
    .await;
    let session = login(&server).await;
    let outcome = session.call::<()>("VM.start", params![]).await;
    assert!(
        matches!(outcome, Err(Error::Api(ApiError::SessionInvalid { .. }))),
        "{outcome:?}"
    );
    assert_eq!(server.count("VM.start"), 2);
    let outcome = outcome.unwrap_err();
    let text = format!("{outcome:?} {outcome}");
    assert!(!text.contains("session-"), "{text}");
}

#[tokio::test]
async fn another_sessions_end_is_not_ours() {
    let server = with_logins(|_| error("SESSION_INVALID", &["OpaqueRef:other"])).await;
    let session = login(&server).await;
    assert!(
        session
            .call::<()>("session.get_uuid", params!["OpaqueRef:other"])
            .await
            .is_err()
    );
    assert_eq!(server.count("session.login_with_password"), 1);
}

#[tokio::test]
async fn a_login_follows_the_coordinator() {
    let coordinator = with_logins(|_| Answer::Result(json!("fine"))).await;
    let address = coordinator.address.to_string();
    let supporter =
        Server::start(move |_| Answer::Error("HOST_IS_SLAVE", vec![address.clone()])).await;
    let session = login(&supporter).await;
    assert_eq!(session.endpoint().url(), coordinator.url());
    assert_eq!(
        session.call::<String>("VM.start", params![]).await,
        Ok("fine".to_owned())
    );

    // One that sends everybody to itself is not asked for ever.
    let lost = Server::start(|_| error("HOST_IS_SLAVE", &["127.0.0.1"])).await;
    let outcome = login_at(&lost.url()).await.unwrap_err();
    assert_eq!(outcome.code(), Some("HOST_IS_SLAVE"));
    assert_eq!(lost.requests().len(), 1);
}

#[tokio::test]
async fn a_call_follows_a_new_coordinator() {
    let coordinator = with_logins(|_| Answer::Result(json!("fine"))).await;
    let address = coordinator.address.to_string();
    let former = with_logins(move |_| Answer::Error("HOST_IS_SLAVE", vec![address.clone()])).await;
    let session = login(&former).await;
    assert_eq!(
        session.call::<String>("VM.start", params![]).await,
        Ok("fine".to_owned())
    );
    assert_eq!(session.endpoint().url(), coordinator.url());
}

#[tokio::test]
async fn concurrent_callers_share_a_failed_login_too() {
    let logins = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.method.as_str() {
        "session.login_with_password" if logins.fetch_add(1, Ordering::SeqCst) == 0 => {
            Answer::Result(json!("OpaqueRef:s"))
        }
        "session.login_with_password" => {
            // As slow as a real refusal, in proportion.
            let refusal = error("SESSION_AUTHENTICATION_FAILED", &["root", "changed"]);
            later(Duration::from_millis(300), refusal)
        }
        _ => error("SESSION_INVALID", &["OpaqueRef:s"]),
    })
    .await;
    let session = login(&server).await;
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { session.call::<()>("VM.start", params![]).await })
        })
        .collect();
    for call in calls {
        let outcome = call.await.unwrap();
        assert!(
            matches!(
                outcome,
                Err(Error::Api(ApiError::AuthenticationFailed { .. }))
            ),
            "{outcome:?}"
        );
    }
    let tried = server.count("session.login_with_password");
    assert!(tried < 6, "{tried}");
}
