//! One server, over HTTP: bodies go out, bodies come in, in whichever codec the server has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use rustls::ClientConfig;
use serde::de::DeserializeSeed;
use zeroize::Zeroizing;

use super::endpoint::Endpoint;
use super::fault;
use crate::codec::outcome::Failure;
use crate::codec::params::Params;
use crate::codec::{glimpse, json, xml};
use crate::error::Error;

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection, with its TLS handshake.
    pub connect: Duration,
    /// For a log-in or log-out. A wrong password takes the server five seconds by itself.
    pub login: Duration,
    /// For the answer to a call, which for a synchronous operation is its whole duration.
    pub call: Duration,
    /// How long the server may keep an event call waiting. Its connection is given up only after
    /// four times as long without a byte.
    pub event: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            login: Duration::from_secs(60),
            call: Duration::from_secs(20 * 60),
            event: Duration::from_secs_f64(30.1),
        }
    }
}

/// Larger answers are taken for a mistake or an attack. Ten thousand machines make 70 MB.
const MAX_REPLY: usize = 1 << 30;

const UNDECIDED: u8 = 0;
const JSON: u8 = 1;
const XML: u8 = 2;

/// What a call goes over. A waiting event call would keep others from their connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    Calls,
    Events,
}

/// The connections to one server.
pub(crate) struct Transport {
    endpoint: Endpoint,
    pub(crate) tls: Arc<ClientConfig>,
    calls: reqwest::Client,
    events: reqwest::Client,
    pub(crate) streams: reqwest::Client,
    codec: AtomicU8,
    next_id: AtomicU64,
    pub(crate) timeouts: Timeouts,
}

impl Transport {
    pub(crate) fn new(
        endpoint: Endpoint,
        tls: Arc<ClientConfig>,
        timeouts: Timeouts,
    ) -> Result<Self, Error> {
        let client = |build: &dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder| {
            build(http_client(&endpoint, &tls, &timeouts))
                .build()
                .map_err(|error| Error::Setup(error.to_string()))
        };
        Ok(Self {
            calls: client(&|builder| builder)?,
            events: client(&|builder| builder.read_timeout(timeouts.event * 4))?,
            streams: client(&|builder| builder.read_timeout(Duration::from_secs(300)))?,
            endpoint,
            tls,
            codec: AtomicU8::new(UNDECIDED),
            next_id: AtomicU64::new(1),
            timeouts,
        })
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Makes a call. A read is sent a second time if the connection broke before the answer, as
    /// an idle one does that the server has just closed; nothing else ever is.
    pub(crate) async fn call<V, S>(
        &self,
        lane: Lane,
        method: &str,
        params: &Params,
        seed: impl Fn() -> S,
    ) -> Result<V, Error>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let outcome = self.call_once(lane, method, params, &seed).await;
        match outcome {
            Err(Error::Broken { .. }) if is_read(method) => {
                self.call_once(lane, method, params, &seed).await
            }
            outcome => outcome,
        }
    }

    async fn call_once<V, S>(
        &self,
        lane: Lane,
        method: &str,
        params: &Params,
        seed: &impl Fn() -> S,
    ) -> Result<V, Error>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        match self.codec.load(Ordering::Relaxed) {
            JSON => self
                .by_json(lane, method, params, seed)
                .await
                .map_err(Attempt::into_error),
            XML => self
                .by_xml(lane, method, params, seed)
                .await
                .map_err(Attempt::into_error),
            _ => self.find_codec(lane, method, params, seed).await,
        }
    }

    /// The first call, always a log-in, finds out what the server speaks. Servers without JSON-RPC
    /// answer `/jsonrpc` in many ways, of which none is a reply.
    async fn find_codec<V, S>(
        &self,
        lane: Lane,
        method: &str,
        params: &Params,
        seed: &impl Fn() -> S,
    ) -> Result<V, Error>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        match self.by_json(lane, method, params, seed).await {
            Err(Attempt::OtherCodec(error)) => {
                tracing::debug!(server = %self.endpoint, %error, "no JSON-RPC; trying XML-RPC");
            }
            outcome => {
                if !matches!(outcome, Err(Attempt::Failed(ref error)) if error.api().is_none()) {
                    self.codec.store(JSON, Ordering::Relaxed);
                }
                return outcome.map_err(Attempt::into_error);
            }
        }
        let outcome = self.by_xml(lane, method, params, seed).await;
        if !matches!(outcome, Err(ref attempt) if attempt.error().api().is_none()) {
            self.codec.store(XML, Ordering::Relaxed);
        }
        outcome.map_err(Attempt::into_error)
    }

    async fn by_json<V, S>(
        &self,
        lane: Lane,
        method: &str,
        params: &Params,
        seed: &impl Fn() -> S,
    ) -> Result<V, Attempt>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let body = json::encode_call(method, params, id);
        self.exchange(
            lane,
            method,
            "/jsonrpc",
            "application/json",
            body,
            |reply| json::decode(reply, seed),
        )
        .await
    }

    async fn by_xml<V, S>(
        &self,
        lane: Lane,
        method: &str,
        params: &Params,
        seed: &impl Fn() -> S,
    ) -> Result<V, Attempt>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let body = xml::encode_call(method, params);
        self.exchange(lane, method, "/", "text/xml", body, |reply| {
            xml::decode(reply, seed)
        })
        .await
    }

    async fn exchange<V>(
        &self,
        lane: Lane,
        method: &str,
        path: &str,
        content_type: &'static str,
        body: Vec<u8>,
        decode: impl FnOnce(&[u8]) -> Result<V, Failure>,
    ) -> Result<V, Attempt> {
        let started = Instant::now();
        let sent = body.len();
        let received = self.post(lane, method, path, content_type, body).await;
        let (size, outcome) = match received {
            Ok((status, reply)) => (reply.len(), self.judge(status, &reply, method, decode)),
            Err(attempt) => (0, Err(attempt)),
        };
        let failure = outcome.as_ref().err().map(|attempt| match attempt.error() {
            Error::Api(error) => error.code().to_owned(),
            error => error.to_string(),
        });
        tracing::debug!(
            server = %self.endpoint,
            method,
            content_type,
            milliseconds = started.elapsed().as_millis() as u64,
            sent,
            received = size,
            outcome = failure.as_deref().unwrap_or("ok"),
            "call"
        );
        outcome
    }

    async fn post(
        &self,
        lane: Lane,
        method: &str,
        path: &str,
        content_type: &'static str,
        body: Vec<u8>,
    ) -> Result<(u16, Bytes), Attempt> {
        let client = match lane {
            Lane::Calls => &self.calls,
            Lane::Events => &self.events,
        };
        let mut request = client
            .post(self.endpoint.url_of(path))
            .header(CONTENT_TYPE, HeaderValue::from_static(content_type))
            // The body may hold a password, and always holds a session.
            .body(Bytes::from_owner(Zeroizing::new(body)));
        if lane == Lane::Calls {
            let login = method.starts_with("session.log");
            request = request.timeout(if login {
                self.timeouts.login
            } else {
                self.timeouts.call
            });
        }
        let failed =
            |error: reqwest::Error| Attempt::Failed(fault::from_http(&error, &self.endpoint));
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status().as_u16();
        if response.status().is_redirection() {
            let to = response
                .headers()
                .get(LOCATION)
                .and_then(|to| to.to_str().ok());
            return Err(Attempt::Failed(Error::NotXapi {
                address: self.endpoint.url(),
                reason: format!("it redirects to {}", to.unwrap_or("another address")),
                status,
            }));
        }
        let length = response.content_length().unwrap_or(0);
        let mut reply = BytesMut::with_capacity(length.min(MAX_REPLY as u64) as usize);
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if reply.len() + chunk.len() > MAX_REPLY {
                return Err(Attempt::Failed(Error::NotXapi {
                    address: self.endpoint.url(),
                    reason: "its answer does not end".to_owned(),
                    status,
                }));
            }
            reply.extend_from_slice(&chunk);
        }
        Ok((status, reply.freeze()))
    }

    fn judge<V>(
        &self,
        status: u16,
        reply: &[u8],
        method: &str,
        decode: impl FnOnce(&[u8]) -> Result<V, Failure>,
    ) -> Result<V, Attempt> {
        let address = self.endpoint.url();
        if status != 200 {
            return Err(Attempt::OtherCodec(Error::NotXapi {
                address,
                reason: format!("HTTP {status}: {}", glimpse(reply)),
                status,
            }));
        }
        decode(reply).map_err(|failure| {
            let error = failure.at(&address, status);
            // XAPI itself has known this method since ever.
            let knows_no_login = method == "session.login_with_password"
                && error.code() == Some("MESSAGE_METHOD_UNKNOWN");
            if knows_no_login || matches!(error, Error::NotXapi { .. }) {
                Attempt::OtherCodec(error)
            } else {
                Attempt::Failed(error)
            }
        })
    }
}

/// A call that did not succeed.
enum Attempt {
    /// The server was not reached, or answered in the codec it was asked in.
    Failed(Error),
    /// The answer was no reply in this codec.
    OtherCodec(Error),
}

impl Attempt {
    fn error(&self) -> &Error {
        match self {
            Self::Failed(error) | Self::OtherCodec(error) => error,
        }
    }

    fn into_error(self) -> Error {
        match self {
            Self::Failed(error) | Self::OtherCodec(error) => error,
        }
    }
}

/// Whether the method's name shows that it changes nothing.
fn is_read(method: &str) -> bool {
    method == "event.from"
        || method
            .rsplit_once('.')
            .is_some_and(|(class, name)| name.starts_with("get_") && !class.starts_with("Async."))
}

fn http_client(
    endpoint: &Endpoint,
    tls: &ClientConfig,
    timeouts: &Timeouts,
) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        // Servers refuse more than a kilobyte of headers.
        .user_agent(concat!("xapi/", env!("CARGO_PKG_VERSION")))
        .http1_only()
        .no_proxy()
        .redirect(Policy::none())
        .connect_timeout(timeouts.connect)
        .tcp_keepalive(Duration::from_secs(30))
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_secs(60));
    #[cfg(unix)]
    if let Some(path) = endpoint.socket() {
        return builder.unix_socket(path);
    }
    #[cfg(not(unix))]
    let _ = endpoint;
    builder
}
