//! The pools behind a Xen Orchestra: they become connections of their own when it shows them, wake up
//! when it has them again, and go when it is certain that they are gone.

use std::{
    collections::HashSet,
    sync::{Arc, Weak},
};

use super::{Engine, Inner};
use crate::{
    connection::{Command, Connection, services::ConnectionSpec},
    servers::Server,
    source::xo::{XoPoolSource, XoSession},
};

impl Engine {
    /// Looks after the pools behind a Xen Orchestra, as long as that is there.
    pub(super) fn tend(&self, parent: &Arc<Connection>) {
        let Some(xo_session) = parent.xo_session.clone() else {
            return;
        };
        let (engine, parent) = (Arc::downgrade(&self.0), parent.clone());
        tokio::spawn(tend(engine, parent, xo_session));
    }

    /// Begins with a pool behind a Xen Orchestra that was begun with before. None, if there is no
    /// such Xen Orchestra; then the pool is forgotten.
    pub(super) fn begin_behind(&self, server: Server) -> Option<Arc<Connection>> {
        let parent = server.parent.as_ref();
        let parent = parent.and_then(|parent| self.0.connections.get(parent).ok());
        let xo_session = parent.as_ref().and_then(|parent| parent.xo_session.clone());
        let (Some(parent), Some(xo_session), Some(pool)) =
            (parent, xo_session, server.pool.clone())
        else {
            tracing::warn!(connection = %server.id, "a pool behind nothing is forgotten");
            let _ = self.0.services.servers.remove(&server.id);
            return None;
        };
        if let Some(behind) = &server.behind {
            xo_session.note_behind(&pool, behind);
        }
        Some(self.add(ConnectionSpec {
            server,
            password: None,
            otp: None,
            demo: false,
            source: Arc::new(XoPoolSource::new(xo_session, pool)),
            xo_session: None,
            parent: Some(parent),
        }))
    }

    /// Brings the pools that are shown to what a Xen Orchestra has. `there` are those that it had
    /// the last time.
    async fn review(
        &self,
        parent: &Arc<Connection>,
        xo_session: &XoSession,
        there: &mut HashSet<String>,
    ) {
        let pools: HashSet<String> = xo_session.pools().into_iter().collect();
        let mut known = HashSet::new();
        for child in self.children(&parent.id) {
            let Some(pool) = child.server().pool else {
                continue;
            };
            if pools.contains(&pool) && !there.contains(&pool) {
                child.tell(Command::Awake);
            }
            known.insert(pool);
        }
        for pool in pools.difference(&known) {
            self.add_child(parent, pool.clone(), xo_session.name(pool));
        }
        *there = pools;
        self.compare_servers(parent, xo_session, there).await;
        self.publish(&parent.id);
    }

    fn add_child(&self, parent: &Arc<Connection>, pool: String, name: Option<String>) {
        let server = Server::behind(&parent.server(), pool, name);
        let wanted = server.wanted;
        if let Err(problem) = self.0.services.servers.add(server.clone()) {
            let notices = &self.0.services.notices;
            notices.tell(Some(&parent.id), None, problem);
        }
        if let Some(child) = self.begin_behind(server)
            && wanted
        {
            child.tell(Command::Connect);
        }
    }

    /// Notes through which server each pool is reached and whether that one is read-only, and
    /// forgets the pools whose server is gone or leads to another.
    async fn compare_servers(
        &self,
        parent: &Arc<Connection>,
        xo_session: &XoSession,
        pools: &HashSet<String>,
    ) {
        let Some(servers) = xo_session.servers() else {
            return;
        };
        for child in self.children(&parent.id) {
            let server = child.server();
            let Some(pool) = &server.pool else {
                continue;
            };
            if let Some(found) = servers.iter().find(|one| one.pool.as_ref() == Some(pool)) {
                if child.bind(found.read_only) {
                    self.publish(&child.id);
                }
                let behind = Some(found.id.clone());
                if server.behind != behind {
                    child.change(|server| server.behind.clone_from(&behind));
                    let note = |server: &mut Server| server.behind.clone_from(&behind);
                    let _ = self.0.services.servers.change(&child.id, note);
                }
                continue;
            }
            // Its server is gone, or leads to another pool now: this one was installed anew.
            let is_gone = server.behind.as_ref().is_some_and(|behind| {
                let found = servers.iter().find(|one| one.id == *behind);
                found.is_none_or(|one| one.pool.as_ref().is_some_and(|other| other != pool))
            });
            if is_gone
                && !pools.contains(pool)
                && let Err(problem) = self.forget(&child).await
            {
                // Nobody asked for it, and the next news makes another try.
                tracing::warn!(?problem, connection = %child.id, "a pool that is gone stays");
            }
        }
    }
}

async fn tend(engine: Weak<Inner>, parent: Arc<Connection>, xo_session: Arc<XoSession>) {
    let mut changes = xo_session.changes();
    let mut there = HashSet::new();
    while changes.changed().await.is_ok() {
        let Some(engine) = engine.upgrade().map(Engine) else {
            return;
        };
        if engine.0.connections.get(&parent.id).is_err() {
            return;
        }
        engine.review(&parent, &xo_session, &mut there).await;
    }
}
