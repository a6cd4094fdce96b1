//! Calls whose task can be found again.

use serde_json::json;
use xapi::{Error, OpaqueRef, params};

use crate::server::{Answer, xml};
use crate::{login, with_logins};

#[tokio::test]
async fn a_call_marks_its_task() {
    let server = with_logins(|_| Answer::Result(json!("OpaqueRef:task"))).await;
    let session = login(&server).await;
    let marks = [("pooldeck", "6f1c-1"), ("step", "2 of 3")];
    let task: OpaqueRef = session
        .call_marked("Async.VM.start", params!["v", false, false], &marks)
        .await
        .unwrap();
    assert_eq!(task.as_str(), "OpaqueRef:task");
    let request = &server.requests()[1];
    for line in [
        "\r\nx-http-other-config-pooldeck: 6f1c-1\r\n",
        "\r\nx-http-other-config-step: 2 of 3\r\n",
    ] {
        assert!(request.head.contains(line), "{}", request.head);
    }
    // The next call is not marked.
    session.call::<String>("VM.x", params![]).await.unwrap();
    assert!(!server.requests()[2].head.contains("other-config"));
}

#[tokio::test]
async fn marks_go_along_when_a_call_is_repeated_and_by_xml() {
    let server = with_logins(|request| {
        if request.params[0] == "OpaqueRef:session-1" {
            Answer::Error("SESSION_INVALID", vec!["OpaqueRef:session-1".into()])
        } else {
            Answer::Result(json!("OpaqueRef:task"))
        }
    })
    .await;
    let session = login(&server).await;
    let marks = [("k", "v")];
    session
        .call_marked::<String>("Async.VM.start", params![], &marks)
        .await
        .unwrap();
    let marked = |r: &&crate::Request| r.head.contains("x-http-other-config-k: v");
    assert_eq!(server.requests().iter().filter(marked).count(), 2);

    let old = crate::Server::start(|request| match request.line.as_str() {
        "POST /jsonrpc" => Answer::Page(404, "text/plain", "no".into()),
        _ => xml("OpaqueRef:s"),
    })
    .await;
    let session = login(&old).await;
    session
        .call_marked::<String>("Async.VM.start", params![], &marks)
        .await
        .unwrap();
    assert_eq!(old.requests().iter().filter(marked).count(), 1);
}

#[tokio::test]
async fn what_a_server_would_refuse_is_not_sent() {
    let server = with_logins(|_| Answer::Result(json!("fine"))).await;
    let session = login(&server).await;
    let long = "x".repeat(700);
    let several: Vec<(String, String)> =
        (0..10).map(|n| (format!("k{n}"), "x".repeat(60))).collect();
    let several: Vec<(&str, &str)> = several.iter().map(|(k, v)| (&**k, &**v)).collect();
    for marks in [
        &[("Upper", "v")][..],
        &[("", "v")],
        &[("a b", "v")],
        &[("k", "two\r\nlines")],
        &[("k", "é")],
        &[("k", " v")],
        &[("k", &long)],
        &several,
    ] {
        let outcome = session
            .call_marked::<String>("VM.x", params![], marks)
            .await;
        let error = outcome.unwrap_err();
        assert!(matches!(error, Error::BadMark { .. }), "{error:?}");
        assert!(!error.may_have_had_effect() && !error.is_transient());
    }
    assert_eq!(server.count("VM.x"), 0);
    // The most that is let through is well below what servers take.
    let most = "x".repeat(500);
    session
        .call_marked::<String>("VM.x", params![], &[("k", &most)])
        .await
        .unwrap();
    assert!(server.requests().last().unwrap().head.len() < 900);
}
