//! Word that something changed, from whoever changed it to whoever shows it.

use std::{collections::HashSet, sync::Arc};

use inventory::ConnectionId;
use tokio::sync::broadcast;
use xapi::Class;

/// What changed. It carries no values: whoever cares looks at what is now.
#[derive(Clone, Debug)]
pub(crate) enum Invalidation {
    /// A connection came, went, or its state changed.
    Connection(ConnectionId),
    /// Objects of these classes changed.
    Objects(ConnectionId, Arc<HashSet<Class>>),
    /// All objects of a connection were listed anew.
    Listed(ConnectionId),
    /// A task of ours changed.
    Tasks,
    /// Changes were written down, or more is known of those that were.
    Timeline,
}

/// Carries the word to all who listen. One who listens too slowly is told that he missed some, and
/// looks at everything.
#[derive(Clone, Debug)]
pub(crate) struct ChangeBus(broadcast::Sender<Invalidation>);

impl ChangeBus {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(256))
    }

    /// Passes the word. That nobody listens is fine.
    pub(crate) fn publish(&self, change_bus: Invalidation) {
        let _ = self.0.send(change_bus);
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Invalidation> {
        self.0.subscribe()
    }
}
