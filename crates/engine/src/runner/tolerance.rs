//! Steps whose failing does not end the plan, and answers that are no success.

use inventory::{Problem, World, jobs::plan::Tolerance};

use super::run::{Entry, Run};
use crate::api::TaskState;

/// An answer is shown up to so many letters.
const SHOWN: usize = 200;

impl Run {
    /// Whether the plan goes on though a call has failed.
    pub(super) fn is_tolerated(&self, entry: &Entry) -> bool {
        let failed = !entry.is_undo && entry.tracked.status.state == TaskState::Failed;
        if !failed || self.undoing.is_some() || self.cancelling {
            return false;
        }
        match self.plan.steps[entry.step].tolerance {
            Tolerance::None => false,
            Tolerance::Any => true,
            Tolerance::OneIsEnough => {
                let is_of_kind =
                    |step: usize| self.plan.steps[step].tolerance == Tolerance::OneIsEnough;
                let mut later = entry.step + 1..self.plan.steps.len();
                let worked = |entry: &Entry| {
                    !entry.is_undo && entry.tracked.status.state == TaskState::Succeeded
                };
                later.any(is_of_kind)
                    || self
                        .calls
                        .iter()
                        .any(|entry| is_of_kind(entry.step) && worked(entry))
            }
        }
    }

    /// A call that was answered otherwise than it would be if it had worked has failed.
    pub(super) fn judge_answer(&mut self) {
        let Some(last) = self.calls.last_mut().filter(|last| !last.is_undo) else {
            return;
        };
        let Some(wanted) = &self.plan.steps[last.step].wanted else {
            return;
        };
        let call = &mut last.tracked;
        if call.status.state == TaskState::Succeeded && call.result.as_ref() != Some(wanted) {
            let answer = call.result.as_ref().and_then(|answer| answer.as_str());
            let answer = without_tags(answer.unwrap_or_default());
            call.fail(Problem::new("answered_otherwise").with("answer", answer));
        }
    }

    /// Looks, once all is done, what is not as it was meant.
    pub(super) fn look_back(&mut self, world: &World) {
        let told = self.plan.told_after.as_ref();
        self.remarks
            .extend(told.and_then(|told| told.look(&self.results(), world)));
        let failed = self.calls.iter().filter(|entry| !entry.is_undo);
        let whys = failed.filter_map(|entry| entry.tracked.status.error.clone());
        for why in whys.collect::<Vec<_>>() {
            if !self.remarks.contains(&why) {
                self.remarks.push(why);
            }
        }
    }
}

/// What an answer says, without the elements that it is wrapped in.
fn without_tags(text: &str) -> String {
    let mut plain = String::new();
    let mut is_tag = false;
    for letter in text.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                plain.push(' ');
            }
            letter if !is_tag && !letter.is_control() => plain.push(letter),
            _ => {}
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(SHOWN).collect()
}
