//! A server that quotes what it was sent: whatever it is asked, no error has a secret in it.

use serde_json::{Value, json};
use xapi::{Credentials, Error, SessionRef, params};

use crate::server::{Answer, Request, Server, error};
use crate::{connector, login, of_hosts, with_logins};

/// With whatever has to be escaped somewhere.
const PASSWORD: &str = "ma<d>e &\"up\\/ é";
/// What of it is left however it is escaped, and what of a session.
const TRACES: [&str; 4] = ["ma<", "up\\", "bWE8ZD5l", "session-1"];

#[track_caller]
fn check(outcome: Result<(), Error>) {
    let error = outcome.unwrap_err();
    let told = format!(
        "{error}\n{error:?}\n{:?}",
        error.api().map(|api| api.params())
    );
    for trace in TRACES {
        assert!(!told.contains(trace), "{trace} in {told}");
    }
    // However much came: of each text so much, and of few texts.
    assert!(told.chars().count() < 100_000, "{}", told.len());
}

/// The ways in which servers quote.
fn quoting(request: &Request, way: usize) -> Answer {
    let (head, body) = (&request.head, &request.body);
    let texts = request
        .params
        .iter()
        .map(|param| param.as_str().unwrap_or_default());
    let all = texts.collect::<Vec<_>>().join(" ");
    let page = |status: u16| Answer::Page(status, "text/html", format!("{head} {body} {all}"));
    let reply = |member: &str, value: Value| {
        Answer::Page(
            200,
            "application/json",
            json!({ member: value, "id": 1 }).to_string(),
        )
    };
    match way {
        0 => page(200),
        1 => page(400),
        2 => page(500),
        3 => Answer::Page(200, "application/json", body.clone()),
        4 => reply(
            "error",
            json!({ "message": "INTERNAL_ERROR", "data": [body, all, head] }),
        ),
        5 => reply("error", json!({ "message": all, "data": [] })),
        6 => reply("error", json!([format!("Unknown: {body}"), all])),
        7 => reply("error", json!(["SESSION_AUTHENTICATION_FAILED", all, body])),
        8 => reply("error", json!(["HOST_IS_SLAVE", all])),
        9 => reply("result", json!({ "why": all, "what": body })),
        10 => reply("error", json!(["SESSION_INVALID", all, body])),
        11 => reply(
            "error",
            json!({ "message": "NOT", "data": vec![body.repeat(300); 300] }),
        ),
        12 => {
            let head = "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: https://x/";
            let all = all.replace(|c: char| !c.is_ascii_graphic(), "");
            Answer::Bytes(format!("{head}{all}\r\n\r\n").into_bytes())
        }
        13 => {
            let body = body.replace('&', "&amp;").replace('<', "&lt;");
            let fault = format!(
                "<?xml version=\"1.0\"?><methodResponse><fault><value><struct><member><name>\
                 faultCode</name><value><int>1</int></value></member><member><name>faultString\
                 </name><value>{body}</value></member></struct></value></fault></methodResponse>"
            );
            Answer::Page(200, "text/xml", fault)
        }
        _ => unreachable!("no other way"),
    }
}

const WAYS: usize = 14;

#[tokio::test]
async fn the_answer_to_a_password_is_not_quoted() {
    for way in 0..WAYS {
        let server = Server::start(move |request| quoting(request, way)).await;
        let there = connector(&server.url());
        let credentials = Credentials::new("root", PASSWORD);
        check(there.login(&credentials).await.map(drop));
        check(there.local_login(&credentials).await.map(drop));
        let session = SessionRef::from("OpaqueRef:session-1");
        if way == 10 || way == 9 {
            // These two are as good as an answer to whoever wants a session to be gone.
            continue;
        }
        check(there.resume_to_close(&session).await);
    }
}

#[tokio::test]
async fn calls_quote_no_session() {
    for way in (0..WAYS).filter(|way| *way != 10) {
        let server = with_logins(move |request| quoting(request, way)).await;
        let session = login(&server).await;
        check(
            session
                .call::<()>("VM.start", params!["OpaqueRef:v"])
                .await
                .and(Err(Error::Cut)),
        );
        check(
            session
                .call::<bool>("VM.get_it", params!["OpaqueRef:v"])
                .await
                .map(drop),
        );
        check(
            session
                .event_from(&["*"], "", std::time::Duration::ZERO)
                .await
                .map(drop),
        );
        check(session.heartbeat().await.map(drop));
    }
}

/// A password that is quoted long after it was sent.
#[tokio::test]
async fn later_calls_quote_no_password() {
    let server = with_logins(|_| error("MADE_UP", &[crate::PASSWORD, "of root"])).await;
    let session = login(&server).await;
    let outcome = session.call::<()>("VM.start", params![]).await.unwrap_err();
    assert_eq!(outcome.api().unwrap().params(), ["…", "of root"]);
}

#[tokio::test]
async fn streams_quote_no_session() {
    let server = with_logins(|request| {
        let quoted = request.head.replace("\r\n", " ");
        let page = Answer::Page(403, "text/html", format!("<p>Forbidden:</p> {quoted}"));
        let moved = |to: String| {
            let head = "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation:";
            Answer::Bytes(format!("{head} {to}\r\n\r\n").into_bytes())
        };
        match request.line.as_str() {
            "GET /moved" => moved("https://session-1.example/OpaqueRef:session-1".to_owned()),
            "GET /odd" => moved("https://x/OpaqueRef:session-1 \u{e9}".to_owned()),
            line if line.starts_with("GET") || line.starts_with("CONNECT") => page,
            _ => of_hosts(request, &["127.0.0.1"]).unwrap_or(Answer::Close),
        }
    })
    .await;
    let session = login(&server).await;
    check(session.get("/page").await.map(drop));
    check(session.get("/moved").await.map(drop));
    check(session.get("/odd").await.map(drop));
    check(session.open_console("c").await.map(drop));
    check(
        session
            .open_console("https://OpaqueRef:session-1/")
            .await
            .map(drop),
    );
}
