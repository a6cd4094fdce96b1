//! What is kept of a connection: its objects for the next start, its sessions and its password in the
//! keyring, the addresses of its hosts.

use std::{collections::BTreeSet, sync::Arc};

use inventory::{Problem, kept::Keeping};
use xapi::Change;

use super::Actor;
use crate::{
    api::{ConnectionKind, KeepPassword},
    cache, clock,
    connection::{
        machine::Input,
        opening,
        remains::{self, Remains},
    },
    lock::lock,
    secret::Secret,
    servers::Server,
    source::Link,
    touch::Touch,
};

impl Actor {
    /// Shows what was kept last time, where there is nothing else to show: before the first try, not
    /// instead of it.
    pub(super) async fn recall(&mut self) {
        let Some(shelf) = &self.shared.shelf else {
            return;
        };
        if !self.shared.store.read().is_empty() {
            return;
        }
        // Read by one thread and filed by another, and what the tree shows is shown before the rest:
        // the window is already waiting for it.
        let mut recall = shelf.recall();
        let shown = Touch::Listed(self.shared.id.clone());
        while let Some((as_of, portion)) = recall.portion().await {
            let is_tree_done = portion.last() == Some(&Change::InitDone);
            self.writer.apply(portion);
            if is_tree_done {
                self.step(Input::Recalled(as_of));
                self.house.bell.ring(shown.clone());
            }
        }
        if let Err(problem) = recall.end().await {
            self.writer.abandon();
            self.writer.apply([Change::Init, Change::InitDone]);
            let id = Some(&self.shared.id);
            self.house.notices.tell(id, None, problem);
        }
        self.house.bell.ring(shown);
    }

    /// Keeps the objects as they are now, unless they are still those of that revision.
    ///
    /// Without one it is the last time for now: the connection is over, perhaps the program too.
    /// Then nothing is written twice: what was kept already is given the new date, and where there
    /// are [`cache::MANY`] objects, a file that is young enough for a crash is for the end as well.
    pub(super) fn keep_objects(&mut self, unless: Option<u64>) {
        let Some(shelf) = self.shared.shelf.clone() else {
            return;
        };
        let now = clock::unix_seconds();
        let (objects, revision, as_of) = {
            let world = self.shared.store.read();
            let revision = world.revision();
            if unless == Some(revision) {
                return shelf.still(revision, now);
            }
            let enough = || shelf.young().filter(|_| world.len() > cache::MANY);
            if revision == self.kept {
                (None, revision, now)
            } else if let (None, Some((revision, as_of))) = (unless, enough()) {
                (None, revision, as_of)
            } else {
                (Some(Keeping::of(&world)), revision, now)
            }
        };
        self.kept = revision;
        let (id, notices) = (self.shared.id.clone(), self.house.notices.clone());
        self.errands.spawn(async move {
            let kept = match objects {
                Some(objects) => shelf.keep(objects, revision, as_of).await,
                None => shelf.keep_still(revision, as_of).await,
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
        let (id, house) = (self.shared.id.clone(), self.house.clone());
        let is_empty = before == KeepPassword::Ask;
        if place != before {
            let vault = house.vault.clone();
            let key = id.to_string();
            self.tell_if_left(is_empty, async move { vault.remove(&key).await });
        }
        if place != KeepPassword::Keyring {
            self.left_behind = None;
            let remains = self.remains.take();
            self.tell_if_left(is_empty, async move {
                match remains {
                    Some(remains) => remains.forget().await,
                    None => house.vault.remove(&remains::key(&id)).await,
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
        let (id, notices) = (self.shared.id.clone(), self.house.notices.clone());
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
        if self.remains.is_none() && !self.shared.demo && keep == KeepPassword::Keyring {
            let remains = Remains::of(&self.shared.id, self.house.vault.clone());
            self.left_behind = Some(remains.left());
            self.remains = Some(remains);
        }
    }

    /// Ends what earlier runs have left behind.
    pub(super) fn bury(&mut self) {
        if let (Some(left), Some(remains)) = (self.left_behind.take(), &self.remains)
            && self.house.alone
        {
            let (opening, gone) = (self.opening(), remains.undertaker());
            tokio::spawn(async move { opening::bury(opening, left.await, gone).await });
        }
    }

    /// Keeps the session that there is, as long as it is there.
    pub(super) fn remember_session(&self, link: &Arc<dyn Link>) {
        if let (Some(remains), Some(session)) = (&self.remains, link.remains()) {
            remains.open(session);
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

    /// Keeps the pool's uuid, by which other ways to the same pool are recognised; and the name of
    /// one that has no address of its own.
    pub(super) fn remember_pool(&self) {
        let (uuid, name) = {
            let world = self.shared.store.read();
            let uuid = world.pool().map(|(_, pool)| pool.uuid.to_string());
            (uuid, world.name().map(str::to_owned))
        };
        let known = lock(&self.shared.now).server.clone();
        match self.shared.kind {
            ConnectionKind::Pool => {
                if let Some(uuid) = uuid.filter(|uuid| !uuid.is_empty())
                    && known.pool.as_ref() != Some(&uuid)
                {
                    self.remember(|server| server.pool = Some(uuid.clone()));
                    let id = self.shared.id.clone();
                    self.house.bell.ring(Touch::Connection(id));
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
            && let Err(problem) = self.house.servers.change(&self.shared.id, change)
        {
            self.house
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
                return self.house.notices.tell(Some(&id), None, problem);
            }
            _ => return,
        };
        let (vault, notices) = (self.house.vault.clone(), self.house.notices.clone());
        // Not an errand: a prompt of the keyring must not hold up the program's end.
        tokio::spawn(async move {
            if let Err(problem) = vault.set(id.as_str(), &secret).await {
                notices.tell(Some(&id), None, problem);
            }
        });
    }
}
