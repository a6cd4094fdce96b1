//! How changes that a server tells of come into the store, and who is told of them.

use std::{collections::HashSet, sync::Arc};

use xapi::{Change, Class};

use super::Actor;
use crate::{change_bus::Invalidation, connection::machine::Input, lock::lock};

impl Actor {
    /// Takes changes in, tells who looks, and tells the machine where the list stands.
    pub(super) fn apply(&mut self, attempt: u64, changes: Vec<Change>) {
        let began = changes.iter().any(|change| matches!(change, Change::Init));
        let ended = changes
            .iter()
            .any(|change| matches!(change, Change::InitDone));
        let touched = self.writer.apply(changes);
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
        if touched.replaced {
            self.services
                .change_bus
                .publish(Invalidation::Listed(self.shared.id.clone()));
        }
    }
}
