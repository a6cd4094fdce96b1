//! The window at the other end, while there is one.

use std::sync::{Arc, Mutex};

use crate::{api::Message, lock::lock};

/// Takes messages to the window.
pub type Sink = Arc<dyn Fn(Message) + Send + Sync>;

/// Where messages go now.
#[derive(Clone, Default)]
pub(crate) struct Window(Arc<Mutex<Option<Sink>>>);

impl Window {
    /// From now on messages go here.
    pub(crate) fn attach(&self, sink: Sink) {
        *lock(&self.0) = Some(sink);
    }

    /// Whether there is one.
    pub(crate) fn is_open(&self) -> bool {
        lock(&self.0).is_some()
    }

    /// Sends a message; where there is no window it is for nobody.
    pub(crate) fn send(&self, message: Message) {
        let sink = lock(&self.0).clone();
        if let Some(sink) = sink {
            sink(message);
        }
    }
}
