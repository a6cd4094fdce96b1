//! One server that a person added: its state, its objects, and the actor that keeps both true.

mod attempt;
mod backoff;
mod event;
pub(crate) mod heartbeat;
mod listen;
pub(crate) mod machine;
pub(crate) mod routes;
pub(crate) mod run;
pub(crate) mod services;
pub(crate) mod session_journal;

use std::sync::{Arc, Mutex};

use inventory::{Access, ConnectionId, Problem, Store, Way, view::Status};
use tokio::sync::{mpsc, oneshot};
use xapi::Permissions;

use crate::{
    api::{ConnectionKind, ConnectionState, ConnectionView, EmergencyAction, KeepPassword},
    lock::lock,
    problems,
    secret::Secret,
    servers::Server,
    snapshot_file::SnapshotFile,
    source::{ConnectParams, Link, Source, xo::XoSession},
    trust::Checker,
};

/// What a connection can be told.
pub(crate) enum Command {
    Connect,
    Disconnect,
    /// With the one-time password, if one was typed.
    Password(Secret, Option<Secret>, KeepPassword),
    /// There may be news of it: whoever waits need not wait longer.
    Awake,
    /// A certificate was answered for: trusted or not.
    Certificate(bool),
    /// Act at this supporter, which has lost its coordinator.
    Emergency(
        String,
        EmergencyAction,
        oneshot::Sender<Result<(), Problem>>,
    ),
    /// The program ends, or the server is removed; answered when nothing of ours is left on it.
    End(oneshot::Sender<()>),
}

/// What everybody may see of a connection.
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    pub(crate) kind: ConnectionKind,
    /// The Xen Orchestra that it is behind.
    pub(crate) parent: Option<Arc<Connection>>,
    /// What a Xen Orchestra shares with the pools behind it.
    pub(crate) xo_session: Option<Arc<XoSession>>,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) demo: bool,
    /// Judges the certificates of its hosts.
    pub(crate) trust: Arc<Checker>,
    /// Its objects.
    pub(crate) store: Store,
    /// Where they are kept for the next start; nothing is kept of the demonstration.
    pub(crate) snapshot_file: Option<Arc<SnapshotFile>>,
    now: Mutex<Standing>,
    inbox: mpsc::UnboundedSender<Command>,
}

struct Standing {
    server: Server,
    state: machine::State,
    /// Whether what it is behind changes nothing there.
    bound: bool,
    /// The server, while it lets us in.
    link: Option<Arc<dyn Link>>,
    /// By how many seconds the server's clock is ahead of ours.
    skew: Option<f64>,
    /// Whether it is live, and nobody can know just now whether the server is still there.
    unsure: bool,
    /// What we may call there; none: everything, or it is not known.
    permissions: Option<Arc<Permissions>>,
}

/// A connection without its objects, for projections.
pub(crate) struct Summary {
    /// What stands for its name while nothing is known of it.
    pub(crate) address: String,
    pub(crate) status: Status,
    pub(crate) read_only: bool,
    pub(crate) permissions: Option<Arc<Permissions>>,
    pub(crate) kind: ConnectionKind,
    pub(crate) parent: Option<ConnectionId>,
}

impl Summary {
    /// What it leads to.
    pub(crate) fn way(&self) -> Way<'_> {
        match (self.kind, &self.parent) {
            (ConnectionKind::Xo, _) => Way::Orchestra,
            (ConnectionKind::XoPool, Some(parent)) => Way::Behind(parent),
            _ => Way::Direct,
        }
    }
}

impl Connection {
    /// By how many seconds the server's clock is ahead of ours; none where it is not known.
    pub(crate) fn skew(&self) -> Option<f64> {
        lock(&self.now).skew
    }

    /// As the window is told. Which other ways there are to its pool, [`routes`] tells.
    pub(crate) fn view(&self) -> ConnectionView {
        // One lock after the other: this one is never held while the store's is asked for.
        let (name, objects) = {
            let world = self.store.read();
            (world.name().map(str::to_owned), world.len())
        };
        let read_only = self.is_read_only();
        let now = lock(&self.now);
        ConnectionView {
            id: self.id.clone(),
            kind: now.server.kind,
            parent: now.server.parent.clone(),
            pool: now.server.pool.clone(),
            same_as: Vec::new(),
            hidden: false,
            name: name.unwrap_or_else(|| now.server.title().to_owned()),
            address: now.server.address.clone(),
            user: now.server.user.clone(),
            keep: now.server.keep,
            state: now.state.shown.clone(),
            status: now.state.status(),
            unsure: now.unsure && now.state.status() == Status::Live,
            demo: self.demo,
            objects: u32::try_from(objects).unwrap_or(u32::MAX),
            as_of: now.state.as_of().filter(|_| objects > 0),
            read_only,
            skew: now.skew,
            role: now
                .permissions
                .as_ref()
                .map(|known| known.role().as_str().to_owned()),
        }
    }

    /// Whether nothing may be changed through it, from now on.
    pub(crate) fn set_read_only(&self, read_only: bool) {
        lock(&self.now).server.read_only = read_only;
    }

    /// Whether nothing may be changed through it: because of itself, or of what it is behind.
    pub(crate) fn is_read_only(&self) -> bool {
        let itself = {
            let now = lock(&self.now);
            now.server.read_only || now.bound
        };
        itself
            || self
                .parent
                .as_ref()
                .is_some_and(|parent| parent.is_read_only())
    }

    /// Notes whether what it is behind changes nothing there; whether that is new.
    pub(crate) fn bind(&self, bound: bool) -> bool {
        let mut now = lock(&self.now);
        std::mem::replace(&mut now.bound, bound) != bound
    }

    /// How it is kept.
    pub(crate) fn server(&self) -> Server {
        lock(&self.now).server.clone()
    }

    /// Changes how it is kept; writing that down is the caller's.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Server)) {
        change(&mut lock(&self.now).server);
    }

    /// Lets the server forget what an earlier log-in has left there. Whether it has.
    pub(crate) async fn revoke_orphaned(&self, orphan: &Secret) -> bool {
        let server = self.server();
        let params = ConnectParams {
            address: server.address,
            last: None,
            members: Vec::new(),
            user: server.user,
            password: Secret::new(""),
            otp: None,
            token: None,
            keeps_token: false,
            proven: false,
            trust: self.trust.clone(),
            on_address: Arc::new(|_| {}),
        };
        self.source.revoke_orphaned(params, orphan).await
    }

    /// What projections need to know of it besides its objects.
    pub(crate) fn standing(&self) -> Summary {
        let read_only = self.is_read_only();
        let now = lock(&self.now);
        Summary {
            address: now.server.title().to_owned(),
            status: now.state.status(),
            read_only,
            permissions: now.permissions.clone(),
            kind: self.kind,
            parent: now.server.parent.clone(),
        }
    }

    /// Whether jobs may run through it at all.
    pub(crate) fn access(&self) -> Access {
        Access::of(self.is_live(), self.is_read_only())
    }

    /// Whether anything may be changed through it, live or not; else the problem `read_only`.
    pub(crate) fn may_change(&self) -> Result<(), Problem> {
        Access::of(true, self.is_read_only()).check()
    }

    /// Its state.
    pub(crate) fn state(&self) -> ConnectionState {
        lock(&self.now).state.shown.clone()
    }

    /// Whether what its store holds is what is.
    pub(crate) fn is_live(&self) -> bool {
        matches!(lock(&self.now).state.shown, ConnectionState::Live { .. })
    }

    /// The server to send things to, if it can be sent things now; else the problem `not_live`.
    pub(crate) fn link(&self) -> Result<Arc<dyn Link>, Problem> {
        let now = lock(&self.now);
        match (&now.state.shown, &now.link) {
            (ConnectionState::Live { .. }, Some(link)) => Ok(link.clone()),
            _ => Err(Problem::new("not_live")),
        }
    }

    /// The same problem with the names of this pool's objects in place of their references.
    pub(crate) fn named(&self, problem: Problem) -> Problem {
        problems::named(problem, [&self.store])
    }

    /// Tells it something. One that has ended hears nothing, and that is all right.
    pub(crate) fn tell(&self, command: Command) {
        let _ = self.inbox.send(command);
    }

    /// Acts at a supporter that has lost its coordinator.
    pub(crate) async fn emergency(
        &self,
        host: String,
        action: EmergencyAction,
    ) -> Result<(), Problem> {
        let (done, outcome) = oneshot::channel();
        self.tell(Command::Emergency(host, action, done));
        outcome
            .await
            .unwrap_or_else(|_| Err(Problem::new("connection_gone")))
    }

    /// Ends it; resolves when nothing of ours is left on the server.
    pub(crate) async fn end(&self) {
        let (done, ended) = oneshot::channel();
        self.tell(Command::End(done));
        let _ = ended.await;
    }
}

/// All connections, in the order in which they were added.
#[derive(Default)]
pub(crate) struct Connections(Mutex<Vec<Arc<Connection>>>);

impl Connections {
    pub(crate) fn all(&self) -> Vec<Arc<Connection>> {
        lock(&self.0).clone()
    }

    /// The one with this id, else the problem `connection_gone`.
    pub(crate) fn get(&self, id: &ConnectionId) -> Result<Arc<Connection>, Problem> {
        lock(&self.0)
            .iter()
            .find(|connection| connection.id == *id)
            .cloned()
            .ok_or_else(|| Problem::new("connection_gone"))
    }

    pub(crate) fn add(&self, connection: Arc<Connection>) {
        lock(&self.0).push(connection);
    }

    pub(crate) fn remove(&self, id: &ConnectionId) {
        lock(&self.0).retain(|connection| connection.id != *id);
    }
}
