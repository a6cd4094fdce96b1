//! Servers that quote what they were sent.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::{accept_async, tungstenite::Message};
use tracing::{instrument::WithSubscriber, subscriber::NoSubscriber};

async fn serve<F>(with: impl Fn(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = Option<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = async move {
        while let Ok((stream, _)) = listener.accept().await {
            // What this writes into the log is none of the program's.
            tokio::spawn(with(stream).with_subscriber(NoSubscriber::default()));
        }
    };
    tokio::spawn(serving);
    address
}

/// A web server whose pages of that status quote the whole request.
pub async fn web(status: u16) -> SocketAddr {
    serve(move |mut stream| async move {
        let mut request = Vec::new();
        // It is short, and comes in one piece or two.
        while !request.ends_with(b"}") && !request.ends_with(b"</methodCall>") {
            if stream.read_buf(&mut request).await.ok()? == 0 {
                return None;
            }
        }
        let head = format!(
            "HTTP/1.1 {status} Odd\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            request.len()
        );
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(&request).await.ok()
    })
    .await
}

/// A pool's host that refuses each call with an error that quotes it.
pub async fn pool() -> SocketAddr {
    serve(|mut stream| async move {
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            if stream.read_buf(&mut request).await.ok()? == 0 {
                return None;
            }
        }
        let text = String::from_utf8_lossy(&request);
        let call = text.split("\r\n\r\n").nth(1).unwrap_or_default();
        let words: Value = serde_json::from_str(call).unwrap_or_default();
        let error = json!({ "message": "INTERNAL_ERROR", "data": [call, words["params"][1]] });
        let reply = json!({ "jsonrpc": "2.0", "id": 1, "error": error }).to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            reply.len()
        );
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(reply.as_bytes()).await.ok()
    })
    .await
}

/// A Xen Orchestra that refuses each call but the first with an error that quotes it.
pub async fn orchestra() -> SocketAddr {
    serve(|stream| async move {
        let mut socket = accept_async(stream).await.ok()?;
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else {
                continue;
            };
            let request: Value = serde_json::from_str(&text).ok()?;
            let reply = match request["method"].as_str() {
                Some("system.getServerVersion") => {
                    json!({ "jsonrpc": "2.0", "id": request["id"], "result": "5.207.2" })
                }
                _ => {
                    let error = json!({ "code": -32000, "message": *text, "data": request });
                    json!({ "jsonrpc": "2.0", "id": request["id"], "error": error })
                }
            };
            socket.send(Message::text(reply.to_string())).await.ok()?;
        }
        Some(())
    })
    .await
}
