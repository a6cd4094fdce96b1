//! How changes that a server tells of come into the store, and who is told of them.

use std::{collections::HashSet, sync::Arc};

use inventory::changes::ObjectChange;
use xapi::{Change, Class};

use super::Actor;
use crate::{
    change_bus::Invalidation, clock, connection::machine::Input, lock::lock, timeline::Batch,
};

impl Actor {
    /// Takes changes in, tells who looks, and tells the machine where the list stands.
    pub(super) async fn apply(&mut self, attempt: u64, changes: Vec<Change>) {
        let began = changes.iter().any(|change| matches!(change, Change::Init));
        let ended = changes
            .iter()
            .any(|change| matches!(change, Change::InitDone));
        let mut touched = self.writer.apply(changes);
        if began {
            self.away_since = lock(&self.shared.now).state.as_of();
        }
        let classes: HashSet<Class> = touched.classes().cloned().collect();
        let hosts = touched.replaced || classes.contains(&Class::Host);
        let pool = touched.replaced || classes.contains(&Class::Pool);
        if !classes.is_empty() {
            let id = self.shared.id.clone();
            self.services
                .change_bus
                .publish(Invalidation::Objects(id, Arc::new(classes)));
        }
        if hosts {
            self.remember_members();
        }
        if pool {
            self.remember_pool();
        }
        if began {
            self.step(Input::Listing(attempt));
        }
        if ended {
            // A list begins anew when the session had to be renewed.
            let link = lock(&self.shared.now).link.clone();
            if let Some(link) = link {
                self.last = Some(link.place());
                self.remember_session(&link);
            }
            self.step(Input::Listed(attempt));
        }
        let (found, seen) = touched.take_changes();
        self.note(found, self.away_since).await;
        self.note(seen, None).await;
        if touched.replaced {
            self.services
                .change_bus
                .publish(Invalidation::Listed(self.shared.id.clone()));
        }
    }

    /// Writes what changed into the timeline; `since`, Unix seconds: nobody had looked since then.
    async fn note(&mut self, changes: Vec<ObjectChange>, since: Option<i64>) {
        let batch = Batch {
            connection: self.shared.id.clone(),
            at: clock::unix_millis(),
            since: since.map(|since| since * 1000),
            changes,
        };
        self.services.timeline.note(batch).await;
    }
}
