//! The WebSocket: who may connect, and what is carried over it.

use std::{io, net::Ipv4Addr, sync::Arc};

use engine::{Engine, api::Message as EngineMessage};
use futures_util::{SinkExt, StreamExt};
use inventory::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};
use tokio_tungstenite::{
    accept_hdr_async,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
        http::{StatusCode, header},
    },
};
use uuid::Uuid;

/// A window's request.
#[derive(Deserialize)]
struct Call {
    id: u64,
    command: String,
    args: Value,
}

/// What is sent to a window.
#[derive(Serialize)]
#[serde(untagged)]
enum Reply {
    Answer { id: u64, answer: Value },
    Problem { id: u64, problem: Problem },
    Message { message: EngineMessage },
}

/// Who may connect: whoever knows the token, from a page of one of these origins.
struct Admission {
    token: String,
    origins: Vec<String>,
}

/// The engine behind a WebSocket of this machine.
pub struct Server {
    listener: TcpListener,
    admission: Arc<Admission>,
    url: String,
}

impl Server {
    /// Listens on the loopback address alone; port 0 picks one. The token is new for each server.
    pub async fn bind(port: u16, origins: Vec<String>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let token = Uuid::new_v4().simple().to_string();
        let url = format!("ws://{}/{token}", listener.local_addr()?);
        let admission = Arc::new(Admission { token, origins });
        Ok(Self {
            listener,
            admission,
            url,
        })
    }

    /// The address for a window, with the token.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves windows until this is dropped.
    pub async fn run(self, engine: Engine) {
        let mut windows = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        windows.spawn(serve(stream, self.admission.clone(), engine.clone()));
                    }
                    Err(error) => tracing::warn!(%error, "a window could not connect"),
                },
                Some(_) = windows.join_next() => {}
            }
        }
    }
}

/// The name of every window: one at a time has the engine, and finds what the one before it kept.
const WINDOW: &str = "main";

/// Refuses requests without the token, and those of pages that have no business here: any page that a
/// browser shows may open a WebSocket to this machine, but it cannot choose its Origin.
#[allow(clippy::result_large_err)] // The library's own shape of a refusal.
fn admit(
    request: &Request,
    response: Response,
    admission: &Admission,
) -> Result<Response, ErrorResponse> {
    let origin = request
        .headers()
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok());
    if !origin.is_some_and(|origin| admission.origins.iter().any(|allowed| allowed == origin)) {
        tracing::warn!(?origin, "refused a page of another origin (see --origin)");
        return Err(refusal(StatusCode::FORBIDDEN));
    }
    if request.uri().path().strip_prefix('/') != Some(&admission.token) {
        return Err(refusal(StatusCode::NOT_FOUND));
    }
    Ok(response)
}

fn refusal(status: StatusCode) -> ErrorResponse {
    let mut response = ErrorResponse::new(None);
    *response.status_mut() = status;
    response
}

/// Carries one window's requests and what it is sent, until it goes.
async fn serve(stream: TcpStream, admission: Arc<Admission>, engine: Engine) {
    // The library's own shape of a refusal.
    #[allow(clippy::result_large_err)]
    let check = |request: &Request, response| admit(request, response, &admission);
    let socket = match accept_hdr_async(stream, check).await {
        Ok(socket) => socket,
        Err(error) => {
            tracing::debug!(%error, "a window was refused");
            return;
        }
    };
    let (mut sink, mut source) = socket.split();
    // The engine's sink must not block, so what a slow window has not read yet waits here. Frames are
    // whole and at most twenty a second for a view, and the program is one person's or one test's.
    let (replies, mut outgoing) = mpsc::unbounded_channel::<Reply>();
    let messages = replies.clone();
    let forward = move |message| {
        // A window that has just gone is told nothing.
        let _ = messages.send(Reply::Message { message });
    };
    engine.attach(&WINDOW.into(), Arc::new(forward));
    let mut calls = JoinSet::new();
    loop {
        tokio::select! {
            Some(reply) = outgoing.recv() => {
                let message = match reply {
                    Reply::Message { message: EngineMessage::Metrics(bytes) } => Message::binary(bytes),
                    reply => match serde_json::to_string(&reply) {
                        Ok(text) => Message::text(text),
                        Err(error) => {
                            tracing::error!(%error, "a reply cannot be written as JSON");
                            continue;
                        }
                    },
                };
                if sink.send(message).await.is_err() {
                    break;
                }
            }
            received = source.next() => match received {
                Some(Ok(Message::Text(text))) => match serde_json::from_str::<Call>(&text) {
                    Ok(call) => {
                        calls.spawn(answer(engine.clone(), call, replies.clone()));
                    }
                    // serde's words may quote a password.
                    Err(_) => {
                        tracing::warn!("a window sent what is no request");
                        break;
                    }
                },
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
            Some(_) = calls.join_next() => {}
        }
    }
}

async fn answer(engine: Engine, call: Call, replies: mpsc::UnboundedSender<Reply>) {
    let Call { id, command, args } = call;
    let reply = match engine::commands::dispatch(&engine, &WINDOW.into(), &command, args).await {
        Ok(answer) => Reply::Answer { id, answer },
        Err(problem) => Reply::Problem { id, problem },
    };
    // A window that has just gone is told nothing.
    let _ = replies.send(reply);
}
