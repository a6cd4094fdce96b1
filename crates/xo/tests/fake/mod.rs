//! A server that plays xo-server, traps and all, as far as a test's script has it.

#![allow(clippy::unwrap_used, dead_code)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use test_support::hold;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use xo::{Connector, Endpoint, Timeouts};

/// What the server says to a request.
pub enum Say {
    /// A text frame.
    Text(String),
    /// The end: a close frame without a code, and nothing after it.
    Close,
    /// The end: the socket just goes.
    Drop,
}

/// The result of a request.
pub fn result(request: &Value, result: Value) -> Say {
    Say::Text(json!({"jsonrpc": "2.0", "id": request["id"], "result": result}).to_string())
}

/// The error of a request, its members in an order that xo-server likes.
pub fn error(request: &Value, code: i64, message: &str, data: Value) -> Say {
    let error = json!({"message": message, "code": code, "data": data});
    Say::Text(json!({"error": error, "id": request["id"], "jsonrpc": "2.0"}).to_string())
}

pub fn notification(kind: &str, items: Value) -> Say {
    let params = json!({"type": kind, "items": items});
    Say::Text(json!({"jsonrpc": "2.0", "method": "all", "params": params}).to_string())
}

type Script = dyn Fn(&Value) -> Vec<Say> + Send + Sync;
/// From the head and the body of a request to the bytes of an answer; to none, to hang up.
type Http = dyn Fn(&str, &[u8]) -> Vec<u8> + Send + Sync;

pub struct Fake {
    pub address: SocketAddr,
    inner: Arc<Inner>,
    _running: JoinSet<()>,
}

struct Inner {
    requests: Mutex<Vec<Value>>,
    heads: Mutex<Vec<String>>,
    script: Box<Script>,
    http: Box<Http>,
}

impl Fake {
    /// Answers JSON-RPC as `script` has it, except for the question that every client begins with.
    pub async fn start(script: impl Fn(&Value) -> Vec<Say> + Send + Sync + 'static) -> Self {
        Self::with_http(script, |_, _| Vec::new()).await
    }

    pub async fn with_http(
        script: impl Fn(&Value) -> Vec<Say> + Send + Sync + 'static,
        http: impl Fn(&str, &[u8]) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Arc::new(Inner {
            requests: Mutex::default(),
            heads: Mutex::default(),
            script: Box::new(script),
            http: Box::new(http),
        });
        let mut running = JoinSet::new();
        let serving = inner.clone();
        running.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let inner = serving.clone();
                connections.spawn(async move { inner.serve(stream).await });
            }
        });
        Self {
            address,
            inner,
            _running: running,
        }
    }

    /// What came over WebSockets so far.
    pub fn requests(&self) -> Vec<Value> {
        self.inner.requests.lock().unwrap().clone()
    }

    /// The methods of that.
    pub fn methods(&self) -> Vec<String> {
        let requests = self.requests();
        let methods = requests.iter().map(|request| request["method"].as_str());
        methods.map(|method| method.unwrap().to_owned()).collect()
    }

    /// The heads of all HTTP requests so far, upgrades among them.
    pub fn heads(&self) -> Vec<String> {
        self.inner.heads.lock().unwrap().clone()
    }

    pub fn connector(&self) -> Connector {
        connector(&format!("http://{}", self.address))
    }

    pub async fn connect(&self) -> xo::Client {
        self.connector().connect().await.unwrap()
    }
}

/// With the patience of a test.
pub fn connector(url: &str) -> Connector {
    Connector::new(Endpoint::parse(url).unwrap()).timeouts(Timeouts {
        connect: Duration::from_millis(1500),
        call: Duration::from_secs(10),
        throttle: Duration::from_millis(50),
        ..Timeouts::default()
    })
}

impl Inner {
    async fn serve(&self, stream: TcpStream) {
        let head = peek_head(&stream).await;
        let Some(head) = head else { return };
        self.heads.lock().unwrap().push(head.clone());
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let lower = head.to_ascii_lowercase();
        if !lower.contains("upgrade: websocket") {
            return self.transfer(stream, &head).await;
        }
        if path == "/api/" {
            return self.talk(stream).await;
        }
        match path.strip_prefix("/api/consoles/") {
            // Refused without a word.
            Some(id) if id != "running" || !lower.contains("\r\ncookie: token=good\r\n") => {}
            Some(_) => console(stream).await,
            // Never answered.
            None => std::future::pending().await,
        }
    }

    /// JSON-RPC.
    pub async fn talk(&self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else {
            return;
        };
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else {
                continue;
            };
            let request: Value = serde_json::from_str(&text).unwrap();
            self.requests.lock().unwrap().push(request.clone());
            let answers = match request["method"].as_str() {
                Some("system.getServerVersion") => vec![result(&request, json!("5.207.2"))],
                _ => (self.script)(&request),
            };
            for say in answers {
                match say {
                    Say::Text(text) => socket.send(Message::text(text)).await.unwrap(),
                    Say::Close => {
                        let _ = socket.close(None).await;
                        while let Some(Ok(_)) = socket.next().await {}
                        return;
                    }
                    Say::Drop => return,
                }
            }
        }
    }

    async fn transfer(&self, mut stream: TcpStream, head: &str) {
        let mut skip = vec![0; head.len()];
        stream.read_exact(&mut skip).await.unwrap();
        let length = head.to_ascii_lowercase();
        let length = length
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next()?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut body).await.unwrap();
        let answer = (self.http)(head, &body);
        stream.write_all(&answer).await.unwrap();
    }
}

/// A console that greets and then says what it is told.
async fn console(stream: TcpStream) {
    #[allow(clippy::result_large_err)]
    let protocol = |request: &Request, mut response: Response| -> Result<_, ErrorResponse> {
        let asked = request.headers()["sec-websocket-protocol"].clone();
        response
            .headers_mut()
            .insert("sec-websocket-protocol", asked);
        Ok(response)
    };
    let socket = tokio_tungstenite::accept_hdr_async(stream, protocol).await;
    let mut socket = socket.unwrap();
    let greeting = Message::binary(b"RFB 003.008\n".to_vec());
    socket.send(greeting).await.unwrap();
    while let Some(Ok(message)) = socket.next().await {
        match message {
            Message::Binary(bytes) if &bytes[..] == b"bye" => return,
            Message::Binary(_) => socket.send(message).await.unwrap(),
            _ => {}
        }
    }
}

async fn peek_head(stream: &TcpStream) -> Option<String> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = stream.peek(&mut buffer).await.ok()?;
        if count == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&buffer[..count]);
        if let Some(end) = text.find("\r\n\r\n") {
            return Some(text[..end + 4].to_owned());
        }
        hold(Duration::from_millis(1)).await;
    }
}

/// An answer over HTTP.
pub fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}
