//! A run as the window shows it.

use super::run::{Entry, Run};
use crate::api::{StepState, TaskState, TaskStep, TaskView};

impl Run {
    /// 0 to 1: the steps that are done, each by its weight, and the share of the one under way.
    fn progress(&self) -> f64 {
        if self.view_state() == TaskState::Succeeded {
            return 1.0;
        }
        let total: u32 = self.plan.steps.iter().map(|step| step.weight).sum();
        let done: f64 = self
            .calls
            .iter()
            .filter(|entry| !entry.is_undo)
            .map(|entry| f64::from(self.plan.steps[entry.step].weight) * entry.tracked.progress())
            .sum();
        // The sum of nothing is a negative zero.
        (done / f64::from(total.max(1))).abs()
    }

    /// As the window shows it.
    pub(crate) fn view(&self) -> TaskView {
        let current = self.current().map(|call| &call.status);
        let state = self.view_state();
        let runs = state == TaskState::Running;
        let error = self
            .error()
            .map(|error| self.named_error.as_ref().unwrap_or(error));
        let finished = match (&self.end, current) {
            // Of a single call its own end is the end.
            (Some(_), Some(status)) if self.plan.steps.len() == 1 => status.finished,
            (Some((_, _, finished)), _) => Some(*finished),
            // It waits for a word, and is at no end.
            _ if state == TaskState::Interrupted => None,
            (None, Some(status)) if !runs => status.finished,
            (None, _) => None,
        };
        let started = match (self.plan.steps.len(), current) {
            (0 | 1, Some(status)) => status.started.max(self.started),
            _ => self.started,
        };
        TaskView {
            id: self.id.clone(),
            connection: self.connection.clone(),
            job: Some(self.job()),
            group: self.origin.group.clone(),
            title: self.title(),
            subject: Some(self.subject.clone()),
            subject_name: self.subject_name.clone(),
            state,
            waits: self.waits(),
            progress: self.progress(),
            started,
            finished,
            transfer: self
                .current()
                .filter(|call| call.runs())
                .and_then(|call| Some(call.traffic()?.view())),
            remaining: None,
            cancellable: runs && !self.cancelling && self.can_stop(),
            cancelling: runs
                && (self.cancelling || current.is_some_and(|status| status.cancelling)),
            can_be_undone: self.can_be_undone(),
            can_go_on: self.can_go_on(),
            is_undo: self.origin.is_undo,
            effects: self.plan.effects.clone(),
            steps: self.steps(),
            error: error.cloned(),
            remarks: self.remarks.clone(),
        }
    }

    /// Whether it can be asked to stop: before it begins, between two steps, or where the server
    /// lets the call be cancelled.
    fn can_stop(&self) -> bool {
        self.waits()
            || self.undoing.is_none()
                && (self.plan.steps.len() > self.calls.len()
                    || self.current().is_some_and(|call| call.status.cancellable))
    }

    /// Its steps, where there are several.
    fn steps(&self) -> Vec<TaskStep> {
        if self.plan.steps.len() < 2 {
            return Vec::new();
        }
        let state_of = |index: usize| {
            let of_step = |entry: &&Entry| entry.step == index;
            let mut entries = self.calls.iter().filter(of_step).rev();
            let Some(last) = entries.next() else {
                return match self.is_left_out(index) {
                    true => StepState::LeftOut,
                    false => StepState::Waiting,
                };
            };
            if last.was_given_up() {
                return StepState::GivenUp;
            }
            match (last.is_undo, last.tracked.status.state) {
                (false, TaskState::Running) => StepState::Running,
                (false, TaskState::Succeeded) => StepState::Done,
                (false, TaskState::Failed | TaskState::Cancelled) => StepState::Failed,
                (true, TaskState::Running) => StepState::Undoing,
                (true, TaskState::Succeeded) => StepState::Undone,
                (true, TaskState::Failed | TaskState::Cancelled) => StepState::NotUndone,
                // A call by itself is never interrupted.
                (_, TaskState::Unknown | TaskState::Interrupted) => StepState::Unknown,
            }
        };
        let steps = self.plan.steps.iter().enumerate();
        steps
            .map(|(index, step)| TaskStep {
                method: step
                    .act
                    .call()
                    .map_or_else(String::new, |call| call.method.clone()),
                state: state_of(index),
            })
            .collect()
    }
}
