//! What is kept of a connection: its objects for the next start, its sessions and its password in the
//! keyring, the addresses of its hosts.

use std::{collections::BTreeSet, sync::Arc};

use inventory::kept::Keeping;
use xapi::Change;

use super::Actor;
use crate::{
    api::KeepPassword,
    clock,
    connection::{machine::Input, opening, remains::Remains},
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
        let kept = match shelf.recall().await {
            Ok(Some(kept)) => kept,
            Ok(None) => return,
            Err(problem) => {
                let id = Some(&self.shared.id);
                return self.house.notices.tell(id, None, problem);
            }
        };
        let mut changes = kept.changes.into_iter();
        loop {
            // In portions: there is other work to do on this thread, the window's for instance.
            let portion: Vec<Change> = changes.by_ref().take(1000).collect();
            if portion.is_empty() {
                break;
            }
            self.writer.apply(portion);
            tokio::task::yield_now().await;
        }
        self.step(Input::Recalled(kept.as_of));
        self.house.bell.ring(Touch::Listed(self.shared.id.clone()));
    }

    /// Keeps the objects as they are now, unless they are still those of that revision.
    pub(super) fn keep_objects(&mut self, unless: Option<u64>) {
        let Some(shelf) = self.shared.shelf.clone() else {
            return;
        };
        let (objects, revision) = {
            let world = self.shared.store.read();
            if unless == Some(world.revision()) {
                return;
            }
            (Keeping::of(&world), world.revision())
        };
        self.kept = revision;
        let (id, notices) = (self.shared.id.clone(), self.house.notices.clone());
        let keeping = shelf.keep(objects, clock::unix_seconds());
        self.errands.spawn(async move {
            if let Err(problem) = keeping.await {
                notices.tell(Some(&id), None, problem);
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
                .map(|(_, host)| host.address.clone())
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

    /// Keeps a password that has proved right.
    pub(super) fn keep(&mut self, password: Secret) {
        if !std::mem::take(&mut self.to_keep) || self.shared.demo {
            return;
        }
        let (id, keep) = {
            let now = lock(&self.shared.now);
            (now.server.id.clone(), now.server.keep)
        };
        // Of a host that knows no users.
        if password.reveal().is_empty() {
            return;
        }
        let (vault, notices) = (self.house.vault.clone(), self.house.notices.clone());
        // Not an errand: a prompt of the keyring must not hold up the program's end.
        tokio::spawn(async move {
            let kept = match keep {
                KeepPassword::Keyring => vault.set(id.as_str(), &password).await,
                KeepPassword::Ask | KeepPassword::Token => Ok(()),
            };
            if let Err(problem) = kept {
                notices.tell(Some(&id), None, problem);
            }
        });
    }
}
