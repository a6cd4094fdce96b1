//! Servers: how they are begun with, and the commands that are about them.

use std::{sync::Arc, time::Duration};

use futures_util::future::join;
use inventory::{ConnectionId, Problem};
use uuid::Uuid;

use super::{Engine, typed::Typed};
use crate::{
    api::{
        ConnectionKind, ConnectionState, EmergencyAction, KeepPassword, NewConnection, NewXoServer,
        ServerKind, TrustAnswer,
    },
    change_bus::Invalidation,
    connection::{
        Command, Connection,
        routes::Routes,
        run::start,
        services::{ConnectionSpec, Services},
        session_journal,
    },
    problems::bad_request,
    secret::Secret,
    servers::Server,
    source::{self, xo},
};

/// How long it may take to let a server forget a token.
const FORGETTING: Duration = Duration::from_secs(5);

impl Engine {
    /// Begins with all servers that were kept.
    pub(super) fn begin_all(&self) {
        let servers = self.0.services.servers.all();
        // Those that others are behind come first.
        let (behind, first): (Vec<Server>, Vec<Server>) = servers
            .into_iter()
            .partition(|server| server.kind == ConnectionKind::XoPool);
        // All are there before the first is told to connect: a Xen Orchestra that answers at once is
        // not to make connections of pools that have theirs.
        let begun: Vec<_> = first
            .into_iter()
            .map(|server| (server.wanted, self.begin(server, None)))
            .chain(behind.into_iter().filter_map(|server| {
                let wanted = server.wanted;
                Some((wanted, self.begin_behind(server)?))
            }))
            .collect();
        for (wanted, connection) in begun {
            if wanted {
                connection.tell(Command::Connect);
            }
        }
    }

    /// Begins with a server that nothing is in front of.
    fn begin(&self, server: Server, typed: Option<Typed>) -> Arc<Connection> {
        match server.kind {
            ConnectionKind::Xo => self.begin_orchestra(server, typed),
            _ => self.begin_direct(server, typed, false),
        }
    }

    pub(super) fn begin_direct(
        &self,
        server: Server,
        typed: Option<Typed>,
        demo: bool,
    ) -> Arc<Connection> {
        let (password, otp) = typed.map(|typed| (typed.password, typed.otp)).unzip();
        self.add(ConnectionSpec {
            server,
            password,
            otp: otp.flatten(),
            demo,
            source: self.0.direct.clone(),
            xo_session: None,
            parent: None,
        })
    }

    fn begin_orchestra(&self, server: Server, typed: Option<Typed>) -> Arc<Connection> {
        let (password, otp) = typed.map(|typed| (typed.password, typed.otp)).unzip();
        let xo_session = Arc::<xo::XoSession>::default();
        // The id was made up by this installation: no other has the same.
        let client = format!("pooldeck/{}", server.id);
        let connection = self.add(ConnectionSpec {
            server,
            password,
            otp: otp.flatten(),
            demo: false,
            source: Arc::new(xo::XoServerSource::new(xo_session.clone(), client)),
            xo_session: Some(xo_session),
            parent: None,
        });
        self.tend(&connection);
        connection
    }

    pub(super) fn add(&self, beginning: ConnectionSpec) -> Arc<Connection> {
        let connection = start(self.0.services.clone(), beginning);
        self.0.connections.add(connection.clone());
        self.publish(&connection.id);
        connection
    }

    pub(super) fn publish(&self, id: &ConnectionId) {
        self.0
            .services
            .change_bus
            .publish(Invalidation::Connection(id.clone()));
    }

    /// The pools behind a Xen Orchestra.
    pub(super) fn children(&self, id: &ConnectionId) -> Vec<Arc<Connection>> {
        let is_child = |connection: &Arc<Connection>| {
            let parent = connection.parent.as_ref();
            parent.is_some_and(|parent| parent.id == *id)
        };
        let mut all = self.0.connections.all();
        all.retain(is_child);
        all
    }

    /// Takes a connection away, with all that was kept of it. Where the list of servers cannot be
    /// written nothing is taken away: it would be back at the next start.
    pub(super) async fn forget(&self, connection: &Connection) -> Result<(), Problem> {
        let id = &connection.id;
        let Services { servers, pins, .. } = &self.0.services;
        servers.remove(id)?;
        connection.end().await;
        if let Some(snapshot_file) = &connection.snapshot_file {
            snapshot_file.forget();
        }
        self.0.connections.remove(id);
        self.0.runner.forget(id);
        self.0.services.timeline.forget(id).await;
        self.0.view_context.audit_logs.forget(id);
        self.0.xe.forget(id);
        if let Some(xo_session) = &connection.xo_session {
            xo_session.tell();
        }
        let forgotten = pins.forget(id);
        self.publish(id);
        forgotten.and(self.empty_keyring(connection).await)
    }

    /// Removes all that the keyring may hold for a connection; one thing even if the other cannot be.
    async fn empty_keyring(&self, connection: &Connection) -> Result<(), Problem> {
        // Nothing was ever kept of those.
        if connection.demo || connection.kind == ConnectionKind::XoPool {
            return Ok(());
        }
        let (vault, id) = (&self.0.services.vault, &connection.id);
        let sessions = session_journal::key(id);
        let (secret, sessions) = join(vault.remove(id.as_str()), vault.remove(&sessions)).await;
        let removed = secret.and(sessions);
        match connection.server().keep {
            // There was nothing to be expected: that the keyring cannot be asked is no news.
            KeepPassword::Ask => {
                if let Err(problem) = removed {
                    tracing::info!(?problem, "the keyring was not looked at");
                }
                Ok(())
            }
            _ => removed,
        }
    }

    /// The Xen Orchestra of a connection, if its servers may be changed.
    fn orchestra(&self, id: &ConnectionId) -> Result<Arc<xo::XoSession>, Problem> {
        let connection = self.0.connections.get(id)?;
        let xo_session = connection.xo_session.clone();
        let xo_session = xo_session.ok_or_else(|| Problem::new("not_supported"))?;
        connection.may_change()?;
        Ok(xo_session)
    }
}

/// Where an address leads, written in one way only.
fn place(kind: ServerKind, address: &str) -> Result<String, Problem> {
    match kind {
        ServerKind::Pool => source::xapi::place(address),
        ServerKind::Xo => xo::place(address),
    }
}

/// The commands about servers, as [`crate::api`] lists them.
#[allow(missing_docs)] // They are documented there, once.
impl Engine {
    pub async fn add_connection(&self, connection: NewConnection) -> Result<ConnectionId, Problem> {
        let NewConnection {
            kind,
            address,
            user,
            password,
            otp,
            keep,
            read_only,
        } = connection;
        if kind == ServerKind::Pool && keep == KeepPassword::Token {
            return Err(Problem::new("not_supported"));
        }
        let address = address.trim().to_owned();
        let there = place(kind, &address)?;
        let kind_of_connection = match kind {
            ServerKind::Pool => ConnectionKind::Pool,
            ServerKind::Xo => ConnectionKind::Xo,
        };
        let is_there = |known: &Arc<Connection>| {
            known.kind == kind_of_connection
                && !known.demo
                && place(kind, &known.server().address).is_ok_and(|known| known == there)
        };
        if self.0.connections.all().iter().any(is_there) {
            return Err(Problem::new("already_connected").with("address", address));
        }
        let id: ConnectionId = Uuid::new_v4().to_string().into();
        let server = Server {
            kind: kind_of_connection,
            keep,
            read_only,
            ..Server::new(id.clone(), address, user)
        };
        self.0.services.servers.add(server.clone())?;
        let connection = self.begin(server, Some(Typed { password, otp }));
        connection.tell(Command::Connect);
        Ok(id)
    }

    pub async fn remove_connection(&self, id: ConnectionId) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        let parent = connection.parent.as_ref();
        if let Some(xo_session) = parent.and_then(|parent| parent.xo_session.as_ref())
            && connection
                .server()
                .pool
                .is_some_and(|pool| xo_session.pools().contains(&pool))
        {
            // It would be back at once.
            return Err(Problem::new("xo_pool_there"));
        }
        for child in self.children(&id) {
            self.forget(&child).await?;
        }
        let token = match connection.server().keep {
            KeepPassword::Token => self.0.services.vault.get(id.as_str()).await.ok().flatten(),
            _ => None,
        };
        self.forget(&connection).await?;
        if let Some(token) = token {
            let gone = tokio::time::timeout(FORGETTING, connection.revoke_orphaned(&token)).await;
            if gone != Ok(true) {
                let left = Problem::new("xo_token_left");
                self.0.services.notices.tell(None, None, left);
            }
        }
        Ok(())
    }

    pub async fn connect(&self, id: ConnectionId) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        if let Some(parent) = &connection.parent
            && matches!(parent.state(), ConnectionState::Disconnected { .. })
        {
            parent.tell(Command::Connect);
        }
        if let ConnectionState::Stale { why, .. } = connection.state()
            && let ("xo_server_off", Some(server)) = (why.code.as_str(), why.params.get("server"))
            && let Some(parent) = &connection.parent
        {
            connection.may_change()?;
            xo::enable_server(&self.orchestra(&parent.id)?, server, true).await?;
        }
        connection.tell(Command::Connect);
        for child in self.children(&id) {
            child.tell(Command::Connect);
        }
        Ok(())
    }

    pub async fn disconnect(&self, id: ConnectionId) -> Result<(), Problem> {
        for child in self.children(&id) {
            child.tell(Command::Disconnect);
        }
        self.0.connections.get(&id)?.tell(Command::Disconnect);
        Ok(())
    }

    pub async fn give_password(
        &self,
        id: ConnectionId,
        password: Secret,
        otp: Option<Secret>,
        keep: KeepPassword,
    ) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        let fits = match connection.kind {
            ConnectionKind::Pool => keep != KeepPassword::Token,
            ConnectionKind::Xo => true,
            ConnectionKind::XoPool => false,
        };
        if !fits {
            return Err(Problem::new("not_supported"));
        }
        connection.tell(Command::Password(password, otp, keep));
        Ok(())
    }

    pub async fn prefer(&self, id: ConnectionId) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        let others = Routes::of(&self.0.connections.all()).others(&id);
        let all = others.into_iter().map(|other| (other, false));
        for (one, preferred) in all.chain([(id.clone(), true)]) {
            let Ok(known) = self.0.connections.get(&one) else {
                continue;
            };
            known.change(|server| server.preferred = preferred);
            let servers = &self.0.services.servers;
            servers.change(&one, |server| server.preferred = preferred)?;
            self.publish(&one);
        }
        if matches!(connection.state(), ConnectionState::Disconnected { .. }) {
            self.connect(id).await?;
        }
        Ok(())
    }

    pub async fn xo_add_server(
        &self,
        id: ConnectionId,
        server: NewXoServer,
    ) -> Result<(), Problem> {
        xo::add_server(&self.orchestra(&id)?, server).await
    }

    pub async fn xo_enable_server(
        &self,
        id: ConnectionId,
        server: String,
        enabled: bool,
    ) -> Result<(), Problem> {
        xo::enable_server(&self.orchestra(&id)?, &server, enabled).await
    }

    pub async fn xo_remove_server(&self, id: ConnectionId, server: String) -> Result<(), Problem> {
        xo::remove_server(&self.orchestra(&id)?, &server).await
    }

    pub async fn answer_certificate(
        &self,
        id: ConnectionId,
        fingerprint: String,
        answer: TrustAnswer,
    ) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        let asked = match connection.state() {
            ConnectionState::Certificate { presented, .. } => presented.fingerprint == fingerprint,
            _ => false,
        };
        let known = connection.trust.answer(&fingerprint, answer);
        if asked {
            connection.tell(Command::Certificate(answer != TrustAnswer::Never));
        }
        match known? || asked {
            true => {
                self.0.metrics.wake(&id);
                Ok(())
            }
            false => Err(bad_request(
                "answer_certificate",
                "nobody showed that certificate",
            )),
        }
    }

    pub async fn set_read_only(&self, id: ConnectionId, read_only: bool) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        let Services {
            servers,
            change_bus,
            ..
        } = &self.0.services;
        // Written down first: what holds only until the next start would be relied upon.
        servers.change(&id, |server| server.read_only = read_only)?;
        connection.set_read_only(read_only);
        change_bus.publish(Invalidation::Connection(id));
        Ok(())
    }

    pub async fn emergency(
        &self,
        id: ConnectionId,
        host: String,
        action: EmergencyAction,
    ) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        connection.may_change()?;
        match connection.state() {
            ConnectionState::Emergency { host: lone, .. } if lone == host => {
                connection.emergency(host, action).await
            }
            _ => Err(Problem::new("not_allowed_now")),
        }
    }
}
