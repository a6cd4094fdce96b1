//! The HTTP side: upgrades to WebSocket where there are any, transfers, and a sign-in page for everything else.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;
use tracing::{debug, warn};

use super::stream::Stream;
use super::transfer::{self, Transfer};
use super::{Hub, console, socket};

/// Request line and headers together.
const HEAD_LIMIT: usize = 16 * 1024;

/// A request's head, and what came after it.
struct Request {
    method: String,
    /// Path and query, as they were sent.
    target: String,
    headers: Vec<(String, String)>,
    rest: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn lists(&self, header: &str, wanted: &str) -> bool {
        self.header(header).is_some_and(|list| {
            list.split([',', ';'])
                .any(|item| item.trim().eq_ignore_ascii_case(wanted))
        })
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        let mut pairs = self
            .header("cookie")?
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }
}

/// Serves until it is aborted; connections end with it.
pub async fn accept(hub: Arc<Hub>, listener: TcpListener, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        while connections.try_join_next().is_some() {}
        let (hub, tls) = (hub.clone(), tls.clone());
        connections.spawn(async move {
            if let Err(error) = connection(hub, stream, tls).await {
                debug!(%error, "an XO connection ended");
            }
        });
    }
}

async fn connection(hub: Arc<Hub>, stream: TcpStream, tls: Option<TlsAcceptor>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream: Box<dyn Stream> = match tls {
        None => Box::new(stream),
        Some(acceptor) => Box::new(acceptor.accept(stream).await?),
    };
    let mut request = read(&mut stream).await?;
    debug!(method = %request.method, target = %request.target, "XO request");
    if request.lists("upgrade", "websocket") {
        return upgrade(hub, stream, request).await;
    }
    match request.method.as_str() {
        "GET" => fetch(&hub, &mut stream, &request).await?,
        "POST" => receive(&hub, &mut stream, &mut request).await?,
        _ => respond(&mut stream, 302, &[("Location", "/signin")], b"").await?,
    }
    stream.shutdown().await
}

async fn read(stream: &mut Box<dyn Stream>) -> io::Result<Request> {
    let mut buffer = Vec::new();
    loop {
        let mut chunk = [0; 8192];
        let n = stream.read(&mut chunk).await?;
        buffer.extend_from_slice(&chunk[..n]);
        let mut headers = [httparse::EMPTY_HEADER; 100];
        let mut parsed = httparse::Request::new(&mut headers);
        let status = parsed.parse(&buffer).map_err(io::Error::other)?;
        if let httparse::Status::Complete(length) = status {
            return Ok(Request {
                method: parsed.method.unwrap_or("").to_owned(),
                target: parsed.path.unwrap_or("/").to_owned(),
                headers: parsed
                    .headers
                    .iter()
                    .map(|h| {
                        (
                            h.name.to_owned(),
                            String::from_utf8_lossy(h.value).into_owned(),
                        )
                    })
                    .collect(),
                rest: buffer.split_off(length),
            });
        }
        if n == 0 || buffer.len() > HEAD_LIMIT {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
}

async fn upgrade(hub: Arc<Hub>, mut stream: Box<dyn Stream>, request: Request) -> io::Result<()> {
    match request.target.as_str() {
        "/api/" | "/v5/api/" => {
            let socket = switch(stream, request).await?;
            socket::serve(hub, socket).await;
        }
        target if target.starts_with("/api/consoles/") => {
            let id = target.trim_start_matches("/api/consoles/");
            // Refused: the connection ends without a word.
            if let Some(screen) = console::open(&hub, id, request.cookie("token")).await {
                let socket = switch(stream, request).await?;
                console::carry(screen, socket).await;
            }
        }
        _ => {
            // Nobody ever answers: the client has to lose patience.
            let mut nothing = [0; 1024];
            while stream.read(&mut nothing).await? > 0 {}
        }
    }
    Ok(())
}

/// Turns a connection into a WebSocket. Only `binary` is a sub-protocol.
async fn switch(
    mut stream: Box<dyn Stream>,
    request: Request,
) -> io::Result<WebSocketStream<Box<dyn Stream>>> {
    let Some(key) = request.header("sec-websocket-key") else {
        respond(&mut stream, 400, &[], b"").await?;
        return Err(io::ErrorKind::InvalidData.into());
    };
    let mut head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n",
        derive_accept_key(key.as_bytes())
    );
    if request.lists("sec-websocket-protocol", "binary") {
        head.push_str("Sec-WebSocket-Protocol: binary\r\n");
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.flush().await?;
    Ok(WebSocketStream::from_partially_read(stream, request.rest, Role::Server, None).await)
}

async fn fetch(hub: &Arc<Hub>, stream: &mut Box<dyn Stream>, request: &Request) -> io::Result<()> {
    let outgoing = |transfer: &Transfer| !matches!(transfer, Transfer::Import { .. });
    match hub.take(&request.target, outgoing) {
        Some(Transfer::Objects { filter, limit }) => {
            let lines = hub.lines(filter.as_ref(), limit);
            let kind = ("Content-Type", "application/json");
            if request.lists("accept-encoding", "gzip") {
                let mut packed =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                packed.write_all(&lines)?;
                respond(
                    stream,
                    200,
                    &[kind, ("Content-Encoding", "gzip")],
                    &packed.finish()?,
                )
                .await
            } else {
                respond(stream, 200, &[kind], &lines).await
            }
        }
        Some(Transfer::Export { vm }) => {
            let kind = ("Content-Type", "application/octet-stream");
            respond(stream, 200, &[kind], &transfer::archive(&vm)).await
        }
        _ if request.target == "/signin" => {
            let page = b"<!doctype html><title>Xen Orchestra</title><p>A simulated xo-server: it has no pages.</p>";
            respond(stream, 200, &[("Content-Type", "text/html")], page).await
        }
        _ => respond(stream, 302, &[("Location", "/signin")], b"").await,
    }
}

async fn receive(
    hub: &Arc<Hub>,
    stream: &mut Box<dyn Stream>,
    request: &mut Request,
) -> io::Result<()> {
    let incoming = |transfer: &Transfer| matches!(transfer, Transfer::Import { .. });
    let length = request
        .header("content-length")
        .and_then(|n| n.trim().parse::<u64>().ok());
    let Some(Transfer::Import { sr }) = hub.take(&request.target, incoming) else {
        return respond(stream, 302, &[("Location", "/signin")], b"").await;
    };
    let Some(length) = length else {
        return respond(stream, 411, &[], b"").await;
    };
    if request.lists("expect", "100-continue") {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
    }
    let mut body = std::mem::take(&mut request.rest);
    let missing = length.saturating_sub(body.len() as u64);
    stream.take(missing).read_to_end(&mut body).await?;
    if (body.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let (status, answer) = transfer::import(&sr, &body, true).await;
    let kind = ("Content-Type", "application/json");
    respond(stream, status, &[kind], answer.as_bytes()).await
}

/// Sends an answer in chunks, as a server does that does not know the length beforehand, and ends.
async fn respond(
    stream: &mut Box<dyn Stream>,
    status: u16,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<()> {
    let reason = match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        411 => "Length Required",
        _ => "Internal Server Error",
    };
    let mut head = format!(
        "HTTP/1.1 {status} {reason}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    );
    for (name, value) in headers {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    for chunk in body.chunks(64 * 1024) {
        stream
            .write_all(format!("{:x}\r\n", chunk.len()).as_bytes())
            .await?;
        stream.write_all(chunk).await?;
        stream.write_all(b"\r\n").await?;
    }
    stream.write_all(b"0\r\n\r\n").await?;
    stream.flush().await
}
