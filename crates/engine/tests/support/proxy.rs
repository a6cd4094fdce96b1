//! A plain HTTP proxy that spoils answers to order.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What becomes of an answer.
pub enum Spoilt {
    /// It passes as it is.
    Not,
    /// Another body is sent in its place.
    Body(String),
    /// So many bytes of its body are sent, then the connection is cut.
    Cut(usize),
}

/// Looks at a request's body and its answer's body.
pub type Spoil = Arc<Mutex<dyn FnMut(&str, &str) -> Spoilt + Send>>;

pub async fn start(target: SocketAddr, spoil: Spoil) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let spoil = spoil.clone();
            tokio::spawn(async move {
                let server = TcpStream::connect(target).await.unwrap();
                pass(BufReader::new(client), BufReader::new(server), spoil).await;
            });
        }
    });
    format!("http://{address}")
}

async fn pass(mut client: BufReader<TcpStream>, mut server: BufReader<TcpStream>, spoil: Spoil) {
    while let Some((head, request)) = message(&mut client).await {
        server.write_all(head.as_bytes()).await.unwrap();
        server.write_all(request.as_bytes()).await.unwrap();
        let Some((head, answer)) = message(&mut server).await else {
            return;
        };
        let spoilt = (spoil.lock().unwrap())(&request, &answer);
        let (body, cut) = match spoilt {
            Spoilt::Not => (answer, None),
            Spoilt::Body(body) => (body, None),
            Spoilt::Cut(at) => (answer, Some(at)),
        };
        let head: String = head
            .split_inclusive("\r\n")
            .map(
                |line| match line.to_ascii_lowercase().starts_with("content-length:") {
                    true => format!("Content-Length: {}\r\n", body.len()),
                    false => line.to_owned(),
                },
            )
            .collect();
        let sent = &body.as_bytes()[..cut.unwrap_or(body.len()).min(body.len())];
        if client.write_all(head.as_bytes()).await.is_err()
            || client.write_all(sent).await.is_err()
            || cut.is_some()
        {
            return;
        }
    }
}

/// One HTTP message with its head as text.
async fn message(stream: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let mut head = String::new();
    let mut length = 0;
    loop {
        let start = head.len();
        if stream.read_line(&mut head).await.ok()? == 0 {
            return None;
        }
        let line = head[start..].trim().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((head, String::from_utf8(body).ok()?))
}
