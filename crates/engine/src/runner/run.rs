//! One plan on one subject, from its first step to its end: which call comes next, what a failure
//! undoes, how far the whole is. A state machine that does nothing itself.

use std::{collections::VecDeque, time::Duration};

use inventory::{
    ConnectionId, Job, JobRequest, ObjectKey, Problem, World,
    jobs::plan::{Call, Plan},
};
use serde_json::Value;
use tokio::sync::OwnedSemaphorePermit;

use super::{tracked_call::TrackedCall, waiting::Waiting};
use crate::{api::TaskState, clock};

/// A plan that is being run, or was.
pub(crate) struct Run {
    /// Its id.
    pub(crate) id: String,
    /// Whether and why it was asked for.
    pub(crate) origin: Origin,
    /// Through which connection.
    pub(crate) connection: ConnectionId,
    /// What it is done to.
    pub(crate) subject: ObjectKey,
    /// That one's name when it began.
    pub(crate) subject_name: String,
    /// What is done.
    pub(crate) plan: Plan,
    /// The calls that were begun, the earliest first.
    pub(crate) calls: Vec<Entry>,
    /// Its turn among the runs of its group; given up at the end.
    pub(crate) turn: Option<OwnedSemaphorePermit>,
    /// When it was asked for, Unix milliseconds.
    pub(super) started: i64,
    /// The steps that are yet to be undone, once one has failed.
    pub(super) undoing: Option<VecDeque<usize>>,
    /// Whether it was asked to stop.
    pub(crate) cancelling: bool,
    /// How it ended without a call of its own.
    pub(super) end: Option<(TaskState, Option<Problem>, i64)>,
    /// Whether it has been taken back by another run.
    pub(crate) was_undone: bool,
    /// Whether it has ended, and what came of it is yet to be told.
    has_news: bool,
    /// The error with the names of what it is about, once it has been told.
    pub(super) named_error: Option<Problem>,
    /// What is not as it was meant, though it has ended well.
    pub(super) remarks: Vec<Problem>,
    /// Whether it was taken off the list, of which the server may yet have to hear.
    cleared: bool,
    /// Whether an earlier run of the program began it, and nobody has said yet whether it goes on.
    pub(super) is_interrupted: bool,
    /// Whether it waits for a moment before what undoes a step is tried again.
    pub(super) pauses: bool,
    /// What the journal knows of it.
    pub(super) journaled: Option<String>,
}

/// So many runs of one group are under way at once, where nothing else is said; the others wait, and can be
/// stopped before they have begun.
pub(super) fn usually_at_once() -> usize {
    25
}

/// What was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// The job with what was said.
    pub(crate) request: JobRequest,
    /// What all that was asked for at once has in common; none where it was one alone.
    pub(crate) group: Option<String>,
    /// How many of the group are under way at once.
    pub(crate) at_once: usize,
    /// Whether the rest of the group waits for its end.
    pub(crate) leads: bool,
    /// Whether it takes an earlier run back.
    pub(crate) is_undo: bool,
}

/// A call that was begun, and what for.
pub(crate) struct Entry {
    /// The step that it does, or undoes.
    pub(super) step: usize,
    /// Whether it takes the step back.
    pub(super) is_undo: bool,
    /// Whether it is still waited for.
    pub(super) waiting: Waiting,
    pub(crate) tracked: TrackedCall,
}

/// What a run needs next.
pub(crate) enum Next {
    /// Nothing: a call is under way, or all is done.
    Nothing,
    /// This call is to be submitted: it was entered by [`Run::begin_call`].
    Submit(usize),
    /// What undoes a step was refused for now: it is to be advanced again after so long.
    Again(Duration),
    /// The time of this call is up: the server is to be asked to stop it, and then [`Run::gave_up`].
    Stop(usize),
    /// It has just ended.
    Ended,
}

impl Run {
    /// A plan that has not begun.
    pub(crate) fn new(
        id: String,
        origin: Origin,
        subject: ObjectKey,
        subject_name: String,
        plan: Plan,
    ) -> Self {
        Self {
            id,
            origin,
            connection: subject.connection.clone(),
            subject,
            subject_name,
            plan,
            calls: Vec::new(),
            turn: None,
            started: clock::unix_millis(),
            undoing: None,
            cancelling: false,
            end: None,
            was_undone: false,
            has_news: false,
            named_error: None,
            remarks: Vec::new(),
            cleared: false,
            is_interrupted: false,
            pauses: false,
            journaled: None,
        }
    }

    /// Which job.
    pub(crate) fn job(&self) -> Job {
        self.origin.request.job()
    }

    /// Whether it has not ended. One of which nobody knows counts as ended, though it may turn out
    /// to run yet.
    pub(crate) fn runs(&self) -> bool {
        self.end.is_none()
            && (self.asks_whether_to_go_on()
                || self
                    .calls
                    .last()
                    .is_none_or(|entry| entry.tracked.status.state != TaskState::Unknown))
    }

    /// Whether all is told that ever will be: of what is unknown more may be found, but nobody waits.
    pub(crate) fn is_over(&self) -> bool {
        !self.runs()
    }

    /// Whether it was interrupted, and stands still until a person says whether it goes on. One whose
    /// only call had been begun is just followed to its end.
    fn asks_whether_to_go_on(&self) -> bool {
        let is_only_followed = self.plan.steps.len() == 1 && !self.calls.is_empty();
        let is_under_way = self.current().is_some_and(TrackedCall::runs);
        let is_followed = is_only_followed || is_under_way && !self.is_overdue();
        self.is_interrupted && self.end.is_none() && !is_followed
    }

    /// Whether none of its calls was begun.
    pub(crate) fn waits(&self) -> bool {
        self.calls.is_empty() && self.end.is_none()
    }

    /// Takes it off the list, if it has ended.
    pub(crate) fn clear(&mut self) {
        self.cleared |= !self.runs();
    }

    /// Whether it is on the list.
    pub(crate) fn is_shown(&self) -> bool {
        !self.cleared
    }

    /// Whether nobody needs to know of it any more, the server included.
    pub(crate) fn is_done_with(&self) -> bool {
        self.cleared && !self.runs() && self.calls.iter().all(|entry| entry.tracked.is_done_with())
    }

    /// The call with this mark.
    pub(crate) fn marked(&mut self, mark: &str) -> Option<&mut TrackedCall> {
        let mut calls = self.calls.iter_mut().map(|entry| &mut entry.tracked);
        calls.find(|call| call.mark == mark)
    }

    /// The connection that a call of its is made on.
    pub(super) fn connection_of<'a>(&'a self, call: &'a Call) -> &'a ConnectionId {
        call.connection.as_ref().unwrap_or(&self.connection)
    }

    /// The call that is under way, or was the last.
    pub(crate) fn current(&self) -> Option<&TrackedCall> {
        self.calls.last().map(|entry| &entry.tracked)
    }

    /// The server's task of what is under way, and the connection to that server.
    pub(crate) fn current_task(&self) -> Option<(ConnectionId, xapi::OpaqueRef)> {
        let call = self.current().filter(|call| call.runs())?;
        Some((self.connection_of(&call.call).clone(), call.task.clone()?))
    }

    /// Ends it before its first call, or between two of them.
    pub(crate) fn end(&mut self, state: TaskState, error: Option<Problem>) {
        if self.end.is_none() {
            // The clock may have been set back meanwhile.
            let now = clock::unix_millis().max(self.started);
            if state != TaskState::Succeeded {
                self.remarks.extend(self.half_overwritten());
            }
            self.end = Some((state, error, now));
            self.has_news = true;
        }
        self.turn = None;
        // It is kept to be looked at; what it has sent may be secret, and large.
        self.plan.forget_contents();
    }

    /// Whether all is done, or taken back, once this call is.
    pub(crate) fn is_last(&self, index: usize) -> bool {
        let entry = &self.calls[index];
        match (&self.undoing, entry.is_undo) {
            (Some(undoing), true) => undoing.is_empty(),
            _ => self.plan.after(entry.step) >= self.plan.steps.len(),
        }
    }

    /// All its calls.
    pub(crate) fn tracked(&self) -> impl Iterator<Item = &TrackedCall> {
        self.calls.iter().map(|entry| &entry.tracked)
    }

    /// Puts it on the list again, if it runs after all.
    pub(crate) fn show_if_running(&mut self) {
        self.cleared &= !self.runs();
    }

    /// Whether it has ended, and nobody was told yet.
    pub(crate) fn has_news(&self) -> bool {
        self.has_news
    }

    /// The error to tell of, or what is not as it was meant, if there is one; from now on it counts as told.
    pub(crate) fn take_news(&mut self) -> Option<Problem> {
        self.has_news = false;
        let remark = self.remarks.first();
        self.error().or(remark).cloned()
    }

    /// The same error with the names of what it is about.
    pub(crate) fn name_error(&mut self, named: Option<Problem>) {
        self.named_error = named;
    }

    pub(super) fn error(&self) -> Option<&Problem> {
        match (&self.end, self.current()) {
            (Some((_, error, _)), _) => error.as_ref(),
            (None, Some(call)) if !call.runs() => call.status.error.as_ref(),
            (None, _) => None,
        }
    }

    /// What comes next, now that something may have changed. `mark` makes the mark of the call that
    /// is begun, if one is.
    pub(crate) fn advance(&mut self, world: &World, mark: impl FnOnce(usize) -> String) -> Next {
        if self.end.is_some() {
            return Next::Nothing;
        }
        if self.asks_whether_to_go_on() {
            return self.stand_still(world);
        }
        self.judge_answer();
        let step = match self.calls.last() {
            None => 0,
            Some(last) => match (last.tracked.status.state, last.is_undo) {
                (TaskState::Running, _) => match self.is_given_up(last) {
                    true => last.step + 1,
                    false => return self.stop_if_overdue(),
                },
                // A person has said that what is known is to be taken back.
                (TaskState::Unknown, false) if self.undoing.is_some() => {
                    return self.undo_next(world, mark);
                }
                // What is unknown may be found again.
                (TaskState::Unknown, _) => {
                    self.has_news |= self.named_error.is_none();
                    self.turn = None;
                    return Next::Nothing;
                }
                (TaskState::Succeeded, false) if self.undoing.is_none() => {
                    self.plan.after(last.step)
                }
                (_, false) if self.goes_another_way(last) => last.step + 1,
                (_, false) if self.is_tolerated(last) => self.plan.after(last.step),
                (TaskState::Failed, true) if self.may_undo_later(last) => {
                    return self.undo_again(world, mark);
                }
                (_, is_undo) => {
                    if !is_undo {
                        self.undoing = Some(self.to_undo());
                    }
                    return self.undo_next(world, mark);
                }
            },
        };
        if step >= self.plan.steps.len() {
            self.look_back(world);
            self.end(TaskState::Succeeded, None);
            return Next::Ended;
        }
        if self.cancelling && step > 0 {
            self.undoing = Some(self.to_undo());
            return self.undo_next(world, mark);
        }
        // The program's own acts are done where they are asked for; no plan mixes them with calls.
        let call = self.plan.steps[step].act.call();
        let filled = call.and_then(|call| call.clone().filled(&self.results()));
        match filled.and_then(|call| self.plan.with_secrets(call)) {
            Some(call) => self.begin_call(step, false, call, world, mark),
            None => {
                self.undoing = Some(self.to_undo());
                self.undo_next(world, mark)
            }
        }
    }

    /// Ends an interrupted run that has nothing left to do, and nothing to take back.
    fn stand_still(&mut self, world: &World) -> Next {
        self.judge_answer();
        let Some(last) = self.calls.last() else {
            return Next::Nothing;
        };
        let is_last = self.plan.after(last.step) >= self.plan.steps.len();
        let status = last.tracked.status.clone();
        let is_tolerated = self.is_tolerated(last);
        match status.state {
            TaskState::Succeeded if is_last && !last.is_undo => {
                self.look_back(world);
                self.end(TaskState::Succeeded, None);
            }
            TaskState::Failed if is_tolerated && is_last => {
                self.look_back(world);
                self.end(TaskState::Succeeded, None);
            }
            TaskState::Failed if is_tolerated => return Next::Nothing,
            TaskState::Failed | TaskState::Cancelled
                if !last.is_undo && self.to_undo().is_empty() && !self.goes_another_way(last) =>
            {
                self.end(status.state, status.error);
            }
            _ => return Next::Nothing,
        }
        Next::Ended
    }

    /// Whether an interrupted run can go on: the call that it was interrupted in has succeeded, or was
    /// none that may have had an effect which cannot be seen.
    pub(crate) fn can_go_on(&self) -> bool {
        let goes_on = |entry: &Entry| {
            !entry.is_undo
                && match entry.tracked.status.state {
                    TaskState::Succeeded => true,
                    TaskState::Unknown => self.can_be_seen(entry),
                    TaskState::Running => self.is_overdue(),
                    _ => self.goes_another_way(entry) || self.is_tolerated(entry),
                }
        };
        self.asks_whether_to_go_on()
            && self.undoing.is_none()
            && self.calls.last().is_none_or(goes_on)
            && !self.lacks_content()
            && !self.lacks_secret()
    }

    /// Whether what a call was to bring about can be seen among the objects: it sets a value, and its undo
    /// expects that value.
    fn can_be_seen(&self, entry: &Entry) -> bool {
        let undo = self.plan.steps[entry.step].undo.as_ref();
        !entry.tracked.call.has_task && undo.is_some_and(|undo| !undo.expects.is_empty())
    }

    /// A person says that it goes on.
    ///
    /// # Errors
    /// `outcome_unknown`, where nobody knows whether the call that it was interrupted in had its effect.
    pub(crate) fn go_on(&mut self, world: &World) -> Result<(), Problem> {
        if !self.can_go_on() {
            return Err(Problem::new("outcome_unknown"));
        }
        if let Some(last) = self.calls.last_mut()
            && last.tracked.status.state == TaskState::Unknown
        {
            let undo = self.plan.steps[last.step].undo.as_ref();
            if undo.is_some_and(|undo| undo.expects.iter().all(|one| one.holds(world))) {
                last.tracked.was_seen_to_succeed();
            } else {
                self.calls.pop();
            }
        }
        self.is_interrupted = false;
        Ok(())
    }

    /// A person says that it does not go on: what it has done is undone.
    pub(crate) fn take_back(&mut self) {
        self.is_interrupted = false;
        self.cancelling = true;
        self.undoing = Some(self.to_undo());
    }

    /// The steps that were done and can be undone, the latest first.
    fn to_undo(&self) -> VecDeque<usize> {
        let done = self
            .calls
            .iter()
            .filter(|entry| !entry.is_undo && entry.tracked.status.state == TaskState::Succeeded);
        let can_be = |step: &usize| self.plan.steps[*step].undo.is_some();
        let is_undone = |step: &usize| {
            let undo = self.plan.steps[*step].undo.as_ref();
            let mut undos = self.calls.iter().filter(|entry| entry.is_undo);
            // What goes before it, the disks of what was made, does not count.
            let is_its = |method: &str| undo.is_some_and(|undo| undo.call.method == method);
            undos.any(|entry| entry.step == *step && is_its(&entry.tracked.call.method))
        };
        done.map(|entry| entry.step)
            .filter(|step| can_be(step) && !is_undone(step))
            .rev()
            .collect()
    }

    fn undo_next(&mut self, world: &World, mark: impl FnOnce(usize) -> String) -> Next {
        let results = self.results();
        while let Some(&step) = self.undoing.as_ref().and_then(VecDeque::front) {
            let undo = self.plan.steps[step].undo.as_ref();
            let mut calls = undo.map_or_else(Vec::new, |undo| undo.calls(&results, world));
            calls.retain(|call| !self.has_tried(step, call));
            // One that takes several calls is undone once its last one was begun.
            if calls.len() < 2
                && let Some(undoing) = &mut self.undoing
            {
                undoing.pop_front();
            }
            if let Some(call) = calls.into_iter().next() {
                return self.begin_call(step, true, call, world, mark);
            }
        }
        // What was given up and still runs is not what failed.
        let is_failure = |entry: &&Entry| {
            let state = entry.tracked.status.state;
            !entry.is_undo && !matches!(state, TaskState::Succeeded | TaskState::Running)
        };
        let (state, error) = match self.calls.iter().rfind(is_failure) {
            Some(entry) if self.was_needless(entry) => (TaskState::Succeeded, None),
            Some(entry) => {
                let status = &entry.tracked.status;
                (status.state, status.error.clone())
            }
            None if self.cancelling => (TaskState::Cancelled, None),
            None => (TaskState::Failed, Some(Problem::new("result_missing"))),
        };
        self.end(state, error);
        Next::Ended
    }

    /// Whether a call that undoes a step was begun already.
    fn has_tried(&self, step: usize, call: &Call) -> bool {
        let mut undos = self.calls.iter().filter(|entry| entry.is_undo);
        undos.any(|entry| entry.step == step && entry.tracked.call == *call)
    }

    pub(super) fn begin_call(
        &mut self,
        step: usize,
        is_undo: bool,
        call: Call,
        world: &World,
        mark: impl FnOnce(usize) -> String,
    ) -> Next {
        let index = self.calls.len();
        let tracked = TrackedCall::new(call, mark(index), world);
        self.calls.push(Entry {
            step,
            is_undo,
            waiting: Waiting::Yes,
            tracked,
        });
        Next::Submit(index)
    }

    /// What the steps have answered so far.
    pub(super) fn results(&self) -> Vec<Option<Value>> {
        let mut results = vec![None; self.plan.steps.len()];
        for entry in self.calls.iter().filter(|entry| !entry.is_undo) {
            results[entry.step].clone_from(&entry.tracked.result);
        }
        results
    }

    /// The server's name for what is done: that of the call under way, of the first before it began.
    pub(crate) fn title(&self) -> String {
        match self.current() {
            Some(call) => call.call.method.clone(),
            None => self
                .plan
                .calls()
                .next()
                .map_or_else(String::new, |call| call.method.clone()),
        }
    }

    /// Whether a person can take it back.
    pub(crate) fn can_be_undone(&self) -> bool {
        !self.was_undone
            && !self.origin.is_undo
            && self.view_state() == TaskState::Succeeded
            && self.plan.can_be_undone()
    }

    pub(super) fn view_state(&self) -> TaskState {
        if self.asks_whether_to_go_on() {
            return TaskState::Interrupted;
        }
        match (&self.end, self.current()) {
            (Some((state, ..)), _) => *state,
            (None, Some(call)) if call.status.state == TaskState::Unknown => TaskState::Unknown,
            (None, _) => TaskState::Running,
        }
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
