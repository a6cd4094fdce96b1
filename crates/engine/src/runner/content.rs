//! What a run sends, and whether it still has it.

use inventory::jobs::plan::{Act, Content, Step};

use super::run::Run;

impl Run {
    /// Whether a step is yet to come that sends what nobody knows any more.
    pub(super) fn lacks_content(&self) -> bool {
        let done = self.calls.last().map_or(0, |last| last.step + 1);
        let forgotten = |step: &Step| match &step.act {
            Act::Upload(upload) => upload.content.bytes().is_none(),
            Act::Call(_) | Act::Own(_) => false,
        };
        self.plan.steps.iter().skip(done).any(forgotten)
    }

    /// What a call sends, if it stands for an upload.
    pub(super) fn content_of(&self, index: usize) -> Option<Content> {
        let entry = &self.calls[index];
        match &self.plan.steps[entry.step].act {
            Act::Upload(upload) if !entry.is_undo => Some(upload.content.clone()),
            _ => None,
        }
    }

    /// Stops sending, if that is what is under way.
    pub(super) fn stop_sending(&mut self) -> bool {
        let last = self.calls.last_mut();
        last.is_some_and(|entry| entry.tracked.stop_sending())
    }
}
