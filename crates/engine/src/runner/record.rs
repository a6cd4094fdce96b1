//! A run as the journal keeps it, and back.

use std::collections::VecDeque;

use inventory::{
    JobRequest, ObjectKey, Problem,
    jobs::plan::{Call, Plan},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    run::{Entry, Origin, Run, usually_at_once},
    tracked_call::{CallStatus, TrackedCall},
    waiting::Waiting,
};
use crate::{api::TaskState, journal};

/// All that is needed to go on with a run at the next start, or to take it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunRecord {
    id: String,
    request: JobRequest,
    group: Option<String>,
    #[serde(default = "usually_at_once")]
    at_once: usize,
    #[serde(default)]
    leads: bool,
    is_undo: bool,
    pub(crate) subject: ObjectKey,
    subject_name: String,
    plan: Plan,
    calls: Vec<CallRecord>,
    started: i64,
    undoing: Option<Vec<usize>>,
    end: Option<(TaskState, Option<Problem>, i64)>,
    was_undone: bool,
}

/// One of its calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct CallRecord {
    step: usize,
    is_undo: bool,
    call: Call,
    mark: String,
    is_sent: bool,
    task: Option<String>,
    result: Option<Value>,
    state: TaskState,
    error: Option<Problem>,
    started: i64,
    finished: Option<i64>,
}

impl RunRecord {
    fn of(run: &Run) -> Self {
        Self {
            id: run.id.clone(),
            request: run.origin.request.clone(),
            group: run.origin.group.clone(),
            at_once: run.origin.at_once,
            leads: run.origin.leads,
            is_undo: run.origin.is_undo,
            subject: run.subject.clone(),
            subject_name: run.subject_name.clone(),
            plan: run.plan.clone(),
            calls: {
                let entries = run.calls.iter();
                entries
                    .map(|entry| CallRecord::of(&run.plan, entry))
                    .collect()
            },
            started: run.started,
            undoing: run
                .undoing
                .as_ref()
                .map(|steps| steps.iter().copied().collect()),
            end: run.end.clone(),
            was_undone: run.was_undone,
        }
    }

    /// What was asked for, and of what.
    pub(crate) fn into_request(self) -> (JobRequest, ObjectKey) {
        (self.request, self.subject)
    }

    /// The run as it stood when the program ended: it waits until a person says whether it goes on.
    pub(crate) fn into_interrupted(self) -> Run {
        let origin = Origin {
            request: self.request,
            group: self.group,
            at_once: self.at_once,
            leads: self.leads,
            is_undo: self.is_undo,
        };
        let mut run = Run::new(self.id, origin, self.subject, self.subject_name, self.plan);
        // What had not left yet never will: it counts as not begun.
        let sent = self.calls.into_iter().filter(|call| call.is_sent);
        run.calls = sent.map(CallRecord::into_entry).collect();
        run.started = self.started;
        run.undoing = self.undoing.map(VecDeque::from);
        run.end = self.end;
        run.was_undone = self.was_undone;
        run.is_interrupted = true;
        run.sever_transfers();
        run.recall_given_up();
        run
    }
}

impl CallRecord {
    /// Of a call that is made with a secret, or answers one, that is left out.
    fn of(plan: &Plan, entry: &Entry) -> Self {
        let call = &entry.tracked;
        Self {
            step: entry.step,
            is_undo: entry.is_undo,
            call: match entry.is_undo {
                true => call.call.clone(),
                false => plan.without_secrets(entry.step, &call.call),
            },
            mark: call.mark.clone(),
            is_sent: call.is_sent,
            task: call.task.as_ref().map(ToString::to_string),
            result: call.result.clone().filter(|_| !call.call.answers_secret),
            state: call.status.state,
            error: call.status.error.clone(),
            started: call.status.started,
            finished: call.status.finished,
        }
    }

    fn into_entry(self) -> Entry {
        let status = CallStatus {
            state: self.state,
            progress: f64::from(u8::from(self.state == TaskState::Succeeded)),
            started: self.started,
            finished: self.finished,
            cancellable: false,
            cancelling: false,
            error: self.error,
        };
        let task = self.task.map(|task| task.as_str().into());
        Entry {
            step: self.step,
            is_undo: self.is_undo,
            waiting: Waiting::Yes,
            tracked: TrackedCall::of_earlier_run(self.call, self.mark, task, status, self.result),
        }
    }
}

impl Run {
    /// What the journal is to know of it now; none where it knows that already.
    pub(super) fn journal_entry(&mut self) -> Option<journal::Entry> {
        // They are made of texts, numbers and lists of them: writing them as JSON cannot fail.
        let record = serde_json::to_string(&RunRecord::of(self)).ok()?;
        if self.journaled.as_deref() == Some(record.as_str()) {
            return None;
        }
        let view = self.view();
        let finished = self
            .is_over()
            .then(|| view.finished.unwrap_or(view.started));
        let words = [
            Some(view.subject_name.as_str()),
            Some(view.title.as_str()),
            view.error.as_ref().map(|error| error.code.as_str()),
        ];
        let text: Vec<String> = words
            .into_iter()
            .flatten()
            .map(str::to_lowercase)
            .chain(view.effects.iter().filter_map(effect_words))
            .collect();
        self.journaled = Some(record.clone());
        Some(journal::Entry {
            id: self.id.clone(),
            connection: self.connection.clone(),
            started: self.started,
            finished,
            text: text.join("\n"),
            record,
            view: serde_json::to_string(&view).ok()?,
        })
    }
}

/// The names that an effect can be found by.
fn effect_words(effect: &inventory::jobs::plan::Effect) -> Option<String> {
    use inventory::jobs::plan::Effect;
    match effect {
        Effect::Create { name, .. } => Some(name.to_lowercase()),
        _ => None,
    }
}
