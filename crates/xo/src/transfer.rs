//! Downloads and uploads: calls that move much data answer with a path, to be used once.

use std::fmt;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT_ENCODING, CONTENT_LENGTH, HOST, LOCATION, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::api_error::ApiError;
use crate::dial::Route;
use crate::error::{Error, Result};
use crate::fault;

/// Of an answer that is no download this much is read.
const MAX_ANSWER: usize = 1 << 20;

type Body = UnsyncBoxBody<Bytes, io::Error>;

/// A download under way. Ends when dropped.
pub struct Download {
    response: Response<Incoming>,
    route: Route,
    /// The connection, which moves only while this lives.
    _connection: JoinSet<()>,
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.response.status())
            .finish_non_exhaustive()
    }
}

impl Download {
    /// The content type, if the server names one.
    pub fn content_type(&self) -> Option<&str> {
        self.header("content-type")
    }

    /// The length, if the server knows it.
    pub fn content_length(&self) -> Option<u64> {
        self.header("content-length")?.parse().ok()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// How long a list may take in all.
    pub(crate) fn patience(&self) -> Duration {
        self.route.timeouts.call
    }

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// [`Error::Cut`] if it ended too early, [`Error::TimedOut`] if nothing comes any more,
    /// [`Error::Broken`].
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let limit = self.route.timeouts.call;
        loop {
            let frame = match timeout(limit, self.response.body_mut().frame()).await {
                Ok(Some(Ok(frame))) => frame,
                Ok(Some(Err(error))) => {
                    let early = error.is_incomplete_message() || error.is_body_write_aborted();
                    let early = early
                        || fault::find::<io::Error>(&error)
                            .is_some_and(|io| io.kind() == io::ErrorKind::UnexpectedEof);
                    return Err(match early {
                        true => Error::Cut,
                        false => fault::requesting(&error, &self.route.endpoint),
                    });
                }
                Ok(None) => return Ok(None),
                Err(_) => return Err(Error::TimedOut),
            };
            // Anything else are trailers.
            if let Ok(data) = frame.into_data() {
                return Ok(Some(data));
            }
        }
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

/// Fetches what a call has left at `path`.
pub(crate) async fn get(route: &Route, path: &str, gzip: bool) -> Result<Download> {
    let mut request = Request::get(checked(path)?);
    if gzip {
        request = request.header(ACCEPT_ENCODING, "gzip");
    }
    let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
    let download = exchange(route, request, body, Arc::default()).await?;
    match download.response.status().as_u16() {
        200..=299 => Ok(download),
        status => Err(refusal(download, status).await),
    }
}

/// Sends `length` bytes of `body` to where a call expects them, and reads the answer to that call.
pub(crate) async fn send<T: DeserializeOwned>(
    route: &Route,
    path: &str,
    body: impl AsyncRead + Send + 'static,
    length: u64,
) -> Result<T> {
    let request = Request::post(checked(path)?).header(CONTENT_LENGTH, length);
    let sent = Arc::new(AtomicU64::new(0));
    let body = measured(body.take(length), sent.clone());
    let download = exchange(route, request, body, sent).await?;
    let status = download.response.status().as_u16();
    if status != 200 && status != 500 {
        return Err(refusal(download, status).await);
    }
    let text = download.bytes(MAX_ANSWER).await?;
    let refused = || Error::Refused {
        status,
        reason: glimpse(route, &text),
    };
    let mut answer: Value = serde_json::from_slice(&text).map_err(|_| refused())?;
    if let Some(error) = answer.get_mut("error").filter(|error| !error.is_null()) {
        return Err(route.quoted(ApiError::read(error.take()).into()));
    }
    if status != 200 {
        return Err(refused());
    }
    let result = answer
        .get_mut("result")
        .map(Value::take)
        .unwrap_or_default();
    serde_json::from_value(result).map_err(|error| Error::unexpected("an answer", &error))
}

/// The bytes of a reader as a body, counted as they go.
fn measured(body: impl AsyncRead + Send + 'static, sent: Arc<AtomicU64>) -> Body {
    let chunks = futures_util::stream::try_unfold(
        (Box::pin(body), BytesMut::new()),
        move |(mut body, mut buffer)| {
            let sent = sent.clone();
            async move {
                buffer.reserve(64 * 1024);
                let count = body.read_buf(&mut buffer).await?;
                sent.fetch_add(count as u64, Ordering::Relaxed);
                let chunk = buffer.split().freeze();
                let frame = (count > 0).then(|| Frame::data(chunk));
                Ok::<_, io::Error>(frame.map(|frame| (frame, (body, buffer))))
            }
        },
    );
    StreamBody::new(chunks).boxed_unsync()
}

/// Sends a request over a connection of its own, and waits for the head of the answer.
async fn exchange(
    route: &Route,
    request: hyper::http::request::Builder,
    body: Body,
    sent: Arc<AtomicU64>,
) -> Result<Download> {
    let request = request
        .header(HOST, route.endpoint.authority())
        .header(USER_AGENT, concat!("xo-rs/", env!("CARGO_PKG_VERSION")))
        .body(body)
        .map_err(|error| Error::Setup(error.to_string()))?;
    // The path opens what it leads to for whoever comes first, so it is in no log.
    tracing::debug!(server = %route.endpoint, method = %request.method(), "transfer");
    let failed = |error: hyper::Error| fault::requesting(&error, &route.endpoint);
    let wire = TokioIo::new(route.dial().await?);
    let (mut sender, running) = http1::handshake(wire).await.map_err(failed)?;
    let mut connection = JoinSet::new();
    connection.spawn(async move {
        // What goes wrong is told to whoever waits for the answer or reads it.
        let _ = running.await;
    });
    let mut answer = pin!(sender.send_request(request));
    let response = loop {
        let before = sent.load(Ordering::Relaxed);
        match timeout(route.timeouts.call, &mut answer).await {
            Ok(outcome) => break outcome.map_err(failed)?,
            // A long upload is well as long as it moves.
            Err(_) if sent.load(Ordering::Relaxed) > before => {}
            Err(_) => return Err(Error::TimedOut),
        }
    };
    Ok(Download {
        response,
        route: route.clone(),
        _connection: connection,
    })
}

/// What an answer that is none says. A redirect is never followed: it leads to the page where
/// people sign in, and means that the path has been used or has never been one.
async fn refusal(download: Download, status: u16) -> Error {
    if (300..400).contains(&status) {
        return Error::Refused {
            status,
            reason: match download.header(LOCATION.as_str()) {
                Some("/signin") => "it can be transferred only once, or no more".to_owned(),
                Some(_) => "it redirects to another address".to_owned(),
                None => format!("HTTP {status}"),
            },
        };
    }
    let route = download.route.clone();
    let text = download.bytes(MAX_ANSWER).await.unwrap_or_default();
    Error::Refused {
        status,
        reason: format!("HTTP {status}: {}", glimpse(&route, &text)),
    }
}

/// The beginning of a text that somebody may want to see.
fn glimpse(route: &Route, text: &[u8]) -> String {
    let text = route.secrets.mask(&String::from_utf8_lossy(text));
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(200).collect()
}

/// A path that can stand in a request line as it is.
fn checked(path: &str) -> Result<&str> {
    if path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(path)
    } else {
        Err(Error::Unexpected("a path to nowhere".to_owned()))
    }
}
