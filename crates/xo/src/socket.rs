//! The WebSocket: requests go out, answers and notifications come in, in any order.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use zeroize::Zeroizing;

use crate::api_error::ApiError;
use crate::connector::Timeouts;
use crate::dial::{Route, Wire};
use crate::error::{Error, Result};
use crate::fault;

/// The one path where xo-server speaks JSON-RPC. It compares the whole of it: without the slash at
/// its end, or with a query, the upgrade is left unanswered.
const PATH: &str = "/api/";

/// Larger messages are taken for a mistake or an attack. 25,000 objects make 19 MB, in one frame.
const MAX_MESSAGE: usize = 1 << 30;

/// Upgrades a connection.
pub(crate) async fn upgrade(
    route: &Route,
    wire: Wire,
    request: Request,
) -> Result<WebSocketStream<Wire>> {
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE))
        .max_frame_size(Some(MAX_MESSAGE));
    let upgrading = tokio_tungstenite::client_async_with_config(request, wire, Some(config));
    match timeout(route.timeouts.connect, upgrading).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(fault::upgrading(&error, &route.endpoint)),
        Err(_) => Err(Error::TimedOut),
    }
}

/// The request for an upgrade at `path`.
pub(crate) fn upgrade_request(route: &Route, path: &str) -> Result<Request> {
    let url = route.endpoint.socket_url(path);
    url.into_client_request().map_err(|_| Error::BadEndpoint {
        text: path.to_owned(),
        reason: "no URL can be made of it",
    })
}

/// An open connection. It ends when this is dropped.
pub(crate) struct Socket {
    queue: mpsc::UnboundedSender<Utf8Bytes>,
    desk: Arc<Desk>,
    next_id: AtomicU64,
}

impl Socket {
    pub(crate) async fn open(route: &Route) -> Result<Self> {
        let request = upgrade_request(route, PATH)?;
        let stream = upgrade(route, route.dial().await?, request).await?;
        let (queue, requests) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk {
            address: route.endpoint.url(),
            state: Mutex::default(),
        });
        tokio::spawn(run(stream, requests, desk.clone(), route.timeouts));
        Ok(Self {
            queue,
            desk,
            next_id: AtomicU64::new(1),
        })
    }

    /// Makes a call and gives back the text of its result.
    pub(crate) async fn call(
        &self,
        method: &str,
        params: &impl Serialize,
        limit: Duration,
    ) -> Result<Bytes> {
        let started = Instant::now();
        let outcome = self.exchange(method, params, limit).await;
        let failure = outcome.as_ref().err().map(ToString::to_string);
        tracing::debug!(
            server = self.desk.address,
            method,
            milliseconds = started.elapsed().as_millis() as u64,
            received = outcome.as_ref().map_or(0, Bytes::len),
            outcome = failure.as_deref().unwrap_or("ok"),
            "call"
        );
        outcome
    }

    async fn exchange(
        &self,
        method: &str,
        params: &impl Serialize,
        limit: Duration,
    ) -> Result<Bytes> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let request = encode(id, method, params)?;
        let (sender, answer) = oneshot::channel();
        self.desk.expect(id, sender)?;
        // However this ends, nobody waits for the answer any more.
        let _waiting = Waiting {
            desk: &self.desk,
            id,
        };
        if self.queue.send(request).is_err() {
            return Err(self.desk.closed());
        }
        match timeout(limit, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(self.desk.broken()),
            Err(_) => Err(Error::TimedOut),
        }
    }

    /// Everything that the server says by itself from now on.
    pub(crate) fn listen(&self) -> Listener {
        let (sender, messages) = mpsc::unbounded_channel();
        let mut state = self.desk.state();
        if state.over.is_none() {
            state.listeners.push(sender);
        }
        Listener {
            messages,
            desk: self.desk.clone(),
        }
    }

    /// Why the connection is over, if it is.
    pub(crate) fn over(&self) -> Option<Error> {
        let over = self.desk.state().over.is_some();
        over.then(|| self.desk.closed())
    }
}

/// What the server says by itself.
pub(crate) struct Listener {
    messages: mpsc::UnboundedReceiver<(String, Bytes)>,
    desk: Arc<Desk>,
}

impl Listener {
    /// The next method and the text of its parameters.
    pub(crate) async fn next(&mut self) -> Result<(String, Bytes)> {
        let message = self.messages.recv().await;
        message.ok_or_else(|| self.desk.broken())
    }
}

/// The request as text. It may hold a password, so it is wiped when sent.
fn encode(id: u64, method: &str, params: &impl Serialize) -> Result<Utf8Bytes> {
    #[derive(Serialize)]
    struct Request<'a, P> {
        jsonrpc: &'static str,
        id: u64,
        method: &'a str,
        params: &'a P,
    }
    // Room enough not to leave copies of secrets behind by growing.
    let mut text = Zeroizing::new(Vec::with_capacity(4096));
    let request = Request {
        jsonrpc: "2.0",
        id,
        method,
        params,
    };
    serde_json::to_writer(&mut *text, &request).map_err(|error| Error::Setup(error.to_string()))?;
    Utf8Bytes::try_from(Bytes::from_owner(text)).map_err(|error| Error::Setup(error.to_string()))
}

/// Where answers are handed out to those who wait for them.
struct Desk {
    address: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: HashMap<u64, oneshot::Sender<Result<Bytes>>>,
    listeners: Vec<mpsc::UnboundedSender<(String, Bytes)>>,
    /// How the connection ended.
    over: Option<String>,
}

/// A place in the queue for an answer, given up when dropped.
struct Waiting<'a> {
    desk: &'a Desk,
    id: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.desk.state().waiting.remove(&self.id);
    }
}

impl Desk {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in there can be half-done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn expect(&self, id: u64, sender: oneshot::Sender<Result<Bytes>>) -> Result<()> {
        let mut state = self.state();
        if state.over.is_some() {
            drop(state);
            return Err(self.closed());
        }
        state.waiting.insert(id, sender);
        Ok(())
    }

    fn reason(&self) -> String {
        let over = self.state().over.clone();
        over.unwrap_or_else(|| "it was closed".to_owned())
    }

    fn closed(&self) -> Error {
        Error::Closed {
            address: self.address.clone(),
            reason: self.reason(),
        }
    }

    fn broken(&self) -> Error {
        Error::Broken {
            address: self.address.clone(),
            reason: self.reason(),
        }
    }

    /// Hands out a message of the server's.
    fn receive(&self, text: Utf8Bytes) {
        /// The members are left as text: those of 20 MB are read as a stream, by whoever asked.
        #[derive(Deserialize)]
        struct Envelope<'a> {
            #[serde(default)]
            id: Value,
            method: Option<String>,
            #[serde(borrow)]
            params: Option<&'a RawValue>,
            #[serde(borrow)]
            result: Option<&'a RawValue>,
            error: Option<Value>,
        }
        let frame = Bytes::from(text);
        let envelope = match serde_json::from_slice::<Envelope<'_>>(&frame) {
            Ok(envelope) => envelope,
            Err(error) => {
                tracing::warn!(server = self.address, %error, "a message that is no JSON-RPC");
                return;
            }
        };
        let part = |raw: Option<&RawValue>| match raw {
            Some(raw) => frame.slice_ref(raw.get().as_bytes()),
            None => Bytes::from_static(b"null"),
        };
        if let Some(method) = envelope.method {
            let params = part(envelope.params);
            let mut state = self.state();
            state
                .listeners
                .retain(|listener| listener.send((method.clone(), params.clone())).is_ok());
            return;
        }
        let id = match &envelope.id {
            Value::String(text) => text.parse().ok(),
            id => id.as_u64(),
        };
        let waiting = id.and_then(|id| self.state().waiting.remove(&id));
        let Some(waiting) = waiting else {
            // Of a call that was given up, or of nothing that we sent.
            tracing::debug!(
                server = self.address,
                ?id,
                "an answer that nobody waits for"
            );
            return;
        };
        let answer = match envelope.error {
            Some(error) => Err(ApiError::read(error).into()),
            None => Ok(part(envelope.result)),
        };
        // Whoever waited may have just left.
        let _ = waiting.send(answer);
    }

    /// Sends everybody home.
    fn close(&self, reason: String) {
        tracing::debug!(server = self.address, reason, "the connection is over");
        let mut state = self.state();
        state.over = Some(reason);
        state.listeners.clear();
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        for sender in waiting.into_values() {
            let _ = sender.send(Err(self.broken()));
        }
    }
}

/// Keeps a connection going until it ends or nobody needs it any more.
async fn run(
    mut stream: WebSocketStream<Wire>,
    requests: mpsc::UnboundedReceiver<Utf8Bytes>,
    desk: Arc<Desk>,
    timeouts: Timeouts,
) {
    let reason = pump(&mut stream, requests, &desk, timeouts).await;
    desk.close(reason);
    // A close frame is a courtesy; the socket closes anyway.
    let _ = timeout(Duration::from_secs(1), stream.close(None)).await;
}

async fn pump(
    stream: &mut WebSocketStream<Wire>,
    mut requests: mpsc::UnboundedReceiver<Utf8Bytes>,
    desk: &Desk,
    timeouts: Timeouts,
) -> String {
    let heard = stream.get_ref().heard();
    let mut last = (heard.load(Ordering::Relaxed), Instant::now());
    let mut ticks = interval(timeouts.ping.max(Duration::from_millis(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let message = tokio::select! {
            received = stream.next() => {
                match received {
                    Some(Ok(Message::Text(text))) => desk.receive(text),
                    Some(Ok(Message::Close(frame))) => return match frame {
                        Some(frame) => format!("the server closed it ({}) {}", frame.code, frame.reason),
                        // What a token that has run out looks like, among other things.
                        None => "the server closed it without giving a reason".to_owned(),
                    },
                    // Pongs are heard by the wire. Binary is only the answer to a batch.
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return fault::reason(&error),
                    None => return "the connection was closed".to_owned(),
                }
                continue;
            }
            request = requests.recv() => match request {
                Some(request) => Message::Text(request),
                None => return "it was closed".to_owned(),
            },
            _ = ticks.tick() => {
                let now = heard.load(Ordering::Relaxed);
                if now != last.0 {
                    last = (now, Instant::now());
                } else if last.1.elapsed() >= timeouts.silence {
                    return "the server has gone silent".to_owned();
                }
                Message::Ping(Bytes::new())
            }
        };
        match timeout(timeouts.silence, stream.send(message)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return fault::reason(&error),
            Err(_) => return "the server takes nothing more".to_owned(),
        }
    }
}
