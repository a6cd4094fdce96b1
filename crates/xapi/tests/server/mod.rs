//! A server that says what a test wants it to: as little of HTTP as the client can be told with.

#![allow(dead_code, clippy::unwrap_used)]

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use test_support::hold;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Method and target, such as `POST /jsonrpc`.
    pub line: String,
    /// The head, with the line.
    pub head: String,
    /// The body.
    pub body: String,
    /// Of a call, the API's method.
    pub method: String,
    /// Of a call by JSON, the parameters.
    pub params: Vec<Value>,
    /// Which connection it came over, counted from 0.
    pub connection: usize,
}

/// What to do about it.
pub enum Answer {
    /// A JSON reply with this result.
    Result(Value),
    /// A JSON reply with this error.
    Error(&'static str, Vec<String>),
    /// A body of that status and content type.
    Page(u16, &'static str, String),
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes as they are, then the end of the connection once somebody says so.
    Until(Vec<u8>, Arc<Notify>),
    /// These bytes; then whatever comes is sent back.
    Echo(Vec<u8>),
    /// These bytes, each part after a wait; then silence.
    Drip(Vec<(Duration, Vec<u8>)>),
    /// The answer, once it is known.
    Later(Pin<Box<dyn Future<Output = Answer> + Send>>),
    /// The end of the connection at once.
    Close,
    /// Nothing, for ever.
    Silence,
}

/// The answer, after a wait.
pub fn later(wait: Duration, answer: Answer) -> Answer {
    Answer::Later(Box::pin(async move {
        hold(wait).await;
        answer
    }))
}

/// An error without parameters, or with some.
pub fn error(code: &'static str, params: &[&str]) -> Answer {
    Answer::Error(code, params.iter().map(|text| text.to_string()).collect())
}

/// A value as an XML reply.
pub fn xml(value: &str) -> Answer {
    Answer::Page(
        200,
        "text/xml",
        format!(
            "<?xml version=\"1.0\"?><methodResponse><params><param><value><struct><member><name>\
             Status</name><value>Success</value></member><member><name>Value</name><value>{value}\
             </value></member></struct></value></param></params></methodResponse>"
        ),
    )
}

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Serves plain HTTP; `answer` is asked about each request.
    pub async fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::listen(answer, None).await
    }

    /// Serves TLS.
    pub async fn start_tls(
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
        tls: TlsAcceptor,
    ) -> Self {
        Self::listen(answer, Some(tls)).await
    }

    async fn listen(
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
        tls: Option<TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), requests.clone());
        tokio::spawn(async move {
            let mut connection = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, seen, tls) = (answer.clone(), seen.clone(), tls.clone());
                let number = connection;
                connection += 1;
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &*answer, &seen, number).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &*answer, &seen, number).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, requests }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The methods called, in order.
    pub fn methods(&self) -> Vec<String> {
        self.requests()
            .into_iter()
            .map(|request| request.method)
            .collect()
    }

    /// How often that method was called.
    pub fn count(&self, method: &str) -> usize {
        self.methods()
            .iter()
            .filter(|called| *called == method)
            .count()
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    answer: &(impl Fn(&Request) -> Answer + ?Sized),
    seen: &Mutex<Vec<Request>>,
    connection: usize,
) {
    loop {
        let Some(mut request) = read(&mut stream).await else {
            return;
        };
        request.connection = connection;
        seen.lock().unwrap().push(request.clone());
        let mut answer = answer(&request);
        while let Answer::Later(known) = answer {
            answer = known.await;
        }
        let (status, content_type, body) = match answer {
            Answer::Result(value) => {
                let reply = json!({"jsonrpc": "2.0", "result": value, "id": 1});
                (200, "application/json", reply.to_string())
            }
            Answer::Error(code, params) => {
                let error = json!({"code": 1, "message": code, "data": params});
                let reply = json!({"jsonrpc": "2.0", "error": error, "id": 1});
                (200, "application/json", reply.to_string())
            }
            Answer::Page(status, content_type, body) => (status, content_type, body),
            Answer::Bytes(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Answer::Until(bytes, told) => {
                let _ = stream.write_all(&bytes).await;
                told.notified().await;
                let _ = stream.shutdown().await;
                return;
            }
            Answer::Echo(bytes) => {
                stream.write_all(&bytes).await.unwrap();
                let mut buffer = [0; 1024];
                while let Ok(length @ 1..) = stream.read(&mut buffer).await {
                    stream.write_all(&buffer[..length]).await.unwrap();
                }
                return;
            }
            Answer::Drip(parts) => {
                for (wait, bytes) in parts {
                    hold(wait).await;
                    if stream.write_all(&bytes).await.is_err() {
                        return;
                    }
                }
                std::future::pending().await
            }
            Answer::Later(..) => unreachable!("waited for above"),
            Answer::Close => {
                let _ = stream.shutdown().await;
                return;
            }
            Answer::Silence => std::future::pending().await,
        };
        let reply = format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {}\r\ncontent-type: {content_type}\r\n\
             connection: keep-alive\r\n\r\n{body}",
            body.len()
        );
        if stream.write_all(reply.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let length = head
        .lines()
        .find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length:")?
                .trim()
                .parse()
                .ok()
        })
        .unwrap_or(0);
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = String::from_utf8(bytes[end..].to_vec()).unwrap();
    let call: Value = serde_json::from_str(&body).unwrap_or_default();
    let xml_method = || {
        let (_, rest) = body.split_once("<methodName>")?;
        Some(rest.split_once("</methodName>")?.0.to_owned())
    };
    let line = head.lines().next().unwrap_or_default();
    Some(Request {
        line: line
            .rsplit_once(' ')
            .map_or(line, |(line, _)| line)
            .to_owned(),
        method: call["method"]
            .as_str()
            .map(str::to_owned)
            .or_else(xml_method)
            .unwrap_or_default(),
        params: call["params"].as_array().cloned().unwrap_or_default(),
        head,
        body,
        connection: 0,
    })
}
