//! Undoing what is refused for now: a server has its hands on a disk for a moment longer than on the task that wrote it.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use inventory::World;

use super::{
    Runner,
    run::{Entry, Next, Run},
};
use crate::connection::Connection;

/// What a server answers that has its hands on the disk yet.
const FOR_NOW: [&str; 2] = ["VDI_IN_USE", "OTHER_OPERATION_IN_PROGRESS"];
/// How long after a refusal.
const PAUSE: Duration = Duration::from_secs(2);
/// For how long altogether.
const ALTOGETHER: Duration = Duration::from_secs(60);

impl Run {
    /// Whether a call that was to undo a step, and has failed, may succeed a little later.
    pub(super) fn may_undo_later(&self, last: &Entry) -> bool {
        let call = &last.tracked.call;
        let is_for_now = |code: &str| FOR_NOW.contains(&code);
        let error = last.tracked.status.error.as_ref();
        // Of what else is refused so, somebody else makes use.
        let is_removal = call.parts() == ("VDI", "destroy");
        if !is_removal || !error.is_some_and(|error| is_for_now(&error.code)) {
            return false;
        }
        let is_same = |entry: &&Entry| {
            entry.is_undo && entry.step == last.step && entry.tracked.call == *call
        };
        let first = self.calls.iter().find(is_same);
        let since = first.and_then(|first| first.tracked.since_end());
        since.is_some_and(|since| since < ALTOGETHER)
    }

    /// Tries the last call again, once a moment has passed.
    pub(super) fn undo_again(&mut self, world: &World, mark: impl FnOnce(usize) -> String) -> Next {
        let Some(last) = self.calls.last() else {
            return Next::Nothing;
        };
        let since = last.tracked.since_end().unwrap_or_default();
        let left = PAUSE.saturating_sub(since);
        if left.is_zero() {
            self.pauses = false;
            let (step, call) = (last.step, last.tracked.call.clone());
            return self.begin_call(step, true, call, world, mark);
        }
        // Somebody waits for it already.
        match std::mem::replace(&mut self.pauses, true) {
            true => Next::Nothing,
            false => Next::Again(left),
        }
    }
}

impl Runner {
    /// Lets a run take its next step after a while.
    pub(super) fn advance_later(
        self: &Arc<Self>,
        id: String,
        connection: Arc<Connection>,
        after: Duration,
    ) {
        let runner: Weak<Self> = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            if let Some(runner) = runner.upgrade() {
                runner.advance(&id, &connection, None);
            }
        });
    }
}
