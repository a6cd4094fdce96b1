//! What is kept of a connection: its objects for the next start, its sessions and its password in the
//! keyring, the addresses of its hosts.

use std::{collections::BTreeSet, sync::Arc};

use inventory::{Problem, kept::Keeping};
use xapi::Change;

use super::Actor;
use crate::{
    api::{ConnectionKind, KeepPassword},
    change_bus::Invalidation,
    clock,
    connection::{
        attempt,
        machine::Input,
        session_journal::{self, SessionJournal},
    },
    lock::lock,
    secret::Secret,
    servers::Server,
    snapshot_file,
    source::Link,
};

impl Actor {
    /// Shows what was kept last time, where there is nothing else to show: before the first try, not
    /// instead of it.
    pub(super) async fn restore(&mut self) {
        let Some(snapshot_file) = &self.shared.snapshot_file else {
            return;
        };
        if !self.shared.store.read().is_empty() {
            return;
        }
        // Read by one thread and filed by another, and what the tree shows is shown before the rest:
        // the window is already waiting for it.
        let mut restore = snapshot_file.restore();
        let shown = Invalidation::Listed(self.shared.id.clone());
        while let Some((as_of, portion)) = restore.portion().await {
            let is_tree_done = portion.last() == Some(&Change::InitDone);
            self.writer.recall(portion);
            if is_tree_done {
                self.step(Input::Recalled(as_of));
                self.services.change_bus.publish(shown.clone());
            }
        }
        if let Err(problem) = restore.end().await {
            self.writer.abandon();
            self.writer.apply([Change::Init, Change::InitDone]);
            let id = Some(&self.shared.id);
            self.services.notices.tell(id, None, problem);
        }
        self.services.change_bus.publish(shown);
    }

    /// Keeps the objects as they are now, unless they are still those of that revision.
    ///
    /// Without one it is the last time for now: the connection is over, perhaps the program too.
    /// Then nothing is written twice: what was kept already is given the new date, and where there
    /// are [`cache::MANY`] objects, a file that is young enough for a crash is for the end as well.
    pub(super) fn keep_objects(&mut self, unless: Option<u64>) {
        let Some(snapshot_file) = self.shared.snapshot_file.clone() else {
            return;
        };
        let now = clock::unix_seconds();
        let (objects, revision, as_of) = {
            let world = self.shared.store.read();
            let revision = world.revision();
            if unless == Some(revision) {
                return snapshot_file.still(revision, now);
            }
            let enough = || {
                snapshot_file
                    .young()
                    .filter(|_| world.len() > snapshot_file::MANY)
            };
            if revision == self.kept {
                (None, revision, now)
            } else if let (None, Some((revision, as_of))) = (unless, enough()) {
                (None, revision, as_of)
            } else {
                (Some(Keeping::of(&world)), revision, now)
            }
        };
        self.kept = revision;
        let (id, notices) = (self.shared.id.clone(), self.services.notices.clone());
        self.errands.spawn(async move {
            let kept = match objects {
                Some(objects) => snapshot_file.keep(objects, revision, as_of).await,
                None => snapshot_file.keep_still(revision, as_of).await,
            };
            if let Err(problem) = kept {
                notices.tell(Some(&id), None, problem);
            }
        });
    }

    /// From now on what proves right is kept there, and what was kept elsewhere is kept no longer.
    pub(super) fn keep_in(&mut self, place: KeepPassword) {
        let before = lock(&self.shared.now).server.keep;
        self.remember(|server| server.keep = place);
        if self.shared.demo {
            return;
        }
        let (id, services) = (self.shared.id.clone(), self.services.clone());
        let is_empty = before == KeepPassword::Ask;
        if place != before {
            let vault = services.vault.clone();
            let key = id.to_string();
            self.tell_if_left(is_empty, async move { vault.remove(&key).await });
        }
        if place != KeepPassword::Keyring {
            self.left_behind = None;
            let journal = self.journal.take();
            self.tell_if_left(is_empty, async move {
                match journal {
                    Some(journal) => journal.forget().await,
                    None => services.vault.remove(&session_journal::key(&id)).await,
                }
            });
        }
    }

    /// Removes something from the keyring, and tells if it stays there; unless there was hardly
    /// anything.
    fn tell_if_left(
        &self,
        is_empty: bool,
        remove: impl Future<Output = Result<(), Problem>> + Send + 'static,
    ) {
        let (id, notices) = (self.shared.id.clone(), self.services.notices.clone());
        // Not an errand: a prompt of the keyring must not hold up the program's end.
        tokio::spawn(async move {
            match remove.await {
                Ok(()) => {}
                Err(problem) if is_empty => {
                    tracing::info!(?problem, "the keyring was not looked at")
                }
                Err(problem) => notices.tell(Some(&id), None, problem),
            }
        });
    }

    /// Keeps sessions in the keyring from now on, if it is to be used, and asks what earlier runs of
    /// the program have left there.
    pub(super) fn recall_sessions(&mut self) {
        let keep = lock(&self.shared.now).server.keep;
        if self.journal.is_none() && !self.shared.demo && keep == KeepPassword::Keyring {
            let journal = SessionJournal::of(&self.shared.id, self.services.vault.clone());
            self.left_behind = Some(journal.left());
            self.journal = Some(journal);
        }
    }

    /// Ends what earlier runs have left behind.
    pub(super) fn revoke_orphaned(&mut self) {
        if let (Some(left), Some(journal)) = (self.left_behind.take(), &self.journal)
            && self.services.alone
        {
            let (attempt, gone) = (self.attempt(), journal.on_closed());
            tokio::spawn(async move { attempt::revoke_orphaned(attempt, left.await, gone).await });
        }
    }

    /// Keeps the session that there is, as long as it is there.
    pub(super) fn remember_session(&self, link: &Arc<dyn Link>) {
        if let (Some(journal), Some(session)) = (&self.journal, link.open_session()) {
            journal.open(session);
        }
    }

    /// Keeps the addresses of the pool's hosts: one of them will know the way when the one that we
    /// were given is silent.
    pub(super) fn remember_members(&self) {
        let members: BTreeSet<String> = {
            let world = self.shared.store.read();
            world
                .hosts()
                .map(|(_, host)| host.address.to_string())
                .collect()
        };
        let members: Vec<String> = members
            .into_iter()
            .filter(|address| !address.is_empty())
            .collect();
        if !members.is_empty() {
            self.remember(|server| server.members.clone_from(&members));
        }
    }

    /// Keeps the pool's uuid, by which other ways to the same pool are recognised, and its name.
    pub(super) fn remember_pool(&self) {
        let (uuid, name) = {
            let world = self.shared.store.read();
            let uuid = world.pool().map(|(_, pool)| pool.uuid.to_string());
            (uuid, world.name().map(str::to_owned))
        };
        let known = lock(&self.shared.now).server.clone();
        match self.shared.kind {
            ConnectionKind::Pool => {
                if name.is_some() && known.last_name != name {
                    self.remember(|server| server.last_name.clone_from(&name));
                }
                if let Some(uuid) = uuid.filter(|uuid| !uuid.is_empty())
                    && known.pool.as_ref() != Some(&uuid)
                {
                    self.remember(|server| server.pool = Some(uuid.clone()));
                    let id = self.shared.id.clone();
                    self.services
                        .change_bus
                        .publish(Invalidation::Connection(id));
                }
            }
            ConnectionKind::XoPool => {
                if name.is_some() && known.pool_name != name {
                    self.remember(|server| server.pool_name.clone_from(&name));
                }
            }
            ConnectionKind::Xo => {}
        }
    }

    pub(super) fn remember(&self, change: impl Fn(&mut Server)) {
        change(&mut lock(&self.shared.now).server);
        if !self.shared.demo
            && let Err(problem) = self.services.servers.change(&self.shared.id, change)
        {
            self.services
                .notices
                .tell(Some(&self.shared.id), None, problem);
        }
    }

    /// Keeps what has proved right: a password, or what the server gave us to come back with.
    pub(super) fn keep(&mut self, password: Secret, token: Option<Secret>) {
        if self.shared.kind == ConnectionKind::XoPool {
            return;
        }
        // One that was not needed is not known to be right.
        if self.shared.kind == ConnectionKind::Pool || !password.reveal().is_empty() {
            self.password = Some(password.clone());
        }
        // It is good once.
        self.otp = None;
        let renewed = token.is_some() && token != self.token;
        self.token.clone_from(&token);
        let new = std::mem::take(&mut self.to_keep);
        if self.shared.demo {
            return;
        }
        let (id, keep) = {
            let now = lock(&self.shared.now);
            (now.server.id.clone(), now.server.keep)
        };
        let secret = match (keep, token) {
            // That of a host that knows no users is empty.
            (KeepPassword::Keyring, _) if new && !password.reveal().is_empty() => password,
            (KeepPassword::Token, Some(token)) if new || renewed => token,
            (KeepPassword::Token, None) if new => {
                let problem = Problem::new("xo_no_token");
                return self.services.notices.tell(Some(&id), None, problem);
            }
            _ => return,
        };
        let (vault, notices) = (self.services.vault.clone(), self.services.notices.clone());
        // Not an errand: a prompt of the keyring must not hold up the program's end.
        tokio::spawn(async move {
            if let Err(problem) = vault.set(id.as_str(), &secret).await {
                notices.tell(Some(&id), None, problem);
            }
        });
    }
}
