//! Calls that are waited for only so long: when their time is up the server is asked to stop them, and the
//! next step, which stands for the same by another way, is done instead.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use inventory::{ConnectionId, jobs::plan::Patience};

use super::{
    Runner,
    run::{Entry, Next, Run},
    waiting::Waiting,
};
use crate::{api::TaskState, clock, connection::Connection, lock::lock};

impl Entry {
    /// Whether another step is done instead of it, since it took too long.
    pub(super) fn was_given_up(&self) -> bool {
        matches!(self.waiting, Waiting::Stopping | Waiting::GivenUp)
            && self.tracked.status.state != TaskState::Succeeded
    }
}

impl Run {
    fn patience(&self, entry: &Entry) -> Option<&Patience> {
        let patience = self.plan.steps[entry.step].patience.as_ref();
        patience.filter(|_| !entry.is_undo)
    }

    /// How long the call with this mark is waited for from when it leaves; none: as long as it takes.
    pub(super) fn time_of(&self, mark: &str) -> Option<Duration> {
        let entry = self.calls.iter().find(|entry| entry.tracked.mark == mark)?;
        let seconds = self.patience(entry)?.seconds;
        Some(Duration::from_secs(seconds.into()))
    }

    /// What is left of the time of the call that an earlier run of the program has begun, with its mark.
    /// It goes by the clock on the wall, the only one that outlives a program.
    pub(super) fn time_left(&self) -> Option<(String, Duration)> {
        let last = self.calls.last().filter(|entry| entry.tracked.runs())?;
        let whole = self.time_of(&last.tracked.mark)?;
        let gone = clock::unix_millis().saturating_sub(last.tracked.status.started);
        let gone = Duration::from_millis(u64::try_from(gone).unwrap_or_default());
        Some((last.tracked.mark.clone(), whole.saturating_sub(gone)))
    }

    /// The time of the call with this mark is up. Whether that changes anything: it may have ended, and
    /// who stops the whole wants no other way.
    pub(super) fn time_is_up(&mut self, mark: &str) -> bool {
        let stops = self.cancelling || self.undoing.is_some() || self.end.is_some();
        match self.calls.last_mut() {
            Some(last) if last.tracked.mark == mark && last.tracked.runs() && !stops => {
                last.waiting = Waiting::Overdue;
                true
            }
            _ => false,
        }
    }

    /// Whether the time of what is under way is up, and nothing follows from that yet.
    pub(super) fn is_overdue(&self) -> bool {
        let last = self.calls.last();
        last.is_some_and(|last| last.tracked.runs() && last.waiting == Waiting::Overdue)
    }

    /// Lets the server be asked to stop what is under way, if its time is up.
    pub(super) fn stop_if_overdue(&mut self) -> Next {
        let is_overdue = self.is_overdue();
        match self.calls.last_mut() {
            Some(last) if is_overdue => {
                last.waiting = Waiting::Stopping;
                Next::Stop(self.calls.len() - 1)
            }
            _ => Next::Nothing,
        }
    }

    /// The server was asked to stop a call, whether it will or not.
    pub(super) fn gave_up(&mut self, index: usize) {
        if let Some(entry) = self.calls.get_mut(index) {
            entry.waiting = Waiting::GivenUp;
        }
    }

    /// Whether the next step is done though this call still runs.
    pub(super) fn is_given_up(&self, entry: &Entry) -> bool {
        entry.waiting == Waiting::GivenUp && self.undoing.is_none()
    }

    /// Whether the next step is done instead of a call that has ended: it took too long, or the server said
    /// that waiting is of no use.
    pub(super) fn goes_another_way(&self, entry: &Entry) -> bool {
        let Some(patience) = self.patience(entry).filter(|_| self.undoing.is_none()) else {
            return false;
        };
        let status = &entry.tracked.status;
        let code = status.error.as_ref().map(|error| &error.code);
        match status.state {
            TaskState::Failed if entry.waiting == Waiting::Yes => {
                code.is_some_and(|code| patience.futile.contains(code))
            }
            TaskState::Failed | TaskState::Cancelled => entry.waiting != Waiting::Yes,
            _ => false,
        }
    }

    /// Whether a call failed that was made instead of one that has come to its end after all.
    pub(super) fn was_needless(&self, failed: &Entry) -> bool {
        let is_before = |entry: &&Entry| !entry.is_undo && entry.step + 1 == failed.step;
        let before = self.calls.iter().find(is_before);
        self.plan.is_instead(failed.step)
            && before.is_some_and(|entry| entry.tracked.status.state == TaskState::Succeeded)
    }

    /// Whether a step was left out, since the one that it would be done instead of did its part.
    pub(super) fn is_left_out(&self, index: usize) -> bool {
        let mut calls = self.calls.iter().filter(|entry| !entry.is_undo);
        self.plan.is_instead(index)
            && calls.any(|entry| {
                entry.step + 1 == index && entry.tracked.status.state == TaskState::Succeeded
            })
    }

    /// Knows again, of a run that the journal has kept, which calls were given up: those after which the
    /// next step was begun.
    pub(super) fn recall_given_up(&mut self) {
        let followed: Vec<usize> = self.calls.iter().skip(1).map(|entry| entry.step).collect();
        for (index, next) in followed.into_iter().enumerate() {
            let entry = &self.calls[index];
            if self.patience(entry).is_some() && next == entry.step + 1 {
                self.gave_up(index);
            }
        }
    }
}

impl Runner {
    /// Gives the call with this mark so much time, from now on.
    pub(super) fn give_time(
        self: &Arc<Self>,
        connection: ConnectionId,
        mark: String,
        time: Duration,
    ) {
        let runner = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            if let Some(runner) = Weak::upgrade(&runner) {
                runner.time_is_up(&connection, &mark);
            }
        });
    }

    fn time_is_up(self: &Arc<Self>, connection: &ConnectionId, mark: &str) {
        let overdue = {
            let mut runs = lock(&self.runs);
            let mut runs = runs.iter_mut();
            runs.find_map(|run| run.time_is_up(mark).then(|| run.id.clone()))
        };
        if let (Some(id), Ok(connection)) = (overdue, self.connections.get(connection)) {
            self.advance(&id, &connection, None);
        }
    }

    /// Asks the server to stop a call whose time is up; then the run goes on, whether the server can or
    /// not: what is done instead is done to what is still at work as well.
    pub(super) async fn stop_waiting(
        self: Arc<Self>,
        id: String,
        index: usize,
        connection: Arc<Connection>,
    ) {
        let task = {
            let runs = lock(&self.runs);
            let run = runs.iter().find(|run| run.id == id);
            run.and_then(|run| {
                let call = &run.calls.get(index)?.tracked;
                Some((call.task.clone()?, run.connection_of(&call.call).clone()))
            })
        };
        let asked = task.and_then(|(task, at)| Some((task, self.connections.get(&at).ok()?)));
        if let Some((task, at)) = asked
            && let (Ok(()), Ok(link)) = (at.may_change(), at.link())
            && let Err(problem) = link.cancel(&task).await
        {
            tracing::info!(
                id,
                code = problem.code,
                "what takes too long cannot be stopped"
            );
        }
        if let Some(run) = lock(&self.runs).iter_mut().find(|run| run.id == id) {
            run.gave_up(index);
        }
        self.advance(&id, &connection, None);
    }
}

#[cfg(test)]
#[path = "patience_tests.rs"]
mod tests;
