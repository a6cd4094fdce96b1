//! Codecs, timeouts, and servers that are none.

use std::time::Duration;

use xapi::{ApiError, Error, Ref, Timeouts, Vm, params};

use crate::server::{Answer, Request, Server, error, xml};
use crate::{PASSWORD, login, login_at, login_within, patient, with_logins};

#[tokio::test]
async fn xml_where_there_is_no_json() {
    #[allow(clippy::type_complexity)]
    let refusals: Vec<(&str, Box<dyn Fn() -> Answer + Send + Sync>)> = vec![
        (
            "404",
            Box::new(|| Answer::Page(404, "text/html", "<html>no</html>".into())),
        ),
        (
            "403",
            Box::new(|| Answer::Page(403, "text/html", "<html>no</html>".into())),
        ),
        (
            "405",
            Box::new(|| Answer::Page(405, "text/plain", "no".into())),
        ),
        (
            "500",
            Box::new(|| Answer::Page(500, "text/html", "<html>Xmlm.Error</html>".into())),
        ),
        (
            "501",
            Box::new(|| Answer::Page(501, "text/html", String::new())),
        ),
        ("xml", Box::new(|| xml("what?"))),
        (
            "empty",
            Box::new(|| Answer::Page(200, "text/xml", String::new())),
        ),
        (
            "unknown",
            Box::new(|| error("MESSAGE_METHOD_UNKNOWN", &["session.login_with_password"])),
        ),
    ];
    for (name, refuse) in refusals {
        let server = Server::start(move |request| {
            if request.line == "POST /jsonrpc" {
                return refuse();
            }
            match request.method.as_str() {
                "session.login_with_password" => xml("OpaqueRef:s"),
                "VM.get_name_label" => xml("a &lt; b"),
                _ => xml(""),
            }
        })
        .await;
        let session = login(&server).await;
        let vm = Ref::<Vm>::from("OpaqueRef:1");
        let label: String = session
            .call("VM.get_name_label", params![vm])
            .await
            .unwrap();
        assert_eq!(label, "a < b", "{name}");
        session
            .call::<()>("VM.start", params![vm, false, false])
            .await
            .unwrap();
        // It is remembered.
        let json = server
            .requests()
            .iter()
            .filter(|r| r.line == "POST /jsonrpc")
            .count();
        assert_eq!(json, 1, "{name}");
        session.logout().await.unwrap();
    }
}

#[tokio::test]
async fn who_closes_a_connection_after_an_answer_is_asked_again_on_another() {
    let web = Server::start(|request| match request.connection {
        0 if request.line == "POST /" => Answer::Close,
        _ => Answer::Page(404, "text/html", "<html>gone</html>".into()),
    })
    .await;
    let outcome = login_at(&web.url()).await.unwrap_err();
    assert!(
        matches!(outcome, Error::NotXapi { status: 404, .. }),
        "{outcome:?}"
    );
    let asked: Vec<_> = web.requests().into_iter().map(|r| r.line).collect();
    assert_eq!(asked, ["POST /jsonrpc", "POST /", "POST /"]);
}

#[tokio::test]
async fn what_speaks_something_else_is_told_in_a_sentence() {
    let page = |status, body: &str| {
        let body = body.to_owned();
        move |_: &Request| Answer::Page(status, "text/html", body.clone())
    };
    let hello = Server::start(page(200, "<html><h1>Welcome</h1> to nginx!</html>")).await;
    let outcome = login_at(&hello.url()).await.unwrap_err();
    assert_eq!(
        outcome.to_string(),
        format!(
            "{} does not speak the XenServer API: its answer is no reply of the API",
            hello.url()
        )
    );
    let missing = Server::start(page(404, "<html>gone</html>")).await;
    let outcome = login_at(&missing.url()).await.unwrap_err();
    assert!(
        matches!(outcome, Error::NotXapi { status: 404, .. }),
        "{outcome:?}"
    );

    let moved = Server::start(|_| {
        Answer::Bytes(
            b"HTTP/1.1 301 Moved\r\nlocation: https://elsewhere/\r\ncontent-length: 0\r\n\r\n"
                .to_vec(),
        )
    })
    .await;
    let outcome = login_at(&moved.url()).await.unwrap_err();
    assert!(
        outcome
            .to_string()
            .ends_with("it redirects to another address"),
        "{outcome}"
    );
    assert_eq!(moved.requests().len(), 1);

    let ssh = Server::start(|_| Answer::Bytes(b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec())).await;
    let outcome = login_at(&ssh.url()).await.unwrap_err();
    assert!(
        outcome.to_string().ends_with("it does not answer in HTTP"),
        "{outcome}"
    );

    // TLS to a server of plain HTTP.
    let outcome = login_at(&hello.url().replace("http", "https"))
        .await
        .unwrap_err();
    assert!(
        matches!(outcome, Error::NotXapi { .. } | Error::Unreachable { .. }),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn what_cannot_be_reached() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let outcome = login_at(&format!("http://127.0.0.1:{port}"))
        .await
        .unwrap_err();
    assert_eq!(
        outcome.to_string(),
        format!("http://127.0.0.1:{port} cannot be reached: the connection was refused")
    );
    assert!(!outcome.may_have_had_effect() && outcome.is_transient());
    let outcome = login_at("http://no-such-host.invalid").await.unwrap_err();
    assert!(matches!(outcome, Error::Unreachable { .. }), "{outcome:?}");
    let outcome = login_at("unix:/nowhere/socket").await.unwrap_err();
    assert!(matches!(outcome, Error::Unreachable { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_silent_server_times_out() {
    let server = with_logins(|_| Answer::Silence).await;
    let timeouts = Timeouts {
        call: Duration::from_millis(300),
        ..patient()
    };
    let session = login_within(&server, timeouts).await;
    let outcome = session
        .call::<()>("VM.get_all", params![])
        .await
        .unwrap_err();
    assert_eq!(outcome, Error::TimedOut);
    assert!(outcome.may_have_had_effect());
    assert_eq!(server.count("VM.get_all"), 1);
}

#[tokio::test]
async fn a_cut_reply_gives_nothing() {
    let reply = r#"{"jsonrpc":"2.0","result":{"OpaqueRef:1":{"name_label":"a"},"OpaqueRef:2":{"na"#;
    for head in [
        "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n52\r\n",
    ] {
        let bytes = format!("{head}{reply}").into_bytes();
        let server = with_logins(move |_| Answer::Bytes(bytes.clone())).await;
        let session = login(&server).await;
        let outcome = session.get_all::<Vm>().await;
        assert_eq!(outcome, Err(Error::Cut), "{head}");
    }
}

#[tokio::test]
async fn only_reads_are_sent_again_on_a_doubt() {
    let server = with_logins(|_| Answer::Close).await;
    let session = login(&server).await;
    let started = session.call::<()>("VM.start", params![]).await.unwrap_err();
    assert!(matches!(started, Error::Broken { .. }), "{started:?}");
    assert!(started.may_have_had_effect());
    assert!(
        session
            .call::<()>("Async.VM.get_thing", params![])
            .await
            .is_err()
    );
    assert!(
        session
            .call::<String>("VM.get_name_label", params![])
            .await
            .is_err()
    );
    assert!(
        session
            .event_from(&["*"], "", Duration::ZERO)
            .await
            .is_err()
    );
    let counts = [
        "VM.start",
        "Async.VM.get_thing",
        "VM.get_name_label",
        "event.from",
    ]
    .map(|method| server.count(method));
    assert_eq!(counts, [1, 1, 2, 2]);
}

#[tokio::test]
async fn errors_come_through_with_their_parameters() {
    let server =
        with_logins(|_| error("VM_BAD_POWER_STATE", &["OpaqueRef:1", "halted", "running"])).await;
    let session = login(&server).await;
    let outcome = session.call::<()>("VM.start", params![]).await.unwrap_err();
    assert_eq!(
        outcome.to_string(),
        "The VM is running, but has to be halted for this"
    );
    assert!(!outcome.may_have_had_effect());
    let wrong = Server::start(|_| error("SESSION_AUTHENTICATION_FAILED", &["root", "no"])).await;
    let outcome = login_at(&wrong.url()).await.unwrap_err();
    assert!(matches!(
        outcome,
        Error::Api(ApiError::AuthenticationFailed { .. })
    ));
    assert_eq!(wrong.requests().len(), 1);
    assert!(!format!("{outcome} {outcome:?}").contains(PASSWORD));
}
