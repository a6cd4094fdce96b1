//! Streams: consoles, what the server offers for download, and what it takes.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderValue, LOCATION};
use rustls::pki_types::ServerName;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::endpoint::Endpoint;
use super::fault;
use super::session::{Login, Session};
use super::transport::Transport;
use super::{tls, xend};
use crate::codec::http::Head;
use crate::error::{Error, Result};
use crate::session_ref::SessionRef;

/// The head of an answer may be this long.
const MAX_HEAD: usize = 64 * 1024;

/// Of a refusal's text this much is read.
const MAX_REFUSAL: usize = 16 * 1024;

/// How long a console may take to open. The server answers at once or not at all.
pub(super) const OPENING: Duration = Duration::from_secs(30);

pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// An open console: bytes of RFB or of a terminal, both ways, until either side closes it.
pub struct ConsoleStream {
    /// What came together with the head of the answer.
    early: Bytes,
    stream: Box<dyn Duplex>,
}

impl std::fmt::Debug for ConsoleStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ConsoleStream")
    }
}

impl AsyncRead for ConsoleStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.early.is_empty() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let length = self.early.len().min(buffer.remaining());
        buffer.put_slice(&self.early[..length]);
        self.early.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ConsoleStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A download under way.
#[derive(Debug)]
pub struct Download {
    response: reqwest::Response,
    endpoint: Endpoint,
}

impl Download {
    /// The content type, if the server names one.
    pub fn content_type(&self) -> Option<&str> {
        self.response.headers().get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The length, if the server knows it; mostly it does not.
    pub fn content_length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next bytes; none at the end. Without a length, an end that came too early looks like
    /// any other.
    ///
    /// # Errors
    /// [`Error::Cut`] or [`Error::Broken`] if the connection broke.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let chunk = self.response.chunk().await;
        chunk.map_err(|error| fault::from_http(&error, &self.endpoint))
    }

    /// All of it, if it is no longer than `limit`.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk); [`Error::Unexpected`] if it is longer.
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if all.len() + chunk.len() > limit {
                return Err(Error::Unexpected(format!("more than {limit} bytes")));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }
}

impl Session {
    /// Opens a console, by its record's `location` (on the host that it names) or its uuid or that
    /// of a machine (on the coordinator).
    ///
    /// # Errors
    /// [`Error::Refused`] with what the server says: 500 if the machine does not run on that host,
    /// 503 if somebody else has the console. Any other as well.
    pub async fn open_console(&self, location_or_uuid: &str) -> Result<ConsoleStream> {
        let login = self.current()?;
        if self.is_xend() {
            return Ok(ConsoleStream {
                early: Bytes::new(),
                stream: Box::new(xend::screen(&login, location_or_uuid).await?),
            });
        }
        let (endpoint, path) = self.place_of(&login, location_or_uuid).await?;
        match connect(&login, &endpoint, &path).await {
            Err(Error::Refused { status: 401, .. }) => {
                let login = self.renew(&login, None).await?;
                connect(&login, &endpoint, &path).await
            }
            outcome => outcome,
        }
    }

    /// Downloads something from the coordinator: `/rrd_updates?start=…`, `/export?uuid=…`. A
    /// redirect to another host of the pool is followed once.
    ///
    /// # Errors
    /// [`Error::Refused`] with what the server says, or any other.
    pub async fn get(&self, path_and_query: &str) -> Result<Download> {
        let login = self.current()?;
        let endpoint = login.transport.endpoint().clone();
        self.download(login, endpoint, path_and_query).await
    }

    /// Downloads something from another host of the pool, by its `address`.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_from(&self, address: &str, path_and_query: &str) -> Result<Download> {
        let login = self.current()?;
        let there = login.transport.endpoint().with_host(address);
        let there = there.ok_or_else(|| no_address(address))?;
        let endpoint = self.locate(&login, there).await?;
        self.download(login, endpoint, path_and_query).await
    }

    /// Downloads what a URL names, of this host or another one of the pool.
    pub(super) async fn get_at(&self, url: &str) -> Result<Download> {
        let login = self.current()?;
        let (endpoint, path) = self.place_of(&login, url).await?;
        self.download(login, endpoint, &path).await
    }

    /// Uploads something to the coordinator: `/import_raw_vdi?vdi=…&format=raw&task_id=…`. A redirect to
    /// another host of the pool is followed once. The server answers before it reads, so all that this
    /// tells is whether it has let the upload in and closed the connection after it: what became of it,
    /// the task tells.
    ///
    /// # Errors
    /// [`Error::Refused`] with what the server says, or any other.
    pub async fn put(&self, path_and_query: &str, body: Bytes) -> Result<()> {
        let login = self.current()?;
        let endpoint = login.transport.endpoint().clone();
        let request = Request {
            body: Some(body),
            is_patient: true,
        };
        let sent = self.transfer(login, endpoint, path_and_query, request);
        let mut answer = sent.await?;
        // There is nothing in it, and it ends when the server has read all.
        while answer.chunk().await?.is_some() {}
        Ok(())
    }

    /// Downloads something that a server may be long in making, and long silent in between:
    /// `/export?uuid=…`. Only a connection that is gone ends it. A redirect to another host of the pool
    /// is followed once.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_patiently(&self, path_and_query: &str) -> Result<Download> {
        let login = self.current()?;
        let endpoint = login.transport.endpoint().clone();
        let request = Request {
            body: None,
            is_patient: true,
        };
        self.transfer(login, endpoint, path_and_query, request)
            .await
    }

    async fn download(
        &self,
        login: Arc<Login>,
        endpoint: Endpoint,
        path: &str,
    ) -> Result<Download> {
        let request = Request {
            body: None,
            is_patient: false,
        };
        self.transfer(login, endpoint, path, request).await
    }

    /// A download, or, with a body, an upload.
    async fn transfer(
        &self,
        mut login: Arc<Login>,
        mut endpoint: Endpoint,
        path: &str,
        asked: Request,
    ) -> Result<Download> {
        let mut path = checked(path)?.to_owned();
        // One renewal of the session and one redirect, at most.
        for _ in 0..2 {
            let response = request(&login, &endpoint, &path, &asked).await?;
            let status = response.status().as_u16();
            let location = response.headers().get(LOCATION);
            match (status, location.and_then(|to| to.to_str().ok())) {
                (301 | 302 | 303 | 307 | 308, Some(to)) => {
                    (endpoint, path) = self.place_of(&login, to).await?;
                }
                (401, _) => login = self.renew(&login, None).await?,
                _ => return accepted(&login, response, endpoint).await,
            }
        }
        let response = request(&login, &endpoint, &path, &asked).await?;
        accepted(&login, response, endpoint).await
    }

    /// The server and the path that a URL of the pool's leads to.
    pub(super) async fn place_of(
        &self,
        login: &Login,
        location: &str,
    ) -> Result<(Endpoint, String)> {
        let place = self.find_place(login, location).await;
        place.map_err(|error| login.transport.quoted(error))
    }

    async fn find_place(&self, login: &Login, location: &str) -> Result<(Endpoint, String)> {
        let here = login.transport.endpoint();
        let (scheme, rest) = match location.split_once("://") {
            Some((scheme, rest)) => (scheme, rest),
            None if location.starts_with('/') => {
                return Ok((here.clone(), checked(location)?.to_owned()));
            }
            None => {
                return Ok((
                    here.clone(),
                    format!("/console?uuid={}", checked(location)?),
                ));
            }
        };
        let split = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(split);
        let tls = scheme.eq_ignore_ascii_case("https");
        let there = here.with_authority(tls, authority);
        let there = there.ok_or_else(|| no_address(authority))?;
        let endpoint = self.locate(login, there).await?;
        let path = if path.starts_with('/') {
            checked(path)?.to_owned()
        } else {
            format!("/{}", checked(path)?)
        };
        Ok((endpoint, path))
    }
}

fn no_address(text: &str) -> Error {
    Error::BadEndpoint {
        text: text.to_owned(),
        reason: "it is no address of a host",
    }
}

/// A path that can stand in a request line as it is.
pub(super) fn checked(path: &str) -> Result<&str> {
    if path.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(path)
    } else {
        Err(Error::BadEndpoint {
            text: path.to_owned(),
            reason: "it has blanks or other characters that a path cannot have",
        })
    }
}

fn cookie(session: &SessionRef) -> Result<HeaderValue> {
    let mut cookie = HeaderValue::from_str(&format!("session_id={}", session.expose()))
        .map_err(|_| Error::Setup("the session reference is not text".to_owned()))?;
    cookie.set_sensitive(true);
    Ok(cookie)
}

/// What is asked of a handler.
struct Request {
    /// What is sent, if anything.
    body: Option<Bytes>,
    /// Whether a server may be silent for as long as it likes.
    is_patient: bool,
}

async fn request(
    login: &Login,
    endpoint: &Endpoint,
    path: &str,
    asked: &Request,
) -> Result<reqwest::Response> {
    // The client of a socket would send everything through the socket.
    let elsewhere;
    let here = login.transport.endpoint();
    let same_way = here.socket() == endpoint.socket() && here.port() == endpoint.port();
    let transport: &Transport = if same_way {
        &login.transport
    } else {
        let trust = login.transport.trust.clone();
        elsewhere = Transport::new(endpoint.clone(), trust, login.transport.timeouts)?;
        &elsewhere
    };
    let way = if asked.body.is_some() {
        "upload"
    } else {
        "download"
    };
    tracing::debug!(server = %endpoint, path = path.split('?').next(), way, "stream");
    let url = endpoint.url_of(path);
    let client = match asked.is_patient {
        true => &transport.transfers,
        false => &transport.streams,
    };
    let request = match &asked.body {
        Some(body) => client.put(url).body(body.clone()),
        None => client.get(url),
    };
    request
        .header(COOKIE, cookie(&login.reference)?)
        .send()
        .await
        .map_err(|error| fault::from_http(&error, endpoint))
}

async fn accepted(
    login: &Login,
    mut response: reqwest::Response,
    endpoint: Endpoint,
) -> Result<Download> {
    if response.status().is_success() {
        return Ok(Download { response, endpoint });
    }
    let status = response.status().as_u16();
    let mut text = Vec::new();
    while text.len() < MAX_REFUSAL
        && let Ok(Some(chunk)) = response.chunk().await
    {
        text.extend_from_slice(&chunk);
    }
    Err(Error::Refused {
        status,
        reason: excerpt(&login.transport.masked(&text)),
    })
}

/// Opens a console on that host. The target of this CONNECT is a path, which no HTTP client knows
/// how to send.
async fn connect(login: &Login, endpoint: &Endpoint, path: &str) -> Result<ConsoleStream> {
    tracing::debug!(server = %endpoint, "console");
    let mut stream = dial(login, endpoint).await?;
    let request = zeroize::Zeroizing::new(format!(
        "CONNECT {path} HTTP/1.0\r\nHost: {}\r\nCookie: session_id={}\r\n\r\n",
        endpoint.authority(),
        login.reference.expose()
    ));
    let opening = async {
        send(&mut stream, request.as_bytes(), endpoint).await?;
        read_head(login, &mut stream, endpoint).await
    };
    let early = timeout(OPENING, opening)
        .await
        .map_err(|_| Error::TimedOut)??;
    Ok(ConsoleStream { early, stream })
}

/// Sends a whole request to the coordinator, whose answer is no HTTP: what comes is read by the caller.
pub(super) async fn opened(login: &Login, request: &[u8]) -> Result<ConsoleStream> {
    let endpoint = login.transport.endpoint();
    let mut stream = dial(login, endpoint).await?;
    let sending = send(&mut stream, request, endpoint);
    timeout(OPENING, sending)
        .await
        .map_err(|_| Error::TimedOut)??;
    let early = Bytes::new();
    Ok(ConsoleStream { early, stream })
}

pub(super) async fn send(
    stream: &mut Box<dyn Duplex>,
    bytes: &[u8],
    endpoint: &Endpoint,
) -> Result<()> {
    let told = |error: io::Error| broken(&error, endpoint);
    stream.write_all(bytes).await.map_err(told)?;
    stream.flush().await.map_err(told)
}

pub(super) async fn dial(login: &Login, endpoint: &Endpoint) -> Result<Box<dyn Duplex>> {
    let limit = login.transport.timeouts.connect;
    let too_late = || Error::Unreachable {
        address: endpoint.url(),
        reason: "no answer in time".to_owned(),
    };
    let stream = timeout(limit, dialled(login, endpoint)).await;
    stream
        .map_err(|_| too_late())?
        .map_err(|error| fault::from_io(&error, endpoint))
}

async fn dialled(login: &Login, endpoint: &Endpoint) -> io::Result<Box<dyn Duplex>> {
    #[cfg(unix)]
    if let Some(path) = endpoint.socket() {
        return Ok(Box::new(tokio::net::UnixStream::connect(path).await?));
    }
    let port = endpoint.port().unwrap_or(443);
    let stream = TcpStream::connect((endpoint.host(), port)).await?;
    stream.set_nodelay(true)?;
    // A picture that stands still may be a connection that died without a word.
    let keepalive = TcpKeepalive::new()
        .with_time(Duration::from_secs(30))
        .with_interval(Duration::from_secs(10));
    SockRef::from(&stream).set_tcp_keepalive(&keepalive)?;
    if !endpoint.is_tls() {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(endpoint.host().to_owned()).map_err(io::Error::other)?;
    let here = &login.transport;
    let tls = match here.endpoint().port() == endpoint.port() {
        true => here.tls.clone(),
        // It is judged under the port that it is reached at.
        false => tls::client_config(here.trust.clone(), endpoint.port())
            .map(Arc::new)
            .map_err(io::Error::other)?,
    };
    let connector = TlsConnector::from(tls);
    Ok(Box::new(connector.connect(name, stream).await?))
}

/// The head of an answer, and what came after it.
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) head: Bytes,
    pub(super) early: BytesMut,
}

/// Reads the head of an answer.
pub(super) async fn read_answer(
    stream: &mut Box<dyn Duplex>,
    endpoint: &Endpoint,
) -> Result<Answered> {
    let not_http = |reason: &str| Error::NotXapi {
        address: endpoint.url(),
        reason: reason.to_owned(),
        status: 0,
    };
    let mut read = BytesMut::with_capacity(4096);
    loop {
        match Head::read(&read) {
            Head::Whole { status, length } => {
                return Ok(Answered {
                    status,
                    head: read.split_to(length).freeze(),
                    early: read,
                });
            }
            Head::Other => return Err(not_http("it does not answer in HTTP")),
            Head::Begun if read.len() > MAX_HEAD => {
                return Err(not_http("its answer has no end of its head"));
            }
            Head::Begun => {}
        }
        match stream.read_buf(&mut read).await {
            Ok(0) if read.is_empty() => {
                return Err(Error::Broken {
                    address: endpoint.url(),
                    reason: "the connection was closed".to_owned(),
                });
            }
            Ok(0) => return Err(Error::Cut),
            Ok(_) => {}
            Err(error) => return Err(broken(&error, endpoint)),
        }
    }
}

/// What is wrong with a connection that there was.
pub(super) fn broken(error: &io::Error, endpoint: &Endpoint) -> Error {
    match fault::from_io(error, endpoint) {
        Error::Unreachable { address, reason } => Error::Broken { address, reason },
        error => error,
    }
}

/// Reads the head of the answer, and gives back what came after it.
async fn read_head(
    login: &Login,
    stream: &mut Box<dyn Duplex>,
    endpoint: &Endpoint,
) -> Result<Bytes> {
    let answer = read_answer(stream, endpoint).await?;
    if answer.status == 200 {
        return Ok(answer.early.freeze());
    }
    Err(refusal(login, stream, answer).await)
}

/// What a server says that refuses. The page says why. Its length does not matter: the server closes the
/// connection.
pub(super) async fn refusal(
    login: &Login,
    stream: &mut Box<dyn Duplex>,
    answer: Answered,
) -> Error {
    let mut read = answer.early;
    while read.len() < MAX_REFUSAL {
        match timeout(Duration::from_secs(2), stream.read_buf(&mut read)).await {
            Ok(Ok(length)) if length > 0 => {}
            _ => break,
        }
    }
    Error::Refused {
        status: answer.status,
        reason: excerpt(&login.transport.masked(&read)),
    }
}

/// The start of a page, for an error text: one line, without markup.
fn excerpt(text: &str) -> String {
    let mut plain = String::new();
    let mut in_tag = false;
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                plain.push(' ');
            }
            _ if in_tag => {}
            _ if c.is_control() => plain.push(' '),
            _ => plain.push(c),
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut line: String = words.join(" ").chars().take(120).collect();
    if line.is_empty() {
        line.push_str("an empty answer");
    }
    line
}
