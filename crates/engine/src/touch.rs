//! Word that something changed, from whoever changed it to whoever shows it.

use std::{collections::HashSet, sync::Arc};

use inventory::ConnectionId;
use tokio::sync::broadcast;
use xapi::Class;

/// What changed. It carries no values: whoever cares looks at what is now.
#[derive(Clone, Debug)]
pub(crate) enum Touch {
    /// A connection came, went, or its state changed.
    Connection(ConnectionId),
    /// Objects of these classes changed.
    Objects(ConnectionId, Arc<HashSet<Class>>),
    /// All objects of a connection were listed anew.
    Listed(ConnectionId),
    /// A task of ours changed.
    Tasks,
}

/// Carries the word to all who listen. One who listens too slowly is told that he missed some, and
/// looks at everything.
#[derive(Clone, Debug)]
pub(crate) struct Bell(broadcast::Sender<Touch>);

impl Bell {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(256))
    }

    /// Passes the word. That nobody listens is fine.
    pub(crate) fn ring(&self, touch: Touch) {
        let _ = self.0.send(touch);
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Touch> {
        self.0.subscribe()
    }
}
