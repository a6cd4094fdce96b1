//! One server, over HTTP: bodies go out, bodies come in, in whichever codec the server has.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use redact::Secrets;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use rustls::ClientConfig;
use serde::de::DeserializeSeed;
use serde_json::Value;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::endpoint::Endpoint;
use super::trust::Trust;
use super::{discretion, fault, tls};
use crate::codec::outcome::Failure;
use crate::codec::params::Params;
use crate::codec::{json, xml};
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
    /// For the first byte of a list of everything, and between its bytes: a large pool takes the
    /// server many seconds of thinking. Also for the queue of an old server, which tells something
    /// every half minute.
    pub list: Duration,
    /// How long the server is asked to keep an event call waiting.
    pub event: Duration,
    /// How long after that an event call may still be without a byte before its connection is given
    /// up. A connection that died without a word shows in nothing else.
    pub event_grace: Duration,
    /// For a [`heartbeat`](crate::Session::heartbeat), with its connection, should it need a new
    /// one, which has a third of it: a server that is only slow takes connections at once.
    pub heartbeat: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            login: Duration::from_secs(60),
            call: Duration::from_secs(20 * 60),
            list: Duration::from_secs(180),
            event: Duration::from_secs_f64(10.1),
            event_grace: Duration::from_secs(15),
            heartbeat: Duration::from_secs(5),
        }
    }
}

/// Larger answers are taken for a mistake or an attack. Ten thousand machines make 70 MB.
const MAX_REPLY: usize = 256 << 20;

/// An answer that may be silent for some time may take so many times as long in all: one that drips
/// would never be silent for long enough, and never end.
const MAX_DRIPPING: u32 = 4;

/// So many calls are under way at once at most; more wait. Each has a connection of its own, of
/// which a server has 800 for all its clients.
const MAX_CALLS: usize = 20;

/// So many connections are kept for the next calls.
const MAX_IDLE: usize = 6;

/// Servers refuse more than 1024 bytes of request line and headers. The rest is for what stands
/// between them and us: the TLS end of a XAPI host puts a line of its own before ours.
const MAX_HEAD: usize = 896;

/// The prefix of headers that become entries of the other_config of a call's task: `name: value` as
/// `http:name`.
const MARK: &str = "x-http-other-config-";

const UNDECIDED: u8 = 0;
pub(super) const JSON: u8 = 1;
pub(super) const XML: u8 = 2;

/// What a call goes over. A waiting event call would keep others from their connection, and a
/// heartbeat must not wait behind anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    Calls,
    /// Given up after that long without a byte.
    Events {
        silence: Duration,
    },
    Heartbeat,
}

/// A call, as it is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) lane: Lane,
    pub(crate) method: &'a str,
    pub(crate) params: &'a Params,
    /// What the task of the call is to be marked with from its first moment on.
    pub(crate) marks: &'a [(&'a str, &'a str)],
}

impl<'a> Call<'a> {
    pub(crate) fn new(lane: Lane, method: &'a str, params: &'a Params) -> Self {
        Self {
            lane,
            method,
            params,
            marks: &[],
        }
    }

    /// Logging in or out: never queues behind calls that hang.
    fn is_login(&self) -> bool {
        let name = self.method.strip_prefix("session.").unwrap_or_default();
        name.starts_with("log") || name.contains("local_log")
    }

    /// Whether a password goes out with it.
    fn has_password(&self) -> bool {
        self.is_login() && !self.method.ends_with("logout")
    }

    /// A parameter that is text.
    fn text(&self, place: usize) -> &str {
        let param = self.params.values().get(place);
        param.and_then(Value::as_str).unwrap_or_default()
    }
}

/// The connections to one server.
pub(crate) struct Transport {
    endpoint: Endpoint,
    pub(crate) trust: Arc<dyn Trust>,
    pub(crate) tls: Arc<ClientConfig>,
    calls: reqwest::Client,
    events: reqwest::Client,
    heartbeat: reqwest::Client,
    pub(crate) streams: reqwest::Client,
    /// For what may take a server hours to begin, or to go on: only the system tells that it is gone.
    pub(crate) transfers: reqwest::Client,
    /// A permit for each call that may be under way.
    free: Semaphore,
    /// What the server was sent as a secret.
    secrets: Secrets,
    pub(super) codec: AtomicU8,
    pub(super) next_id: AtomicU64,
    pub(crate) timeouts: Timeouts,
}

impl Transport {
    pub(crate) fn new(
        endpoint: Endpoint,
        trust: Arc<dyn Trust>,
        timeouts: Timeouts,
    ) -> Result<Self, Error> {
        let tls = Arc::new(tls::client_config(trust.clone(), endpoint.port())?);
        let client = |build: &dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder| {
            build(http_client(&endpoint, &tls, &timeouts))
                .build()
                .map_err(|error| Error::Setup(error.to_string()))
        };
        Ok(Self {
            calls: client(&|builder| builder.pool_max_idle_per_host(MAX_IDLE))?,
            events: client(&|builder| builder.pool_max_idle_per_host(1))?,
            heartbeat: client(&|builder| {
                builder
                    .pool_max_idle_per_host(1)
                    .connect_timeout(timeouts.connect.min(timeouts.heartbeat / 3))
            })?,
            free: Semaphore::new(MAX_CALLS),
            streams: client(&|builder| {
                builder
                    .read_timeout(Duration::from_secs(300))
                    .pool_max_idle_per_host(MAX_IDLE)
            })?,
            transfers: client(&|builder| builder.pool_max_idle_per_host(0))?,
            endpoint,
            trust,
            tls,
            secrets: Secrets::default(),
            codec: AtomicU8::new(UNDECIDED),
            next_id: AtomicU64::new(1),
            timeouts,
        })
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Remembers a secret that goes to the server.
    pub(crate) fn sent(&self, secret: &str) {
        self.secrets.add(secret);
        // Whoever quotes a reference may leave out what all of them begin with.
        if let Some(unique) = secret.strip_prefix("OpaqueRef:") {
            self.secrets.add(unique);
        }
    }

    /// An error of the server's words, without what it was sent as a secret.
    pub(crate) fn quoted(&self, error: Error) -> Error {
        error.quoted(|text| self.secrets.quote(text))
    }

    /// The same for a page that is still to be shortened.
    pub(crate) fn masked(&self, page: &[u8]) -> String {
        self.secrets.mask(&String::from_utf8_lossy(page))
    }

    /// What may be told of how a call failed. The answer to a password is not quoted at all.
    pub(super) fn told(&self, call: Call<'_>, attempt: Attempt) -> Attempt {
        attempt.map(|error| {
            let error = match call.has_password() {
                true => discretion::of_login(error, call.text(0), &self.endpoint),
                false => error,
            };
            self.quoted(error)
        })
    }

    /// Makes a call. A read is sent a second time if the connection broke before the answer, as
    /// an idle one does that the server has just closed; nothing else ever is.
    pub(crate) async fn call<V, S>(&self, call: Call<'_>, seed: impl Fn() -> S) -> Result<V, Error>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let _permit = match call.lane {
            // It is never closed, so this only waits.
            Lane::Calls if !call.is_login() => self.free.acquire().await.ok(),
            _ => None,
        };
        let outcome = self.call_once(call, &seed).await;
        match outcome {
            Err(Error::Broken { .. }) if is_read(call.method) => self.call_once(call, &seed).await,
            outcome => outcome,
        }
    }

    async fn call_once<V, S>(&self, call: Call<'_>, seed: &impl Fn() -> S) -> Result<V, Error>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let outcome = match self.codec.load(Ordering::Relaxed) {
            JSON => self.by_json(call, seed).await,
            XML => self.by_xml(call, seed).await,
            _ => self.find_codec(call, seed).await,
        };
        outcome.map_err(Attempt::into_error)
    }

    /// The first call, always a log-in or log-out, finds out what the server speaks. Servers without
    /// JSON-RPC answer `/jsonrpc` in many ways, of which none is a reply.
    async fn find_codec<V, S>(&self, call: Call<'_>, seed: &impl Fn() -> S) -> Result<V, Attempt>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        match self.by_json(call, seed).await {
            Err(Attempt::OtherCodec(error)) => {
                tracing::debug!(server = %self.endpoint, %error, "no JSON-RPC; trying XML-RPC");
            }
            // What is no XML ends the connection of xend without a word. If it broke by accident the
            // worst is a session that nobody uses.
            Err(Attempt::Failed(error @ Error::Broken { .. })) => {
                tracing::debug!(server = %self.endpoint, %error, "no answer; trying XML-RPC");
            }
            outcome => {
                if !matches!(outcome, Err(Attempt::Failed(ref error)) if error.api().is_none()) {
                    self.codec.store(JSON, Ordering::Relaxed);
                }
                return outcome;
            }
        }
        let outcome = match self.by_xml(call, seed).await {
            // Who has just answered may close that connection after it, and the call was sent into its
            // closing: then nobody has heard it. Another connection tells.
            Err(Attempt::Failed(Error::Broken { .. })) => self.by_xml(call, seed).await,
            outcome => outcome,
        };
        if !matches!(outcome, Err(ref attempt) if attempt.error().api().is_none()) {
            self.codec.store(XML, Ordering::Relaxed);
        }
        outcome
    }

    async fn by_json<V, S>(&self, call: Call<'_>, seed: &impl Fn() -> S) -> Result<V, Attempt>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let body = json::encode_call(call.method, call.params, id);
        self.exchange(call, "/jsonrpc", "application/json", body, |reply| {
            json::decode(reply, seed)
        })
        .await
    }

    async fn by_xml<V, S>(&self, call: Call<'_>, seed: &impl Fn() -> S) -> Result<V, Attempt>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let body = xml::encode_call(call.method, call.params);
        self.exchange(call, "/", "text/xml", body, |reply| {
            xml::decode(reply, seed)
        })
        .await
    }

    async fn exchange<V>(
        &self,
        call: Call<'_>,
        path: &str,
        content_type: &'static str,
        body: Vec<u8>,
        decode: impl FnOnce(&[u8]) -> Result<V, Failure>,
    ) -> Result<V, Attempt> {
        let started = Instant::now();
        let sent = body.len();
        let method = call.method;
        let received = self.post(call, path, content_type, body).await;
        let (size, outcome) = match received {
            Ok((status, reply)) => (reply.len(), self.judge(status, &reply, method, decode)),
            Err(attempt) => (0, Err(attempt)),
        };
        let outcome = outcome.map_err(|attempt| self.told(call, attempt));
        self.tell(call, content_type, started, sent, size, &outcome);
        outcome
    }

    /// Logs a call.
    pub(super) fn tell<V>(
        &self,
        call: Call<'_>,
        content_type: &str,
        started: Instant,
        sent: usize,
        received: usize,
        outcome: &Result<V, Attempt>,
    ) {
        let failure = outcome.as_ref().err().map(|attempt| match attempt.error() {
            Error::Api(error) => error.code().to_owned(),
            error => error.to_string(),
        });
        tracing::debug!(
            server = %self.endpoint,
            method = call.method,
            content_type,
            milliseconds = started.elapsed().as_millis() as u64,
            sent,
            received,
            outcome = failure.as_deref().unwrap_or("ok"),
            "call"
        );
    }

    async fn post(
        &self,
        call: Call<'_>,
        path: &str,
        content_type: &'static str,
        body: Vec<u8>,
    ) -> Result<(u16, Bytes), Attempt> {
        let mut answer = self.send(call, path, content_type, body).await?;
        let length = answer.response.content_length().unwrap_or(0);
        let mut reply = BytesMut::with_capacity(length.min(MAX_REPLY as u64) as usize);
        while let Some(chunk) = self.next(&mut answer).await? {
            reply.extend_from_slice(&chunk);
        }
        Ok((answer.status, reply.freeze()))
    }

    pub(super) async fn send(
        &self,
        call: Call<'_>,
        path: &str,
        content_type: &'static str,
        body: Vec<u8>,
    ) -> Result<Answer, Attempt> {
        self.sent(call.text(usize::from(call.has_password())));
        let timeouts = &self.timeouts;
        // For all of it, or for each wait, of which all together are bounded as well.
        let (client, whole, silence) = match call.lane {
            Lane::Calls if call.is_login() => (&self.calls, Some(timeouts.login), None),
            Lane::Calls => (&self.calls, Some(timeouts.call), None),
            Lane::Events { silence } => (&self.events, None, Some(silence)),
            Lane::Heartbeat => (&self.heartbeat, Some(timeouts.heartbeat), None),
        };
        let mut request = client
            .post(self.endpoint.url_of(path))
            .header(CONTENT_TYPE, HeaderValue::from_static(content_type))
            .headers(self.marks(call.marks).map_err(Attempt::Failed)?)
            // The body may hold a password, and always holds a session.
            .body(Bytes::from_owner(Zeroizing::new(body)));
        if let Some(whole) = whole {
            request = request.timeout(whole);
        }
        let until = silence.map(|silence| Instant::now() + silence * MAX_DRIPPING);
        let response = within(silence, request.send()).await?;
        let response = response.map_err(|error| self.failed(&error))?;
        let status = response.status().as_u16();
        if response.status().is_redirection() {
            return Err(Attempt::Failed(Error::NotXapi {
                address: self.endpoint.url(),
                reason: "it redirects to another address".to_owned(),
                status,
            }));
        }
        Ok(Answer {
            status,
            received: 0,
            response,
            silence,
            until,
        })
    }

    /// The next bytes of an answer.
    pub(super) async fn next(&self, answer: &mut Answer) -> Result<Option<Bytes>, Attempt> {
        let left = answer.until.map(|until| until - Instant::now());
        let patience = answer.silence.min(left);
        let chunk = within(patience, answer.response.chunk()).await?;
        let chunk = chunk.map_err(|error| self.failed(&error))?;
        answer.received += chunk.as_ref().map_or(0, Bytes::len);
        if answer.received > MAX_REPLY {
            return Err(Attempt::Failed(Error::NotXapi {
                address: self.endpoint.url(),
                reason: "its answer does not end".to_owned(),
                status: answer.status,
            }));
        }
        Ok(chunk)
    }

    fn failed(&self, error: &reqwest::Error) -> Attempt {
        Attempt::Failed(fault::from_http(error, &self.endpoint))
    }

    /// The headers that mark a call's task, if they can be sent at all.
    fn marks(&self, marks: &[(&str, &str)]) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::with_capacity(marks.len());
        // Line, host, and what every request of ours has.
        let mut head = 200 + self.endpoint.authority().len();
        for (key, value) in marks {
            let bad = |reason| Error::BadMark {
                key: (*key).to_owned(),
                reason,
            };
            // In a header a key loses its case, and with it its meaning.
            if key.is_empty() || key.bytes().any(|byte| byte.is_ascii_uppercase()) {
                return Err(bad("a key is in lower case"));
            }
            let name = HeaderName::from_bytes(format!("{MARK}{key}").as_bytes())
                .map_err(|_| bad("a key has letters, digits, '-', '_' and '.' only"))?;
            let sent = HeaderValue::from_str(value)
                .ok()
                .filter(|_| value.trim() == *value && value.is_ascii())
                .ok_or_else(|| bad("a value is plain ASCII without blanks around it"))?;
            head += name.as_str().len() + sent.len() + 4;
            if head > MAX_HEAD {
                return Err(bad("all marks together are too long for a request's head"));
            }
            headers.append(name, sent);
        }
        Ok(headers)
    }

    pub(super) fn judge<V>(
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
                reason: format!("it answers with HTTP {status}"),
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

/// Waits no longer than that for one thing, if there is a limit.
async fn within<T>(limit: Option<Duration>, waited: impl Future<Output = T>) -> Result<T, Attempt> {
    match limit {
        None => Ok(waited.await),
        Some(limit) => tokio::time::timeout(limit, waited)
            .await
            .map_err(|_| Attempt::Failed(Error::TimedOut)),
    }
}

/// An answer whose body is still to be read.
pub(super) struct Answer {
    pub(super) status: u16,
    /// So many bytes of the body so far.
    pub(super) received: usize,
    response: reqwest::Response,
    silence: Option<Duration>,
    /// When it has to be whole.
    until: Option<Instant>,
}

/// A call that did not succeed.
pub(super) enum Attempt {
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

    fn map(self, change: impl FnOnce(Error) -> Error) -> Self {
        match self {
            Self::Failed(error) => Self::Failed(change(error)),
            Self::OtherCodec(error) => Self::OtherCodec(change(error)),
        }
    }

    pub(super) fn into_error(self) -> Error {
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
        // A connection whose other end has vanished is told by the system within a minute.
        .tcp_keepalive(Duration::from_secs(30))
        .tcp_keepalive_interval(Duration::from_secs(10))
        .tcp_keepalive_retries(3)
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_secs(60));
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    let builder = builder.tcp_user_timeout(Duration::from_secs(30));
    #[cfg(unix)]
    if let Some(path) = endpoint.socket() {
        return builder.unix_socket(path);
    }
    #[cfg(not(unix))]
    let _ = endpoint;
    builder
}
