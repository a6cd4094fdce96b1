//! Console bytes on their way between a pool and the window: a WebSocket on this machine's own
//! address, opened by a ticket that is good once and soon.
//!
//! Nothing is decoded here: noVNC or xterm.js at the other end gets the bytes as they come. A slow
//! reader at either end slows the other one down, for nothing is queued. A page cannot leave a
//! WebSocket unread, so a terminal, which draws behind what arrives, asks for flow control by
//! acknowledgements (the subprotocol `paced`): it says in text messages how many bytes it has drawn,
//! and is sent only so much beyond that ([`pace`]).

pub(crate) mod choice;
mod pace;
mod peer;
mod sessions;
mod stream;

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::BytesMut;
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
        http::{HeaderValue, StatusCode, header},
        protocol::{CloseFrame, WebSocketConfig, frame::coding::CloseCode},
    },
};
use uuid::Uuid;

pub use self::stream::ConsoleStream;
pub(crate) use self::stream::Reason;
use self::{
    pace::{CHUNK, Pace},
    sessions::Sessions,
};
use crate::lock::lock;

/// How long a ticket is good.
const VALID: Duration = Duration::from_secs(10);
/// How long a window may take to say what it wants: it has its ticket in hand.
const HANDSHAKE: Duration = Duration::from_secs(1);
/// How long it may take to say good-bye.
const FAREWELL: Duration = Duration::from_secs(5);
/// So many are let in at once without having shown a ticket; the others wait outside, where they cost
/// this program nothing. A window opens as many consoles at once as it has tabs, and each is through
/// in milliseconds.
const IN_THE_DOOR: usize = 16;
/// No message of a window is longer (a paste into a text console is the longest there is).
const LONGEST_MESSAGE: usize = 8 * 1024 * 1024;
/// The first of the close codes that are ours to give meaning to.
const CLOSED_BY_US: u16 = 4000;

/// Where windows of built programs say they come from, on the three kinds of platform.
pub const WINDOW_ORIGINS: [&str; 3] = [
    "tauri://localhost",
    "http://tauri.localhost",
    "https://tauri.localhost",
];

/// A console that was opened.
pub(crate) struct Opened {
    /// Its bytes.
    pub(crate) stream: Box<dyn ConsoleStream>,
    /// Says why it ended, once its bytes have.
    pub(crate) why_ended: Reason,
    /// Says why it has to end, as soon as it has to.
    pub(crate) must_end: Reason,
}

/// A console that waits for its window.
struct Waiting {
    opened: Opened,
    until: Instant,
}

type Tickets = Arc<Mutex<HashMap<String, Waiting>>>;

/// The door for consoles.
pub(crate) struct Consoles {
    port: u16,
    tickets: Tickets,
    /// Text consoles that are open, shown or not.
    pub(crate) sessions: Sessions,
    /// For those who have not shown a ticket yet.
    #[cfg(test)]
    places: Arc<Semaphore>,
    door: tokio::task::JoinHandle<()>,
}

impl Consoles {
    /// Opens the door, on a port of this machine that no other machine can reach; `origins` are the
    /// windows that may come in. Other programs of this machine can knock, and are told nothing
    /// without a ticket; those of other users are shown out before that, where the system tells whose
    /// they are (Linux).
    pub(crate) async fn open(origins: Vec<String>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let tickets = Tickets::default();
        let places = Arc::new(Semaphore::new(IN_THE_DOOR));
        let serve = serve(listener, places.clone(), tickets.clone(), origins.into());
        let door = tokio::spawn(serve);
        Ok(Self {
            port,
            tickets,
            sessions: Sessions::default(),
            #[cfg(test)]
            places,
            door,
        })
    }

    /// The door's port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Lets one window have this console, if it comes within ten seconds with the address given back.
    pub(crate) fn offer(&self, opened: Opened) -> String {
        // Two random UUIDs: 244 bits from the system's generator.
        let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let waiting = Waiting {
            opened,
            until: Instant::now() + VALID,
        };
        lock(&self.tickets).insert(token.clone(), waiting);
        let (tickets, key) = (self.tickets.clone(), token.clone());
        tokio::spawn(async move {
            tokio::time::sleep(VALID).await;
            lock(&tickets).remove(&key);
        });
        format!("ws://127.0.0.1:{}/console/{token}", self.port)
    }
}

impl Drop for Consoles {
    fn drop(&mut self) {
        self.door.abort();
    }
}

async fn serve(
    listener: TcpListener,
    places: Arc<Semaphore>,
    tickets: Tickets,
    origins: Arc<[String]>,
) {
    // Whoever is inside leaves with the door.
    let mut inside = tokio::task::JoinSet::new();
    let next = async || {
        // The semaphore is never closed. What waits beyond it waits in the system's queue.
        let place = places.clone().acquire_owned().await;
        (place, listener.accept().await)
    };
    loop {
        tokio::select! {
            (place, accepted) = next() => match accepted {
                Ok((stream, _)) => {
                    inside.spawn(receive(stream, place.ok(), tickets.clone(), origins.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a console's window could not come in");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(_) = inside.join_next() => {}
        }
    }
}

async fn receive(
    stream: TcpStream,
    place: Option<OwnedSemaphorePermit>,
    tickets: Tickets,
    origins: Arc<[String]>,
) {
    if peer::is_somebody_elses(&stream).await {
        tracing::warn!("another user of this machine knocked at the consoles' door");
        return;
    }
    // Keys are small and must not wait for company.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a console's socket keeps its delay");
    }
    let mut taken = None;
    let mut paced = false;
    #[allow(clippy::result_large_err)] // The library's own shape of a refusal.
    let answer = |request: &Request, response| {
        let admitted = admit(request, response, &tickets, &origins, &mut taken);
        paced = matches!(&admitted, Ok(response) if protocol(response) == Some(pace::PROTOCOL));
        admitted
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(LONGEST_MESSAGE))
        .max_frame_size(Some(LONGEST_MESSAGE));
    let handshake = tokio_tungstenite::accept_hdr_async_with_config(stream, answer, Some(config));
    let came = tokio::time::timeout(HANDSHAKE, handshake).await;
    drop(place);
    match came {
        Ok(Ok(socket)) => {
            if let Some(waiting) = taken {
                pipe(socket, waiting.opened, paced.then(Pace::new)).await;
            }
        }
        Ok(Err(error)) => tracing::debug!(%error, "a console's window was not let in"),
        Err(_) => tracing::debug!("a console's window never said what it wants"),
    }
}

/// Looks at who comes with which ticket. A ticket shown by a stranger stays good: it was not the
/// window's fault.
#[allow(clippy::result_large_err)] // The library's own shape of a refusal.
fn admit(
    request: &Request,
    mut response: Response,
    tickets: &Tickets,
    origins: &[String],
    taken: &mut Option<Waiting>,
) -> Result<Response, ErrorResponse> {
    let from = request
        .headers()
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok());
    if !from.is_some_and(|from| origins.iter().any(|origin| origin == from)) {
        tracing::warn!(?from, "a stranger asked for a console");
        return Err(refusal(StatusCode::FORBIDDEN));
    }
    let token = request
        .uri()
        .path()
        .strip_prefix("/console/")
        .unwrap_or_default();
    match lock(tickets).remove(token) {
        Some(waiting) if waiting.until > Instant::now() => *taken = Some(waiting),
        _ => return Err(refusal(StatusCode::NOT_FOUND)),
    }
    let mut offered = request
        .headers()
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim);
    // The first that both know.
    if let Some(chosen) = offered.find_map(|name| {
        [pace::PROTOCOL, "binary"]
            .into_iter()
            .find(|it| *it == name)
    }) {
        response.headers_mut().insert(
            header::SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(chosen),
        );
    }
    Ok(response)
}

/// The subprotocol that an answer has chosen.
fn protocol(response: &Response) -> Option<&str> {
    let chosen = response.headers().get(header::SEC_WEBSOCKET_PROTOCOL)?;
    chosen.to_str().ok()
}

fn refusal(status: StatusCode) -> ErrorResponse {
    let mut response = ErrorResponse::new(None);
    *response.status_mut() = status;
    response
}

/// Carries bytes both ways until one end has had enough, then tells the window why. The close codes
/// are 1000 where the window itself closed, and 4000 with a problem's code as the reason where not.
async fn pipe(socket: WebSocketStream<TcpStream>, opened: Opened, pace: Option<Pace>) {
    let Opened {
        stream,
        why_ended,
        must_end,
    } = opened;
    let (mut console_out, mut console_in) = tokio::io::split(stream);
    let (mut window_in, mut window_out) = socket.split();
    let to_window = async {
        let mut buffer = BytesMut::with_capacity(CHUNK);
        loop {
            if let Some(pace) = &pace {
                pace.wait().await;
            }
            buffer.reserve(CHUNK);
            let mut chunk = (&mut console_out).take(CHUNK as u64);
            match chunk.read_buf(&mut buffer).await {
                Ok(0) => return true,
                Ok(read) => {
                    if let Some(pace) = &pace {
                        pace.sent(read);
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "a console broke off");
                    return true;
                }
            }
            if window_in
                .send(Message::Binary(buffer.split().freeze()))
                .await
                .is_err()
            {
                return false;
            }
        }
    };
    let to_console = async {
        while let Some(Ok(message)) = window_out.next().await {
            let bytes = match message {
                Message::Binary(bytes) => bytes,
                Message::Text(text) if let Some(pace) = &pace => {
                    pace.drawn(&text);
                    continue;
                }
                // A terminal sends what is typed as text.
                Message::Text(text) => text.into(),
                Message::Close(_) => return false,
                _ => continue,
            };
            if console_in.write_all(&bytes).await.is_err() || console_in.flush().await.is_err() {
                return true;
            }
        }
        false
    };
    let (by_pool, must) = tokio::select! {
        by_pool = to_window => (by_pool, None),
        by_pool = to_console => (by_pool, None),
        why = must_end => (false, Some(why)),
    };
    let reason = match must {
        Some(why) => Some(why),
        None if by_pool => Some(why_ended.await),
        None => None,
    };
    let (code, reason) = match reason {
        Some(why) => (CloseCode::Library(CLOSED_BY_US), why),
        None => (CloseCode::Normal, ""),
    };
    let close = Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }));
    // The window may be gone already.
    let _ = tokio::time::timeout(FAREWELL, async {
        if window_in.send(close).await.is_ok() {
            while let Some(Ok(_)) = window_out.next().await {}
        }
    })
    .await;
}

#[cfg(test)]
mod tests;
