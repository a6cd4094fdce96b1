//! The windows that are open: where the messages for each one go.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use serde::{Deserialize, Serialize};

use crate::{api::Message, lock::lock};

/// A window's name, by which its host knows it and its layout is kept: `main`, `window-2`, ….
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WindowId(String);

impl WindowId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for WindowId {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl fmt::Display for WindowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes messages to a window. It must not block.
pub type Sink = Arc<dyn Fn(Message) + Send + Sync>;

/// All open windows; the one that was used last is at the end.
#[derive(Clone, Default)]
pub(crate) struct Windows(Arc<Mutex<Vec<(WindowId, Sink)>>>);

impl Windows {
    /// From now on this window's messages go here.
    pub(crate) fn attach(&self, window: WindowId, sink: Sink) {
        let mut open = lock(&self.0);
        open.retain(|(id, _)| *id != window);
        open.push((window, sink));
    }

    /// The window is closed: what would be for it is for nobody.
    pub(crate) fn detach(&self, window: &WindowId) {
        lock(&self.0).retain(|(id, _)| id != window);
    }

    /// The window is the one that a person uses now.
    pub(crate) fn focus(&self, window: &WindowId) {
        let mut open = lock(&self.0);
        if let Some(index) = open.iter().position(|(id, _)| id == window) {
            let used = open.remove(index);
            open.push(used);
        }
    }

    /// Sends a message to one window, if it is open; whether it is.
    pub(crate) fn send(&self, window: &WindowId, message: Message) -> bool {
        let sink = {
            let open = lock(&self.0);
            let found = open.iter().find(|(id, _)| id == window);
            found.map(|(_, sink)| sink.clone())
        };
        let is_open = sink.is_some();
        if let Some(sink) = sink {
            sink(message);
        }
        is_open
    }

    /// Sends a message to the window that was used last; gives it back where there is none.
    pub(crate) fn send_to_foremost(&self, message: Message) -> Option<Message> {
        let sink = lock(&self.0).last().map(|(_, sink)| sink.clone());
        match sink {
            Some(sink) => {
                sink(message);
                None
            }
            None => Some(message),
        }
    }

    /// Sends a message to all windows but one.
    pub(crate) fn send_to_others(&self, window: &WindowId, message: &Message) {
        let sinks: Vec<Sink> = {
            let open = lock(&self.0);
            let others = open.iter().filter(|(id, _)| id != window);
            others.map(|(_, sink)| sink.clone()).collect()
        };
        for sink in sinks {
            sink(message.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sink(name: &'static str, heard: &Arc<Mutex<Vec<&'static str>>>) -> Sink {
        let heard = heard.clone();
        Arc::new(move |_| lock(&heard).push(name))
    }

    fn message() -> Message {
        Message::Go {
            select: None,
            tab: None,
            theme: None,
        }
    }

    #[test]
    fn the_window_that_was_used_last_is_the_foremost() {
        let (windows, heard) = (Windows::default(), Arc::default());
        assert!(windows.send_to_foremost(message()).is_some());
        for name in ["main", "window-2"] {
            windows.attach(name.into(), sink(name, &heard));
        }
        assert!(windows.send_to_foremost(message()).is_none());
        windows.focus(&"main".into());
        assert!(windows.send_to_foremost(message()).is_none());
        windows.send_to_others(&"main".into(), &message());
        windows.detach(&"main".into());
        assert!(windows.send_to_foremost(message()).is_none());
        windows.send(&"main".into(), message());
        let expected = ["window-2", "main", "window-2", "window-2"];
        assert_eq!(*lock(&heard), expected);
    }
}
