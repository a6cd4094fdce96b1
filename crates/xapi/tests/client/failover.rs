//! Members of a pool that are not its coordinator.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use test_support::eventually;
use xapi::{Class, Credentials, Error, OpaqueRef, Record, params};

use crate::server::{Answer, Server, error};
use crate::{PASSWORD, connector, login, login_at, with_logins};

fn root() -> Credentials {
    Credentials::new("root", PASSWORD)
}

#[tokio::test]
async fn a_member_tells_where_the_coordinator_is_without_being_followed() {
    let coordinator = with_logins(|_| Answer::Result(json!("fine"))).await;
    let address = coordinator.address.to_string();
    let there = address.clone();
    let supporter = Server::start(move |_| error("HOST_IS_SLAVE", &[&there])).await;
    let careful = connector(&supporter.url()).follow_coordinator(false);
    let outcome = careful.login(&root()).await.unwrap_err();
    let Some(xapi::ApiError::HostIsSlave { address: told, .. }) = outcome.api() else {
        panic!("{outcome:?}");
    };
    assert_eq!(*told, address);
    assert_eq!(coordinator.requests().len(), 0);

    // Nor is one that became a supporter while we were logged in.
    let demoted = with_logins(move |_| error("HOST_IS_SLAVE", &[&address])).await;
    let careful = connector(&demoted.url()).follow_coordinator(false);
    let session = careful.login(&root()).await.unwrap();
    let outcome = session.call::<()>("VM.start", params![]).await.unwrap_err();
    assert_eq!(outcome.code(), Some("HOST_IS_SLAVE"));
    assert!(!outcome.may_have_had_effect());
    assert_eq!(coordinator.requests().len(), 0);
}

#[tokio::test]
async fn nonsense_for_the_coordinators_address_is_not_followed() {
    for address in [
        "",
        "http://127.0.0.1",
        "root@127.0.0.1",
        "127.0.0.1/x",
        "a b",
        "127.0.0.1:x",
    ] {
        let supporter = Server::start(move |_| error("HOST_IS_SLAVE", &[address])).await;
        let outcome = login_at(&supporter.url()).await.unwrap_err();
        assert_eq!(outcome.code(), Some("HOST_IS_SLAVE"), "{address}");
        assert_eq!(supporter.requests().len(), 1, "{address}");
    }
}

#[tokio::test]
async fn out_of_service_is_told_apart_from_refusal() {
    // As a host answers before it has looked at the call: a plain list, and no id of ours.
    for (code, out) in [
        ("HOST_STILL_BOOTING", true),
        ("HOST_MASTER_CANNOT_TALK_BACK", true),
        ("HOST_UNKNOWN_TO_MASTER", true),
        ("SESSION_AUTHENTICATION_FAILED", false),
    ] {
        let body = json!({"jsonrpc": "2.0", "error": [code, "x"], "id": 0}).to_string();
        let server =
            Server::start(move |_| Answer::Page(200, "application/json", body.clone())).await;
        let outcome = login_at(&server.url()).await.unwrap_err();
        assert_eq!(outcome.code(), Some(code));
        assert_eq!(outcome.api().unwrap().is_out_of_service(), out, "{code}");
        assert_eq!(server.requests().len(), 1, "{code}");
    }
}

/// A supporter that has lost its coordinator.
async fn lone_supporter() -> Server {
    let restarted = AtomicBool::new(false);
    Server::start(move |request| {
        let local = request.params.first() == Some(&json!("OpaqueRef:local"));
        match request.method.as_str() {
            "session.slave_local_login_with_password" => {
                assert_eq!(request.params, [json!("root"), json!(PASSWORD)]);
                Answer::Result(json!("OpaqueRef:local"))
            }
            "host.is_in_emergency_mode" if local => {
                Answer::Result(json!(!restarted.load(Ordering::SeqCst)))
            }
            "pool.emergency_transition_to_master" if local => {
                restarted.store(true, Ordering::SeqCst);
                Answer::Result(json!(""))
            }
            "pool.emergency_reset_master" if local && request.params[1] == "10.0.0.7" => {
                Answer::Result(json!(""))
            }
            "session.local_logout" if local => Answer::Result(json!("")),
            _ if !restarted.load(Ordering::SeqCst) => error("HOST_STILL_BOOTING", &[]),
            "session.login_with_password" => Answer::Result(json!("OpaqueRef:s")),
            "pool.recover_slaves" => Answer::Result(json!(["OpaqueRef:h2"])),
            _ => Answer::Result(json!("")),
        }
    })
    .await
}

#[tokio::test]
async fn a_supporter_without_a_coordinator_becomes_one() {
    let server = lone_supporter().await;
    let there = connector(&server.url());
    let outcome = there.login(&root()).await.unwrap_err();
    assert!(outcome.api().unwrap().is_out_of_service());
    let local = there.local_login(&root()).await.unwrap();
    assert_eq!(local.endpoint().url(), server.url());
    let shown = format!("{local:?}");
    assert!(
        !shown.contains("OpaqueRef") && !shown.contains(PASSWORD),
        "{shown}"
    );
    assert_eq!(local.is_in_emergency_mode().await, Ok(true));
    local.become_coordinator().await.unwrap();
    assert_eq!(local.is_in_emergency_mode().await, Ok(false));
    local.logout().await.unwrap();
    let session = there.login(&root()).await.unwrap();
    assert_eq!(
        session.recover_supporters().await.unwrap(),
        ["OpaqueRef:h2".into()]
    );
    assert_eq!(server.count("session.local_logout"), 1);
}

#[tokio::test]
async fn a_supporter_without_a_coordinator_follows_another() {
    let server = lone_supporter().await;
    let local = connector(&server.url()).local_login(&root()).await.unwrap();
    local.follow("10.0.0.7").await.unwrap();
    // Forgotten, it logs out by itself.
    drop(local);
    eventually("a local log-out", || {
        server.count("session.local_logout") == 1
    })
    .await;
}

#[tokio::test]
async fn an_old_session_is_logged_out_by_its_reference() {
    let server = with_logins(|_| Answer::Close).await;
    let session = login(&server).await;
    let kept = session.reference_for_keyring();
    assert_eq!(kept.expose(), "OpaqueRef:session-1");
    assert!(!format!("{kept:?}").contains("session-1"));
    connector(&server.url())
        .resume_to_close(&kept)
        .await
        .unwrap();
    let last = server.requests().pop().unwrap();
    assert_eq!(last.method, "session.logout");
    assert_eq!(last.params, [json!("OpaqueRef:session-1")]);
    assert_eq!(server.count("session.login_with_password"), 1);

    // One that had gone is fine; anything else is told.
    let gone = Server::start(|_| error("SESSION_INVALID", &["OpaqueRef:session-1"])).await;
    connector(&gone.url()).resume_to_close(&kept).await.unwrap();
    let supporter = Server::start(|_| error("HOST_IS_SLAVE", &["10.0.0.1"])).await;
    let outcome = connector(&supporter.url()).resume_to_close(&kept).await;
    assert_eq!(outcome.unwrap_err().code(), Some("HOST_IS_SLAVE"));
}

#[tokio::test]
async fn objects_of_a_class_are_compared_and_fetched_one_by_one() {
    let server = with_logins(|request| match request.method.as_str() {
        "VM.get_all" => Answer::Result(json!(["OpaqueRef:1", "OpaqueRef:2"])),
        "VM.get_record" if request.params[1] == "OpaqueRef:1" => {
            Answer::Result(json!({"name_label": "a"}))
        }
        "VM.get_record" => error("HANDLE_INVALID", &["VM", "OpaqueRef:2"]),
        _ => error("MESSAGE_METHOD_UNKNOWN", &[&request.method]),
    })
    .await;
    let session = login(&server).await;
    let all = session.everything_of(&Class::Vm).await.unwrap();
    assert_eq!(all, [OpaqueRef::from("OpaqueRef:1"), "OpaqueRef:2".into()]);
    let object = session
        .record_of(&Class::Vm, &all[0])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(object.reference, all[0]);
    assert!(matches!(&object.record, Record::Vm(vm) if vm.name_label == "a"));
    assert_eq!(session.record_of(&Class::Vm, &all[1]).await, Ok(None));
    let unknown = Class::from_wire("nonsense");
    assert!(matches!(
        session.everything_of(&unknown).await,
        Err(Error::Api(_))
    ));
}
