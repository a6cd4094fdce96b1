//! Bytes that a call moves: whether they are under way, and how far.

use std::sync::Arc;

use inventory::Problem;
use tokio::sync::oneshot;

use crate::{api::TaskState, transfers::Traffic};

/// How far the bytes of a transfer are. Of a call that is none, nothing.
#[derive(Default)]
pub(super) struct SendingBytes {
    /// Whether they are under way.
    goes_on: bool,
    /// Whether they come from a server.
    is_download: bool,
    /// How many have passed, where that is known.
    traffic: Option<Arc<Traffic>>,
    /// Stops that, until somebody has.
    stop: Option<oneshot::Sender<()>>,
    /// Why not all were sent, if so.
    broken_off: Option<(TaskState, Option<Problem>)>,
}

impl SendingBytes {
    /// They move from now on; resolves when that is to stop.
    pub(super) fn begin(
        &mut self,
        is_download: bool,
        traffic: Option<Arc<Traffic>>,
    ) -> oneshot::Receiver<()> {
        let (stop, stopped) = oneshot::channel();
        self.goes_on = true;
        self.is_download = is_download;
        self.traffic = traffic;
        self.stop = Some(stop);
        stopped
    }

    /// No more are sent: all were, or why not.
    pub(super) fn end(&mut self, sent: Result<(), Problem>) {
        self.goes_on = false;
        self.stop = None;
        if let (Err(problem), None) = (sent, &self.broken_off) {
            self.broken_off = Some((TaskState::Failed, Some(problem)));
        }
    }

    /// Stops them. Whether they were under way: once all are sent, what they came to is the server's.
    pub(super) fn stop(&mut self) -> bool {
        if !self.can_be_stopped() {
            return false;
        }
        let stopped = self.stop.take().is_some_and(|stop| stop.send(()).is_ok());
        if stopped {
            self.broken_off = Some((TaskState::Cancelled, None));
        }
        stopped
    }

    /// How many have passed, where that is known.
    pub(super) fn traffic(&self) -> Option<&Traffic> {
        self.traffic.as_deref()
    }

    /// Whether they come from a server, and that is not over here.
    pub(super) fn come_yet(&self) -> bool {
        self.is_download && self.goes_on
    }

    /// Whether the task's end does not matter, good or bad: not all is here, or ever will be, and why not is
    /// known.
    pub(super) fn are_missing(&self) -> bool {
        self.is_download && self.broken_off.is_some()
    }

    /// Whether no more are sent, and why is told in a moment: what was read of the file is still being judged, or
    /// the server has yet to let go of what it has got.
    pub(super) fn are_judged_yet(&self) -> bool {
        let is_over = |traffic: &Traffic| traffic.is_all() || traffic.is_broken_off();
        !self.is_download && self.goes_on && self.traffic().is_some_and(is_over)
    }

    /// What is wrong with the file that was sent, and where. The server only sees that something is amiss with what
    /// comes, or that no more does.
    pub(super) fn fault_of_file(&self) -> Option<Problem> {
        let (_, why) = self.broken_off.as_ref()?;
        let why = why.as_ref()?;
        why.params.contains_key("offset").then(|| why.clone())
    }

    /// Whether they come from a server.
    pub(super) fn is_download(&self) -> bool {
        self.is_download
    }

    /// Whether it can be stopped.
    pub(super) fn can_be_stopped(&self) -> bool {
        let are_sent = !self.is_download && self.traffic().is_some_and(Traffic::is_all);
        self.stop.is_some() && !are_sent
    }

    /// Whether it was stopped.
    pub(super) fn was_stopped(&self) -> bool {
        matches!(self.broken_off, Some((TaskState::Cancelled, _)))
    }

    /// What has become of the upload where no more are sent though not all were, unless its task says that
    /// it is done.
    pub(super) fn broken_off(&self) -> Option<(TaskState, Option<Problem>)> {
        self.broken_off.clone().filter(|_| !self.goes_on)
    }
}
