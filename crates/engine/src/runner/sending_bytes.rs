//! What is sent by a run: how far the bytes of an upload are, and which they are.

use inventory::Problem;
use tokio::sync::oneshot;

use crate::api::TaskState;

/// How far the bytes of an upload are. Of a call that is none, nothing.
#[derive(Default)]
pub(super) struct SendingBytes {
    /// Whether they are being sent.
    goes_on: bool,
    /// Stops that, until somebody has.
    stop: Option<oneshot::Sender<()>>,
    /// Why not all were sent, if so.
    broken_off: Option<(TaskState, Option<Problem>)>,
}

impl SendingBytes {
    /// They are sent from now on; resolves when that is to stop.
    pub(super) fn begin(&mut self) -> oneshot::Receiver<()> {
        let (stop, stopped) = oneshot::channel();
        self.goes_on = true;
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

    /// Stops sending. Whether they were being sent.
    pub(super) fn stop(&mut self) -> bool {
        let stopped = self.stop.take().is_some_and(|stop| stop.send(()).is_ok());
        if stopped {
            self.broken_off = Some((TaskState::Cancelled, None));
        }
        stopped
    }

    /// Whether it can be stopped.
    pub(super) fn can_be_stopped(&self) -> bool {
        self.stop.is_some()
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
