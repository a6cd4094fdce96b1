//! Whether a server answers an event call when it was asked to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long an [`EventStream`](crate::EventStream) waits for an answer that should have come: the
/// server is asked to answer each event call within
/// [`Timeouts::event`](crate::Timeouts::event), with nothing if nothing happened. Who does not is
/// slow, or the connection is dead: a [heartbeat](crate::Session::heartbeat) tells which. Cheap to
/// clone, all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Waiting(Arc<Mutex<Option<Instant>>>);

impl Waiting {
    /// By how much the answer is overdue, or the rest of one that has begun to arrive. None if it is
    /// not, or none is waited for; the list at the beginning takes as long as it takes.
    pub fn overdue(&self) -> Option<Duration> {
        let due = (*self.due())?;
        Instant::now().checked_duration_since(due)
    }

    /// An answer is waited for from now on until what is returned is dropped.
    pub(super) fn begin(&self, within: Duration) -> Begun {
        *self.due() = Some(Instant::now() + within);
        Begun(self.clone())
    }

    /// A part of it has come.
    pub(super) fn heard(&self) {
        if let Some(due) = &mut *self.due() {
            *due = Instant::now().max(*due);
        }
    }

    fn due(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event call that is waited for.
pub(super) struct Begun(Waiting);

impl Drop for Begun {
    fn drop(&mut self) {
        *self.0.due() = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_overdue_once_its_time_has_passed_and_every_part_of_it_counts() {
        let waiting = Waiting::default();
        tokio::time::advance(SECOND).await;
        assert_eq!(waiting.overdue(), None);
        let begun = waiting.begin(SECOND * 2);
        tokio::time::advance(SECOND).await;
        waiting.heard();
        assert_eq!(waiting.overdue(), None);
        tokio::time::advance(SECOND * 4).await;
        assert_eq!(waiting.overdue(), Some(SECOND * 3));
        waiting.heard();
        tokio::time::advance(SECOND).await;
        assert_eq!(waiting.clone().overdue(), Some(SECOND));
        drop(begun);
        assert_eq!(waiting.overdue(), None);
    }
}
