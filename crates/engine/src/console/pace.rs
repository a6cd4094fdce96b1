//! Flow control for terminals, which draw behind what arrives.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

/// The most that is read at once.
pub(super) const CHUNK: usize = 64 * 1024;

/// The subprotocol of a terminal that acknowledges what it has drawn.
pub(super) const PROTOCOL: &str = "paced";

/// How much a terminal that paces its console may still have to draw: some dozens of screens.
pub(super) const UNDRAWN: usize = 512 * 1024;

/// Flow control by acknowledgements: how many bytes may be sent beyond those that were drawn.
pub(super) struct Pace {
    room: Semaphore,
    sent: AtomicUsize,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            room: Semaphore::new(UNDRAWN),
            sent: AtomicUsize::new(0),
        }
    }

    /// Waits until a whole chunk may be sent.
    pub(super) async fn wait(&self) {
        // The semaphore is never closed; what is acquired goes back at once, since nobody else sends.
        drop(self.room.acquire_many(CHUNK as u32).await);
    }

    /// So many bytes are sent: at most a chunk, after there was room for one.
    pub(super) fn sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes, Ordering::AcqRel);
        self.room.forget_permits(bytes);
    }

    /// The terminal says that it has drawn so many bytes more. It cannot have drawn what it has not got.
    pub(super) fn drawn(&self, text: &str) {
        let Ok(said) = text.parse::<usize>() else {
            return;
        };
        let drawn = said.min(self.sent.load(Ordering::Acquire));
        self.sent.fetch_sub(drawn, Ordering::AcqRel);
        self.room.add_permits(drawn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nothing_is_sent_to_a_terminal_that_has_enough_to_draw() {
        let pace = Pace::new();
        pace.sent(UNDRAWN - CHUNK + 1);
        let mut wait = Box::pin(pace.wait());
        assert!(futures_util::poll!(&mut wait).is_pending());
        pace.drawn("1");
        wait.await;
    }
}
