//! Consoles and transfers.

use std::io::Cursor;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use xo::{Error, ErrorCode, SignIn, Token};

use crate::fake::{Fake, http, result};

fn person() -> Value {
    json!({"id": "584c", "email": "admin", "permission": "admin"})
}

async fn signed_in(fake: &Fake, token: &str) -> xo::Client {
    let client = fake.connect().await;
    let who = SignIn::Token(Token::new(token));
    client.sign_in(&who).await.unwrap();
    client
}

#[tokio::test]
async fn a_console_is_bytes_both_ways() {
    let fake = Fake::start(|request| vec![result(request, person())]).await;
    let client = signed_in(&fake, "good").await;
    let mut console = client.console("running").await.unwrap();
    let mut greeting = [0; 12];
    // In pieces, as a reader likes.
    console.read_exact(&mut greeting[..3]).await.unwrap();
    console.read_exact(&mut greeting[3..]).await.unwrap();
    assert_eq!(&greeting, b"RFB 003.008\n");
    // More than goes into one message.
    let sent = vec![7; 200_000];
    console.write_all(&sent).await.unwrap();
    console.flush().await.unwrap();
    let mut echoed = vec![0; sent.len()];
    console.read_exact(&mut echoed).await.unwrap();
    assert_eq!(echoed, sent);
    // The server hangs up without ceremony: an end, no error.
    console.write_all(b"bye").await.unwrap();
    console.flush().await.unwrap();
    assert_eq!(console.read(&mut [0; 8]).await.unwrap(), 0);

    let heads = fake.heads();
    let head = heads[1].to_ascii_lowercase();
    assert!(
        head.contains("sec-websocket-protocol: binary\r\n"),
        "{head}"
    );
    assert_eq!(head.matches("cookie: token=good\r\n").count(), 1);
}

#[tokio::test]
async fn whoever_signed_in_by_password_gets_a_token_for_consoles_once() {
    let fake = Fake::start(|request| match request["method"].as_str().unwrap() {
        "token.create" => vec![result(request, json!("good"))],
        _ => vec![result(request, person())],
    })
    .await;
    let client = fake.connect().await;
    client
        .sign_in(&SignIn::password("admin", "made-up"))
        .await
        .unwrap();
    client.console("running").await.unwrap();
    client.console("running").await.unwrap();
    assert_eq!(fake.methods()[1..], ["session.signIn", "token.create"]);
}

#[tokio::test]
async fn a_console_is_refused_by_hanging_up() {
    let fake = Fake::start(|request| vec![result(request, person())]).await;
    let client = signed_in(&fake, "good").await;
    let refused = client.console("halted").await.unwrap_err();
    assert!(
        matches!(refused, Error::Refused { status: 0, .. }),
        "{refused:?}"
    );
    assert!(!refused.may_have_had_effect());
    let client = signed_in(&fake, "bad").await;
    let refused = client.console("running").await.unwrap_err();
    assert!(
        matches!(refused, Error::Refused { status: 0, .. }),
        "{refused:?}"
    );
    // What could lead elsewhere is not sent at all.
    let refused = client.console("../x").await.unwrap_err();
    assert!(matches!(refused, Error::BadEndpoint { .. }), "{refused:?}");
    assert_eq!(fake.heads().len(), 4);
}

#[tokio::test]
async fn downloads() {
    let fake = Fake::with_http(
        |_| Vec::new(),
        |head, _| match head.split(' ').nth(1).unwrap() {
            "/api/x/a%20-%20b.xva" => http("200 OK", "Content-Type: application/xva\r\n", b"xva"),
            "/api/used" => http("302 Found", "Location: /signin\r\n", b""),
            _ => http("500 Internal Server Error", "", b"made up"),
        },
    )
    .await;
    let client = fake.connect().await;
    let download = client.get_from("/api/x/a%20-%20b.xva").await.unwrap();
    assert_eq!(download.content_type(), Some("application/xva"));
    assert_eq!(download.content_length(), Some(3));
    assert_eq!(&download.bytes(10).await.unwrap()[..], b"xva");
    let download = client.get_from("/api/x/a%20-%20b.xva").await.unwrap();
    assert!(matches!(download.bytes(2).await, Err(Error::Unexpected(_))));

    let refused = client.get_from("/api/used").await.unwrap_err();
    assert!(
        matches!(refused, Error::Refused { status: 302, .. }),
        "{refused:?}"
    );
    let refused = client.get_from("/api/broken").await.unwrap_err();
    assert!(refused.to_string().contains("made up"), "{refused:?}");
    assert!(
        matches!(refused, Error::Refused { status: 500, .. }),
        "{refused:?}"
    );
    let refused = client.get_from("//elsewhere\r\nX: y").await.unwrap_err();
    assert!(matches!(refused, Error::Unexpected(_)), "{refused:?}");
    assert_eq!(fake.heads().len(), 5);
}

#[tokio::test]
async fn uploads() {
    let received: Arc<Mutex<Vec<u8>>> = Arc::default();
    let body_of = received.clone();
    let fake = Fake::with_http(
        |_| Vec::new(),
        move |head, body| {
            assert!(head.starts_with("POST /api/"), "{head}");
            *body_of.lock().unwrap() = body.to_vec();
            let length = body.len();
            let lower = head.to_ascii_lowercase();
            assert!(
                lower.contains(&format!("content-length: {length}\r\n")),
                "{head}"
            );
            assert!(!lower.contains("transfer-encoding"), "{head}");
            match head.split(' ').nth(1).unwrap() {
                "/api/good" => http("200 OK", "", br#"{"jsonrpc":"2.0","id":0,"result":"vm"}"#),
                "/api/bad" => http(
                    "500 Internal Server Error",
                    "",
                    br#"{"jsonrpc":"2.0","id":0,"error":{"code":24,"message":"no room"}}"#,
                ),
                _ => http("302 Found", "Location: /signin\r\n", b""),
            }
        },
    )
    .await;
    let client = fake.connect().await;
    let bytes: Vec<u8> = (0..300_000).map(|n| n as u8).collect();
    let length = bytes.len() as u64;
    let made: String = client
        .send_to("/api/good", Cursor::new(bytes.clone()), length)
        .await
        .unwrap();
    assert_eq!(made, "vm");
    assert_eq!(*received.lock().unwrap(), bytes);

    let failed = client.send_to::<String>("/api/bad", Cursor::new(bytes.clone()), length);
    let failed = failed.await.unwrap_err();
    assert_eq!(failed.code(), Some(ErrorCode::NotEnoughResources));
    let failed = client.send_to::<String>("/api/used", Cursor::new(bytes), length);
    let failed = failed.await.unwrap_err();
    assert!(
        matches!(failed, Error::Refused { status: 302, .. }),
        "{failed:?}"
    );
}
