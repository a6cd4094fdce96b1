//! A lone Xen host of before XAPI: xend's first Xen-API, as it was in Xen 3.0.3 to 4.4, at its own address.
//!
//! Nothing but XML-RPC; any name and password; references that are bare uuids; events that only say what changed. It
//! shares nothing with the pool: not its objects, not its sessions, not its errors.

mod calls;
mod events;
mod objects;
mod power;
mod wire;
mod world;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tracing::{debug, warn};

use crate::clock;
use crate::http::{Connection, Request, Response, Unread};
use crate::value::Ref;
use crate::wire::xml;
use events::Registration;
use objects::Objects;
use power::Display;

/// A simulated host that speaks the first Xen-API.
#[derive(Debug)]
pub struct Xend {
    address: SocketAddr,
    operation_time: Duration,
    state: Mutex<State>,
    /// Held by whoever starts or ends a domain.
    domains: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct State {
    objects: Objects,
    /// Users by session.
    sessions: HashMap<Ref, String>,
    registrations: HashMap<Ref, Registration>,
    displays: HashMap<Ref, Display>,
    last_domid: i64,
    /// What machines were to live through, by whoever was let in: the method, and the machine.
    asked: Vec<(String, Ref)>,
}

impl Xend {
    /// Makes the host and serves it until the handle is aborted.
    pub(crate) async fn start(
        listen: SocketAddr,
        seed: u64,
        operation_time: Duration,
    ) -> anyhow::Result<(Arc<Xend>, JoinHandle<()>)> {
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        let xend = Arc::new(Xend {
            address: listener.local_addr()?,
            operation_time,
            state: Mutex::new(State {
                objects: world::build(seed),
                last_domid: 20,
                ..State::default()
            }),
            domains: tokio::sync::Mutex::new(()),
        });
        let up: Vec<Ref> = {
            let state = xend.state();
            let all = state.objects.all("VM").into_iter();
            all.filter(|vm| state.objects.is_up(vm)).collect()
        };
        for vm in up {
            power::open_display(&xend, &vm).await;
        }
        let serving = tokio::spawn(accept(xend.clone(), listener));
        Ok((xend, serving))
    }

    /// `http://127.0.0.1:9363`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A machine's state as clients are told it; "" if there is no such machine.
    pub fn power_state(&self, name: &str) -> String {
        let state = self.state();
        let vm = state.objects.named(name);
        vm.map_or("", |vm| state.objects.text("VM", &vm, "power_state"))
            .to_owned()
    }

    /// How often somebody who was let in has asked for a method of a machine that it lives through (`VM.start`), by the
    /// machine's reference.
    pub fn times_asked(&self, method: &str, vm: &str) -> usize {
        let state = self.state();
        let asked = state.asked.iter();
        asked
            .filter(|(name, machine)| name == method && **machine == *vm)
            .count()
    }

    /// Ends a machine from within its guest. Nobody is told: events are for what the API does.
    pub fn halt_behind_everybodys_back(&self, name: &str) -> bool {
        let vm = self.state().objects.named(name);
        vm.is_some_and(|vm| self.set_state(&vm, "Halted"))
    }

    /// Ends all sessions, as a restart does.
    pub fn end_sessions(&self) {
        let mut state = self.state();
        state.sessions.clear();
        state.registrations.clear();
    }

    /// Number of live sessions.
    pub fn live_sessions(&self) -> usize {
        self.state().sessions.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn accept(xend: Arc<Xend>, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => _ = connections.spawn(connection(xend.clone(), stream)),
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(xend: Arc<Xend>, stream: TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "no nodelay");
    }
    let mut connection = Connection {
        stream: Box::new(stream),
        rest: Vec::new(),
    };
    loop {
        let request = match connection.read().await {
            Ok(request) => request,
            Err(Unread::Gone) => return,
            Err(Unread::Refused(response)) => {
                drop(connection.write(&response).await);
                return connection.close().await;
            }
        };
        // A body that is no XML-RPC raises an exception that nobody catches: the connection ends without a word,
        // whatever the path was.
        let Some(response) = answer(&xend, &request).await else {
            return connection.close().await;
        };
        if connection.write(&response).await.is_err() || !response.keep {
            return connection.close().await;
        }
    }
}

async fn answer(xend: &Arc<Xend>, request: &Request) -> Option<Response> {
    if request.method != "POST" {
        let body = format!(
            "<h1>Error response</h1>\n<p>Error code 501: {}",
            request.method
        );
        return Some(response(501, "text/html", body, false));
    }
    let call = match xml::read(&request.body) {
        Ok(call) => call,
        Err(exception) => {
            debug!(exception, "this is no call");
            return None;
        }
    };
    debug!(method = %call.method, "call to xend");
    let reply = calls::answer(xend, call).await;
    let keep = request.keep_alive();
    Some(response(200, "text/xml", wire::write(&reply), keep))
}

fn response(status: u16, content_type: &str, body: String, keep: bool) -> Response {
    let now = jiff::Timestamp::from_second(clock::now()).unwrap_or_default();
    Response {
        status,
        headers: vec![
            ("Server", "BaseHTTP/0.3 Python/2.5.2".to_owned()),
            (
                "Date",
                now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            ),
            ("Content-Type", content_type.to_owned()),
            ("Content-Length", body.len().to_string()),
        ],
        body: body.into(),
        keep,
        minor: 1,
    }
}
