//! HTTP as the server speaks it: its own limits, its own headers, its own error pages.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::body::Body;

/// Request line and headers together.
const HEAD_LIMIT: usize = 1024;
/// Body of a call.
const BODY_LIMIT: usize = 300 * 1024;
/// How long a request may take to arrive once its first byte is there.
const HEAD_TIME: Duration = Duration::from_secs(60);

/// What headers begin with that go into the `other_config` of the call's task.
const TASK_HEADER: &str = "x-http-other-config-";

/// A byte stream in both directions.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {
    /// Makes its end a TCP reset, where it has TCP below.
    fn end_with_reset(&self) -> io::Result<()>;
}

impl Stream for TcpStream {
    fn end_with_reset(&self) -> io::Result<()> {
        self.set_zero_linger()
    }
}

impl Stream for TlsStream<TcpStream> {
    fn end_with_reset(&self) -> io::Result<()> {
        self.get_ref().0.set_zero_linger()
    }
}

/// A request.
#[derive(Debug)]
pub struct Request {
    /// Method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Query, decoded, in order.
    pub query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    /// Minor version of HTTP/1.
    pub minor: u8,
    /// Body.
    pub body: Vec<u8>,
    /// So many bytes of a body follow that is too large to be read before it is looked at.
    pub following: usize,
}

impl Request {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// A query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// The session named in the cookie, or in the query.
    pub fn session(&self) -> Option<String> {
        let cookie = self
            .header("cookie")
            .into_iter()
            .flat_map(|line| line.split(';'))
            .find_map(|pair| {
                let (name, value) = pair.trim().split_once('=')?;
                (name == "session_id").then(|| decode(value))
            });
        cookie.or_else(|| self.param("session_id").map(str::to_owned))
    }

    /// What the headers `x-http-other-config-<key>` say: they go into the `other_config` of the call's task.
    pub fn other_config(&self) -> Vec<(String, String)> {
        let named = self.headers.iter().filter_map(|(name, value)| {
            let (prefix, key) = name.split_at_checked(TASK_HEADER.len())?;
            prefix
                .eq_ignore_ascii_case(TASK_HEADER)
                .then(|| (format!("http:{key}"), value.clone()))
        });
        named.collect()
    }

    /// Whether it sends what goes into disks.
    pub fn is_upload(&self) -> bool {
        let is_of_disk = self.path.starts_with("/import_raw_vdi");
        self.method == "PUT" && (is_of_disk || self.path == "/import")
    }

    /// Whether the connection stays open for another request.
    pub fn keep_alive(&self) -> bool {
        let connection = self.header("connection").unwrap_or("").to_ascii_lowercase();
        if self.minor == 0 {
            connection == "keep-alive"
        } else {
            connection != "close"
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Header lines in order.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Body,
    /// Whether the connection stays open.
    pub keep: bool,
    /// Minor version of HTTP/1 to answer with.
    pub minor: u8,
}

/// Why no request could be read.
#[derive(Debug)]
pub enum Unread {
    /// The peer is gone, or said nothing.
    Gone,
    /// It gets this answer, and the connection ends.
    Refused(Response),
}

impl From<io::Error> for Unread {
    fn from(_: io::Error) -> Unread {
        Unread::Gone
    }
}

/// A connection and the bytes that came with the last request but do not belong to it.
pub struct Connection {
    /// The stream.
    pub stream: Box<dyn Stream>,
    /// Bytes read ahead.
    pub rest: Vec<u8>,
}

impl Connection {
    /// Waits for a request.
    pub async fn read(&mut self) -> Result<Request, Unread> {
        let mut buffer = std::mem::take(&mut self.rest);
        if buffer.is_empty() {
            self.more(&mut buffer).await?;
        }
        let head = tokio::time::timeout(HEAD_TIME, self.head(&mut buffer)).await;
        let (mut request, length) = match head {
            Ok(read) => read?,
            Err(_) => return Err(Unread::Refused(error_page(408, "request timeout", "", 1))),
        };
        if request.is_upload() {
            request.following = length;
            self.rest = buffer;
            return Ok(request);
        }
        if request.header("transfer-encoding").is_some() {
            return Err(Unread::Refused(internal_error(
                "Http.Chunked_request_not_supported",
                request.minor,
            )));
        }
        if length > BODY_LIMIT {
            return Err(Unread::Refused(internal_error(
                "Http.Client_requested_size_over_limit",
                request.minor,
            )));
        }
        if request
            .header("expect")
            .is_some_and(|e| e.eq_ignore_ascii_case("100-continue"))
        {
            self.stream
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
                .await?;
        }
        while buffer.len() < length {
            self.more(&mut buffer).await?;
        }
        self.rest = buffer.split_off(length);
        request.body = buffer;
        Ok(request)
    }

    /// Reads up to the blank line; leaves what follows it in `buffer`. Gives the length of the body too.
    async fn head(&mut self, buffer: &mut Vec<u8>) -> Result<(Request, usize), Unread> {
        loop {
            let mut headers = [httparse::EMPTY_HEADER; 64];
            let mut parsed = httparse::Request::new(&mut headers);
            match parsed.parse(buffer) {
                Ok(httparse::Status::Complete(length)) if length <= HEAD_LIMIT => {
                    let target = parsed.path.unwrap_or("/");
                    let (path, query) = target.split_once('?').unwrap_or((target, ""));
                    let request = Request {
                        method: parsed.method.unwrap_or("").to_owned(),
                        path: path.to_owned(),
                        query: parse_query(query),
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
                        minor: parsed.version.unwrap_or(1),
                        body: Vec::new(),
                        following: 0,
                    };
                    let body = request
                        .header("content-length")
                        .and_then(|n| n.trim().parse().ok())
                        .unwrap_or(0);
                    buffer.drain(..length);
                    return Ok((request, body));
                }
                Ok(httparse::Status::Partial) if buffer.len() <= HEAD_LIMIT => {
                    self.more(buffer).await?
                }
                Ok(_) => {
                    return Err(Unread::Refused(error_page(
                        431,
                        "request header fields too large",
                        "",
                        1,
                    )));
                }
                Err(_) => {
                    return Err(Unread::Refused(error_page(
                        400,
                        "bad request",
                        "The HTTP request was malformed.",
                        1,
                    )));
                }
            }
        }
    }

    async fn more(&mut self, buffer: &mut Vec<u8>) -> Result<(), Unread> {
        let mut chunk = [0; 8192];
        let n = self.stream.read(&mut chunk).await?;
        if n == 0 {
            return Err(Unread::Gone);
        }
        buffer.extend_from_slice(&chunk[..n]);
        Ok(())
    }

    /// Says that nothing more comes: over TLS, where an end without it looks like a reply cut short.
    pub async fn close(mut self) {
        if let Err(error) = self.stream.shutdown().await {
            tracing::debug!(%error, "a connection did not close well");
        }
    }

    /// Sends an answer.
    pub async fn write(&mut self, response: &Response) -> io::Result<()> {
        let mut head = response.head();
        if response.body.len() < 64 * 1024 {
            for part in response.body.parts() {
                head.push_str(part);
            }
            self.stream.write_all(head.as_bytes()).await?;
        } else {
            head.push_str(response.body.parts()[0]);
            for part in [&head, response.body.parts()[1], response.body.parts()[2]] {
                self.stream.write_all(part.as_bytes()).await?;
            }
        }
        self.stream.flush().await
    }
}

impl Response {
    /// Status line and headers, with the blank line after them.
    fn head(&self) -> String {
        let mut head = format!(
            "HTTP/1.{} {} {}\r\n",
            self.minor,
            self.status,
            reason(self.status)
        );
        for (name, value) in &self.headers {
            head.push_str(name);
            head.push_str(": ");
            head.push_str(value);
            head.push_str("\r\n");
        }
        head.push_str("\r\n");
        head
    }

    /// The whole answer as it is sent.
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = self.head().into_bytes();
        for part in self.body.parts() {
            all.extend_from_slice(part.as_bytes());
        }
        all
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorised",
        403 => "Forbidden",
        404 => "Not Found",
        408 => "Request Timeout",
        431 => "Request Header Fields Too Large",
        500 => "Internal Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "",
    }
}

fn parse_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (decode(name), decode(value)),
            None => (decode(pair), String::new()),
        })
        .collect()
}

/// Undoes percent-encoding.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let hex = text
            .get(i + 1..i + 3)
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match (bytes[i], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                i += 3;
            }
            (b'+', _) => {
                out.push(b' ');
                i += 1;
            }
            (byte, _) => {
                out.push(byte);
                i += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The answer to a call.
pub fn rpc(body: impl Into<Body>, content_type: &str, request: &Request) -> Response {
    let body = body.into();
    let keep = request.keep_alive();
    Response {
        status: 200,
        headers: vec![
            ("content-length", body.len().to_string()),
            (
                "connection",
                if keep { "keep-alive" } else { "close" }.to_owned(),
            ),
            ("cache-control", "no-cache, no-store".to_owned()),
            ("content-type", content_type.to_owned()),
            ("Access-Control-Allow-Origin", "*".to_owned()),
            (
                "Access-Control-Allow-Headers",
                "X-Requested-With".to_owned(),
            ),
        ],
        body,
        keep,
        minor: request.minor,
    }
}

/// The answer of a handler that sends a document and closes, as old HTTP did.
pub fn document(body: String, content_type: &str) -> Response {
    Response {
        status: 200,
        headers: vec![
            ("Connection", "close".to_owned()),
            ("Cache-Control", "no-cache, no-store".to_owned()),
            ("content-type", content_type.to_owned()),
            ("Access-Control-Allow-Origin", "*".to_owned()),
        ],
        body: body.into(),
        keep: false,
        minor: 0,
    }
}

/// The answer to a browser's question whether it may call.
pub fn options(request: &Request) -> Response {
    let asked = request
        .header("access-control-request-headers")
        .unwrap_or("");
    let allowed = if asked.is_empty() {
        "X-Requested-With".to_owned()
    } else {
        format!("{asked}, X-Requested-With")
    };
    Response {
        status: 200,
        headers: vec![
            ("content-length", "0".to_owned()),
            ("Access-Control-Allow-Origin", "*".to_owned()),
            ("Access-Control-Allow-Headers", allowed),
            ("Access-Control-Allow-Methods", "PUT".to_owned()),
        ],
        body: Body::default(),
        keep: request.keep_alive(),
        minor: request.minor,
    }
}

/// An error page; the connection ends after it.
pub fn error_page(status: u16, title: &str, text: &str, minor: u8) -> Response {
    let body = format!("<html><body><h1>HTTP {status} {title}</h1>{text}</body></html>");
    Response {
        status,
        headers: vec![
            ("content-length", body.len().to_string()),
            ("content-type", "text/html".to_owned()),
            ("connection", "close".to_owned()),
            ("cache-control", "no-cache, no-store".to_owned()),
        ],
        body: body.into(),
        keep: false,
        minor,
    }
}

/// An answer of a handler that makes no page of it.
pub fn bare(status: u16, text: &str, minor: u8) -> Response {
    Response {
        status,
        headers: vec![
            ("Connection", "close".to_owned()),
            ("Cache-Control", "no-cache, no-store".to_owned()),
        ],
        body: text.to_owned().into(),
        keep: false,
        minor,
    }
}

/// 500: the text of an exception goes with it.
pub fn internal_error(exception: &str, minor: u8) -> Response {
    let mut text = String::from(
        "The server met something that it did not expect while it worked on this request.<h1> Additional information </h1>",
    );
    crate::value::xml_text(exception, &mut text);
    error_page(500, "internal server error", &text, minor)
}

/// 403: no such path.
pub fn forbidden(minor: u8) -> Response {
    error_page(
        403,
        "forbidden",
        "Nothing is served under this path.",
        minor,
    )
}

/// 401: no session, or none that counts.
pub fn unauthorised(realm: &str, minor: u8) -> Response {
    let mut page = error_page(401, "unauthorised", "This needs a session.", minor);
    page.headers
        .push(("WWW-Authenticate", format!("Basic realm=\"{realm}\"")));
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Stream for tokio::io::DuplexStream {
        fn end_with_reset(&self) -> io::Result<()> {
            Ok(())
        }
    }

    async fn read(bytes: &[u8]) -> Result<Request, Unread> {
        let (mut client, server) = tokio::io::duplex(1 << 20);
        client.write_all(bytes).await.unwrap();
        drop(client);
        Connection {
            stream: Box::new(server),
            rest: Vec::new(),
        }
        .read()
        .await
    }

    #[tokio::test]
    async fn a_console_request_is_read() {
        let request = read(b"CONNECT /console?uuid=a%2Db&session_id=q HTTP/1.0\r\nCookie: x=1; session_id=OpaqueRef%3As\r\n\r\n")
            .await
            .unwrap();
        assert_eq!(
            (
                request.method.as_str(),
                request.path.as_str(),
                request.minor
            ),
            ("CONNECT", "/console", 0)
        );
        assert_eq!(request.param("uuid"), Some("a-b"));
        assert_eq!(request.session().as_deref(), Some("OpaqueRef:s"));
        assert!(!request.keep_alive());
    }

    #[tokio::test]
    async fn the_limits_hold() {
        let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "y".repeat(1024));
        let Err(Unread::Refused(response)) = read(long.as_bytes()).await else {
            panic!()
        };
        assert_eq!(response.status, 431);
        let Err(Unread::Refused(response)) =
            read(b"POST / HTTP/1.1\r\nContent-Length: 400000\r\n\r\n").await
        else {
            panic!()
        };
        assert_eq!(response.status, 500);
        let Err(Unread::Refused(response)) =
            read(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n").await
        else {
            panic!()
        };
        assert_eq!(response.status, 500);
    }
}
