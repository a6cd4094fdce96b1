//! Who may connect, and what comes back.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

use std::sync::Arc;

use engine::{Config, Engine, vault::Memory};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use serve::Server;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::{HeaderValue, StatusCode},
    },
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

const ORIGIN: &str = "http://127.0.0.1:1420";

/// A server with nothing behind it. It runs until the test ends.
async fn start() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config::new(
        folder.path(),
        folder.path().join("data"),
        "1.2.3",
        Arc::new(Memory::new()),
    );
    let engine = Engine::start(config).await.unwrap();
    let server = Server::bind(0, vec![ORIGIN.to_owned()]).await.unwrap();
    let url = server.url().to_owned();
    tokio::spawn(server.run(engine));
    (folder, url)
}

async fn connect(url: &str, origin: Option<&'static str>) -> Result<Socket, Error> {
    let mut request = url.into_client_request().unwrap();
    if let Some(origin) = origin {
        let header = HeaderValue::from_static(origin);
        request.headers_mut().insert("origin", header);
    }
    connect_async(request).await.map(|(socket, _)| socket)
}

/// The status of a refusal.
async fn refusal(url: &str, origin: Option<&'static str>) -> StatusCode {
    match connect(url, origin).await {
        Err(Error::Http(response)) => response.status(),
        other => panic!("{other:?}"),
    }
}

async fn ask(socket: &mut Socket, request: Value) {
    let text = Message::text(request.to_string());
    socket.send(text).await.unwrap();
}

async fn hear(socket: &mut Socket) -> Value {
    let message = socket.next().await.unwrap().unwrap();
    serde_json::from_str(message.to_text().unwrap()).unwrap()
}

#[tokio::test]
async fn only_who_knows_the_token_may_connect_and_only_from_a_page_that_is_allowed() {
    let (_folder, url) = start().await;
    assert!(url.starts_with("ws://127.0.0.1:"), "{url}");
    for origin in [None, Some("http://example.org"), Some("null")] {
        assert_eq!(
            refusal(&url, origin).await,
            StatusCode::FORBIDDEN,
            "{origin:?}"
        );
    }
    let (door, token) = url.rsplit_once('/').unwrap();
    for wrong in [String::new(), token[1..].to_owned(), format!("{token}0")] {
        let status = refusal(&format!("{door}/{wrong}"), Some(ORIGIN)).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert!(connect(&url, Some(ORIGIN)).await.is_ok());
}

#[tokio::test]
async fn each_server_has_a_token_of_its_own() {
    let (_one, first) = start().await;
    let (_other, second) = start().await;
    let token = |url: &str| url.rsplit_once('/').unwrap().1.to_owned();
    assert_ne!(token(&first), token(&second));
}

#[tokio::test]
async fn requests_are_answered_and_messages_come() {
    let (_folder, url) = start().await;
    let mut socket = connect(&url, Some(ORIGIN)).await.unwrap();
    ask(
        &mut socket,
        json!({ "id": 7, "command": "startup", "args": {} }),
    )
    .await;
    let reply = hear(&mut socket).await;
    assert_eq!(reply["id"], 7);
    assert_eq!(reply["answer"]["version"], "1.2.3");

    ask(
        &mut socket,
        json!({ "id": 8, "command": "no_such", "args": {} }),
    )
    .await;
    let reply = hear(&mut socket).await;
    assert_eq!(reply["problem"]["code"], "bad_request");

    let args = json!({ "spec": { "view": "connections" } });
    ask(
        &mut socket,
        json!({ "id": 9, "command": "open_view", "args": args }),
    )
    .await;
    let replies = [hear(&mut socket).await, hear(&mut socket).await];
    assert!(replies.iter().any(|reply| reply["id"] == 9));
    let frame = replies
        .iter()
        .find(|reply| reply["message"]["is"] == "frame");
    let body = &frame.expect("a frame")["message"]["body"];
    assert_eq!(*body, json!({ "view": "connections", "data": [] }));
}
