//! A server that quotes what it was sent: whatever it is asked, no error has a secret in it.

use serde_json::{Value, json};
use xo::{Error, ErrorCode, NewServer, SignIn, Token};

use crate::fake::{Fake, Say, error, http, result};

/// With whatever has to be escaped somewhere.
const PASSWORD: &str = "ma<d>e \"up\\/ é";
/// What of secrets is left however they are escaped.
const TRACES: [&str; 5] = ["ma<", "up\\", "otp-48151", "token-2342", "server-1516"];

#[track_caller]
fn check<T>(outcome: xo::Result<T>) -> Error {
    let error = outcome.map(drop).unwrap_err();
    let data = error.api().map(|api| api.data.to_string());
    let told = format!("{error}\n{error:?}\n{data:?}");
    for trace in TRACES {
        assert!(!told.contains(trace), "{trace} in {told}");
    }
    error
}

fn server() -> NewServer {
    NewServer {
        host: "xen1".to_owned(),
        username: "root".to_owned(),
        password: "server-1516".to_owned().into(),
        label: String::new(),
        allow_unauthorized: true,
    }
}

/// The ways in which servers quote.
fn quoting(request: &Value, way: u64) -> Say {
    let all = request.to_string();
    let texts: Vec<&str> = request["params"]
        .as_object()
        .into_iter()
        .flat_map(|params| params.values().filter_map(Value::as_str))
        .collect();
    let texts = texts.join(" ");
    match way {
        0 => error(
            request,
            -32000,
            &all,
            json!({ "code": texts, "params": [all] }),
        ),
        1 => error(request, -32000, "no", json!({ texts: { "call": request } })),
        2 => error(
            request,
            10,
            &texts,
            json!({ "errors": [{ "value": texts }] }),
        ),
        3 => error(
            request,
            21,
            &texts.repeat(10_000),
            json!(vec![texts; 10_000]),
        ),
        4 => result(request, json!([[texts, all]])),
        _ => unreachable!("no other way"),
    }
}

const WAYS: u64 = 5;

#[tokio::test]
async fn the_answer_to_a_secret_is_not_quoted() {
    for way in 0..WAYS {
        let fake = Fake::start(move |request| vec![quoting(request, way)]).await;
        let client = fake.connect().await;
        let by_password = SignIn::Password {
            user: "admin".to_owned(),
            password: PASSWORD.to_owned().into(),
            otp: Some("otp-48151".to_owned().into()),
        };
        let failed = check(client.sign_in(&by_password).await);
        let token = Token::new("token-2342");
        check(client.sign_in(&SignIn::Token(token.clone())).await);
        check(client.add_server(&server()).await);
        if way == 4 {
            continue;
        }
        check(client.delete_own_token(&token).await);
        let told = failed.api().unwrap();
        assert_eq!(told.data, Value::Null);
        assert!(told.message.contains("not shown"), "{told}");
        let set = json!({ "id": "s", "password": "server-1516" });
        check(client.run("server.set", set).await);
    }
}

/// What was sent once is not quoted by the answer to another call either.
#[tokio::test]
async fn secrets_are_not_quoted_later() {
    let secrets = format!("{PASSWORD} otp-48151 token-2342 \"server-1516\"");
    let fake = Fake::start(move |request| match request["method"].as_str() {
        Some("session.signIn" | "server.add") => vec![error(request, 3, "no", Value::Null)],
        Some("token.create") => vec![result(request, json!("token-2342"))],
        Some("server.getAll") => {
            let why =
                json!({ "message": secrets, "code": "server-1516", "params": ["root", secrets] });
            vec![result(request, json!([{ "id": "s", "error": why }]))]
        }
        Some("vm.stop") => vec![Say::Text(
            json!({ "method": "all", "params": secrets }).to_string(),
        )],
        _ => vec![error(
            request,
            -32000,
            &secrets,
            json!({ "code": "X", "params": [secrets] }),
        )],
    })
    .await;
    let client = fake.connect().await;
    let by_password = SignIn::Password {
        user: "admin".to_owned(),
        password: PASSWORD.to_owned().into(),
        otp: Some("otp-48151".to_owned().into()),
    };
    check(client.sign_in(&by_password).await);
    client.create_token("made up", None, None).await.unwrap();
    check(client.add_server(&server()).await);
    let told = check(client.run("vm.start", json!({ "id": "v" })).await);
    assert_eq!(told.code(), Some(ErrorCode::Other));
    assert_eq!(told.api().unwrap().message, "… … … \"…\"");
    assert_eq!(told.api().unwrap().of_pool().unwrap().1, ["… … … \"…\""]);
    let servers = client.servers().await.unwrap();
    let told = format!("{:?}", servers[0].error);
    for trace in TRACES {
        assert!(!told.contains(trace), "{trace} in {told}");
    }
}

#[tokio::test]
async fn transfers_and_lists_quote_nothing() {
    let fake = Fake::with_http(
        |request| match request["method"].as_str() {
            Some("session.signIn") => vec![error(request, 3, "no", Value::Null)],
            Some("xo.getAllObjects") => vec![result(request, json!({ "a": [PASSWORD] }))],
            _ => vec![result(request, json!({ "$getFrom": "/api/list" }))],
        },
        |head, _| {
            let page = |status| http(status, "", format!("<p>{PASSWORD}").as_bytes());
            match head.split(' ').nth(1) {
                Some("/api/forbidden") => page("403 Forbidden"),
                Some("/api/moved") => http("302 Found", "Location: /token-2342\r\n", b""),
                Some("/api/error") => {
                    let error = json!({ "error": { "code": -32000, "message": PASSWORD } });
                    http("500 Error", "", error.to_string().as_bytes())
                }
                _ => page("200 OK"),
            }
        },
    )
    .await;
    let client = fake.connect().await;
    let who = SignIn::password("admin", PASSWORD);
    check(client.sign_in(&who).await);
    check(
        client
            .sign_in(&SignIn::Token(Token::new("token-2342")))
            .await,
    );
    check(client.get_from("/api/forbidden").await);
    check(client.get_from("/api/moved").await);
    for path in ["/api/error", "/api/page", "/api/forbidden"] {
        check(client.send_to::<Value>(path, &b"body"[..], 4).await);
    }
    check(client.call::<bool>("xo.getAllObjects", json!({})).await);
    let listed = client
        .objects(&xo::Filter::All, None)
        .await
        .unwrap()
        .next()
        .await;
    assert_eq!(listed.unwrap().unwrap().id(), "a");
}
