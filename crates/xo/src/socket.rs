//! The WebSocket: requests go out, answers and notifications come in, in any order.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use redact::Secrets;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};
use zeroize::Zeroizing;

use crate::connector::Timeouts;
use crate::dial::{Route, Wire};
use crate::error::{Error, Result};
use crate::fault;
use crate::message::{self, Incoming};

/// What is sent with these, or comes back, is secret: of an error only its kind goes further.
const SECRET: &[&str] = &["session.signIn", "server.add", "server.set", "token."];

/// The one path where xo-server speaks JSON-RPC. It compares the whole of it: without the slash at
/// its end, or with a query, the upgrade is left unanswered.
const PATH: &str = "/api/";

/// Larger messages are taken for a mistake or an attack. 25,000 objects make 19 MB, in one frame.
const MAX_MESSAGE: usize = 128 << 20;

/// So many kilobytes of what the server says by itself may wait for a listener. One that falls behind
/// further is not told any more, and begins anew: what waits would be old by then.
const BACKLOG: usize = 256 << 10;

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
            secrets: route.secrets.clone(),
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
        let outcome = outcome.map_err(|error| self.desk.told(method, error));
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
        let room = Arc::new(Semaphore::new(BACKLOG));
        let mut state = self.desk.state();
        if state.over.is_none() {
            state.listeners.push(Ear { sender, room });
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

/// Something that the server said by itself.
struct Said {
    method: String,
    params: Bytes,
    /// Its part of the backlog, given back once it is heard.
    _room: OwnedSemaphorePermit,
}

/// Where a listener is told.
struct Ear {
    sender: mpsc::UnboundedSender<Said>,
    /// What is left of its backlog, in kilobytes.
    room: Arc<Semaphore>,
}

impl Ear {
    /// Whether it is still listened, and not too far behind.
    fn tell(&self, method: &str, params: &Bytes) -> bool {
        let kilobytes = u32::try_from(params.len() / 1024 + 1).unwrap_or(u32::MAX);
        let Ok(room) = self.room.clone().try_acquire_many_owned(kilobytes) else {
            return false;
        };
        let said = Said {
            method: method.to_owned(),
            params: params.clone(),
            _room: room,
        };
        self.sender.send(said).is_ok()
    }
}

/// What the server says by itself.
pub(crate) struct Listener {
    messages: mpsc::UnboundedReceiver<Said>,
    desk: Arc<Desk>,
}

impl Listener {
    /// The next method and the text of its parameters.
    pub(crate) async fn next(&mut self) -> Result<(String, Bytes)> {
        match self.messages.recv().await {
            Some(said) => Ok((said.method, said.params)),
            None => Err(self.desk.broken()),
        }
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
    /// What the server was sent as a secret.
    secrets: Arc<Secrets>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    waiting: HashMap<u64, oneshot::Sender<Result<Bytes>>>,
    listeners: Vec<Ear>,
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

    /// What may be told of how a call failed.
    fn told(&self, method: &str, error: Error) -> Error {
        let secret = SECRET.iter().any(|secret| method.starts_with(secret));
        match error {
            Error::Api(error) if secret => error.kind_alone().into(),
            error => error.quoted(|text| self.secrets.quote(text)),
        }
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
        // Else it is only a listener for whom it is over.
        over.unwrap_or_else(|| "it says more than can be listened to".to_owned())
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
        let (id, answer) = match message::read(text.into()) {
            Ok(Incoming::Said { method, params }) => {
                let mut state = self.state();
                state.listeners.retain(|ear| ear.tell(&method, &params));
                return;
            }
            Ok(Incoming::Answer { id, outcome }) => (id, outcome),
            Err(error) => {
                tracing::warn!(server = self.address, %error, "a message that is no JSON-RPC");
                return;
            }
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
        // Whoever waited may have just left.
        let _ = waiting.send(answer);
    }

    /// Sends everybody home.
    fn close(&self, reason: &str) {
        let reason = self.secrets.quote(reason);
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
    desk.close(&reason);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn listened(kilobytes: usize) -> (Arc<Desk>, Listener) {
        let desk = Arc::new(Desk {
            address: "https://xo".to_owned(),
            secrets: Arc::default(),
            state: Mutex::default(),
        });
        let (sender, messages) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(kilobytes));
        desk.state().listeners.push(Ear { sender, room });
        let listener = Listener {
            messages,
            desk: desk.clone(),
        };
        (desk, listener)
    }

    fn say(desk: &Desk, number: usize) {
        desk.receive(format!("{{\"method\":\"all\",\"params\":{number}}}").into());
    }

    #[tokio::test]
    async fn who_falls_behind_hears_the_end() {
        let (desk, mut listener) = listened(3);
        (0..3).for_each(|number| say(&desk, number));
        for number in 0..3 {
            let (_, params) = listener.next().await.unwrap();
            assert_eq!(params, number.to_string());
        }
        // What was heard waits no more.
        (3..7).for_each(|number| say(&desk, number));
        for number in 3..6 {
            let (_, params) = listener.next().await.unwrap();
            assert_eq!(params, number.to_string());
        }
        let Err(Error::Broken { reason, .. }) = listener.next().await else {
            panic!("it goes on with a gap");
        };
        assert_eq!(reason, "it says more than can be listened to");
        assert!(desk.state().listeners.is_empty());
    }
}
