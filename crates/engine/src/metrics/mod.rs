//! What hosts measure, for the charts that are open: each host is asked by one poller, from the host
//! itself, only while somebody looks, and what comes is shown as whole binary frames.
//!
//! Nothing of it is kept: hosts keep it.

mod looking;
mod poller;

use std::sync::{Arc, Mutex};

use inventory::ConnectionId;
use tokio::{
    sync::{Notify, broadcast::error::RecvError},
    task::AbortHandle,
};

use self::{
    looking::{Looking, Place},
    poller::{Poll, send},
};
use crate::{
    api::MetricsSpec,
    change_bus::{ChangeBus, Invalidation},
    connection::Connections,
    lock::lock,
    windows::{WindowId, Windows},
};

/// All charts of all windows.
pub(crate) struct Metrics {
    shared: Shared,
    change_bus: ChangeBus,
    /// Finds moved objects again, while there is any chart.
    finder: Mutex<Option<AbortHandle>>,
}

#[derive(Clone)]
struct Shared {
    looking: Arc<Mutex<Looking>>,
    connections: Arc<Connections>,
    windows: Windows,
}

impl Metrics {
    pub(crate) fn new(
        connections: Arc<Connections>,
        windows: Windows,
        change_bus: ChangeBus,
    ) -> Self {
        Self {
            shared: Shared {
                looking: Arc::default(),
                connections,
                windows,
            },
            change_bus,
            finder: Mutex::default(),
        }
    }

    /// Begins to show a window what is measured of an object, or shows something else of it.
    pub(crate) fn watch(&self, window: &WindowId, view: u32, spec: MetricsSpec) {
        lock(&self.shared.looking).set(window, view, spec);
        self.settle();
        let key = (window.clone(), view);
        let frame = lock(&self.shared.looking).frame(&key, &self.shared.connections);
        send(&self.shared.windows, frame.into_iter().collect());
    }

    /// Ends that.
    pub(crate) fn unwatch(&self, window: &WindowId, view: u32) {
        lock(&self.shared.looking).retain(|of, number| of != window || number != view);
        self.settle();
    }

    /// Asks hosts of this connection that did not answer again, now: something was said about one.
    pub(crate) fn wake(&self, connection: &ConnectionId) {
        lock(&self.shared.looking).wake(connection);
    }

    /// Ends all that a window looks at.
    pub(crate) fn close_all_of(&self, window: &WindowId) {
        lock(&self.shared.looking).retain(|of, _| of != window);
        self.settle();
    }

    /// Ends everything.
    pub(crate) fn close_all(&self) {
        lock(&self.shared.looking).retain(|_, _| false);
        self.settle();
    }

    fn settle(&self) {
        self.shared.find_again();
        let mut finder = lock(&self.finder);
        if lock(&self.shared.looking).is_empty() {
            if let Some(finder) = finder.take() {
                finder.abort();
            }
        } else if finder.is_none() {
            let work = find_moved(self.shared.clone(), self.change_bus.clone());
            *finder = Some(tokio::spawn(work).abort_handle());
        }
    }
}

impl Drop for Metrics {
    fn drop(&mut self) {
        self.close_all();
    }
}

impl Shared {
    fn find_again(&self) {
        let begin = |place: &Place, wake: Arc<Notify>| {
            let poll = Poll {
                place: place.clone(),
                wake,
                looking: self.looking.clone(),
                connections: self.connections.clone(),
                windows: self.windows.clone(),
            };
            tokio::spawn(poll.run()).abort_handle()
        };
        let frames = lock(&self.looking).find_again(&self.connections, &begin);
        send(&self.windows, frames);
    }
}

/// Looks again where things are measured whenever something has changed, and lets those who wait for
/// a connection know that it is there.
async fn find_moved(shared: Shared, change_bus: ChangeBus) {
    let mut invalidations = change_bus.listen();
    loop {
        match invalidations.recv().await {
            Ok(Invalidation::Connection(id)) => {
                shared.find_again();
                let looking = lock(&shared.looking);
                looking.wake(&id);
                let frames = looking.unfound(&shared.connections);
                drop(looking);
                send(&shared.windows, frames);
            }
            Ok(Invalidation::Objects(..) | Invalidation::Listed(_)) => shared.find_again(),
            Ok(Invalidation::Tasks | Invalidation::Timeline) => {}
            // What was missed may have been anything.
            Err(RecvError::Lagged(_)) => shared.find_again(),
            Err(RecvError::Closed) => return,
        }
    }
}
