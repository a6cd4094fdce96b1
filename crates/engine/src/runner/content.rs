//! What a run moves and passes on, and whether it still has it.

use std::path::{Path, PathBuf};

use inventory::{
    Problem,
    jobs::plan::{Act, Direction, Effect, FileTransfer, Step},
};

use super::run::Run;
use crate::{
    api::TaskState,
    files::part::{part_of, remove_part},
    source::{FileOf, Moved},
    transfers::Traffic,
};

impl Run {
    /// Whether a step is yet to come that sends what nobody knows any more.
    pub(super) fn lacks_content(&self) -> bool {
        let done = self.calls.last().map_or(0, |last| last.step + 1);
        let forgotten = |step: &Step| match &step.act {
            Act::Upload(upload) => upload.content.bytes().is_none(),
            Act::Call(_) | Act::File(_) | Act::Own(_) => false,
        };
        self.plan.steps.iter().skip(done).any(forgotten)
    }

    /// Whether a step is yet to come that is made with a secret which a person has said, or an earlier one has
    /// answered: nobody has written that down.
    pub(super) fn lacks_secret(&self) -> bool {
        let next = self.calls.last().map_or(0, |last| last.step + 1);
        let results = self.results();
        let is_lost = |index: usize| {
            let call = self.plan.steps[index].act.call();
            call.is_some_and(|call| call.answers_secret) && results[index].is_none()
        };
        self.plan.has_forgotten_from(next)
            || (0..next).any(|index| is_lost(index) && self.plan.is_used_from(next, index))
    }

    /// What a call moves, if it stands for a transfer.
    pub(super) fn moved_by(&self, index: usize) -> Option<Moved> {
        let entry = &self.calls[index];
        match &self.plan.steps[entry.step].act {
            Act::Upload(upload) if !entry.is_undo => Some(Moved::Content(upload.content.clone())),
            Act::File(transfer) if !entry.is_undo => Some(Moved::File(FileOf {
                path: transfer.file.clone().into(),
                part: self.part_of(transfer),
                direction: transfer.direction,
                content: transfer.content,
            })),
            _ => None,
        }
    }

    /// What a file is called until it is whole: by the run, so that it can be nobody else's.
    fn part_of(&self, transfer: &FileTransfer) -> PathBuf {
        let whose = self.id.get(..8).unwrap_or(&self.id);
        part_of(Path::new(&transfer.file), whose)
    }

    /// An earlier run of the program was moving bytes, which nobody goes on with: a file that is not whole
    /// is removed. Machines that a server has got half of, it takes away itself once no more comes; a disk stays
    /// as far as it was written, until who is asked whether it goes on has it taken back.
    pub(super) fn sever_transfers(&mut self) {
        let mut is_gone = false;
        for index in 0..self.calls.len() {
            let entry = &self.calls[index];
            if entry.is_undo || !entry.tracked.runs() {
                continue;
            }
            let part = match &self.plan.steps[entry.step].act {
                Act::File(transfer) => match transfer.direction {
                    Direction::FromServer { .. } => Some(self.part_of(transfer)),
                    Direction::ToServer { .. } => None,
                },
                Act::Upload(_) => None,
                Act::Call(_) | Act::Own(_) => continue,
            };
            let why = Problem::new("program_ended");
            let call = &mut self.calls[index].tracked;
            match part {
                Some(part) => {
                    remove_part(&part);
                    call.fail(why);
                    is_gone = true;
                }
                None => call.sever(why),
            }
        }
        if is_gone && self.plan.steps.len() == 1 {
            self.end(TaskState::Failed, Some(Problem::new("program_ended")));
        }
    }

    /// The disk that a file has taken the place of in part, where it has not come to its end: nobody brings back what
    /// was there. What an earlier run of the program has sent is not known.
    pub(super) fn half_overwritten(&self) -> Option<Problem> {
        let mut effects = self.plan.effects.iter();
        let name = effects.find_map(|effect| match effect {
            Effect::Overwrite { name, .. } => Some(name),
            _ => None,
        })?;
        let mut calls = self.tracked();
        let has_begun =
            calls.any(|call| call.task.is_some() && call.traffic().is_none_or(Traffic::has_begun));
        has_begun.then(|| Problem::new("disk_half_overwritten").with("name", name))
    }

    /// Whether what is under way moves a file.
    pub(super) fn moves_file(&self) -> bool {
        let last = self.calls.last().filter(|entry| !entry.is_undo);
        last.is_some_and(|last| matches!(self.plan.steps[last.step].act, Act::File(_)))
    }

    /// Stops sending, if that is what is under way.
    pub(super) fn stop_sending(&mut self) -> bool {
        let last = self.calls.last_mut();
        last.is_some_and(|entry| entry.tracked.stop_sending())
    }
}
