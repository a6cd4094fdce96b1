//! One call of a plan, from its submission to its end.
//!
//! A call is sent once. Either the server makes a task for it, in which its end is read, or its end
//! is the answer. If the answer is lost, what became of the call is read from the server's task,
//! which carries our mark from its first moment on, or which its subject has named meanwhile; and if
//! there is no such task either, then nobody knows, and that is said.

use std::{collections::HashSet, time::Duration};

use inventory::{Problem, World, jobs::plan::Call};
use serde_json::Value;
use tokio::{sync::oneshot, time::Instant};
use xapi::{OpaqueRef, Task, TaskOperation, TaskStatus, Text, Vm, VmOperation};

use super::{sending_bytes::SendingBytes, server_tasks};
use crate::{
    api::TaskState,
    clock,
    connection::heartbeat::LONGEST_SILENCE,
    problems,
    source::{SubmitError, Transfer},
    transfers::Traffic,
};

/// While the connection is live, a task that should be there, or of whose birth nobody can be sure,
/// has this long to show itself: longer than a connection that is dead can be taken for live, so that
/// nothing is given up for lost before its end could be learned.
const BENEFIT_OF_DOUBT: Duration = LONGEST_SILENCE.saturating_mul(2);

/// For so long after an answer the server's own task for it may be seen yet.
const TRAIL: Duration = Duration::from_secs(5);

/// How a call stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallStatus {
    /// How it stands.
    pub(crate) state: TaskState,
    /// 0 to 1.
    pub(crate) progress: f64,
    /// When it was begun, Unix milliseconds.
    pub(crate) started: i64,
    /// Unix milliseconds; none while it runs.
    pub(crate) finished: Option<i64>,
    /// Whether it can be asked to stop.
    pub(crate) cancellable: bool,
    /// Whether that was asked.
    pub(crate) cancelling: bool,
    /// Why it failed.
    pub(crate) error: Option<Problem>,
}

pub(crate) struct TrackedCall {
    /// The call.
    pub(crate) call: Call,
    /// How it stands.
    pub(crate) status: CallStatus,
    /// What it has answered, once it has succeeded.
    pub(crate) result: Option<Value>,
    /// What the server's task is known by.
    pub(crate) mark: String,
    /// The server's task.
    pub(crate) task: Option<OpaqueRef>,
    /// Whether it may have left: from just before it is sent.
    pub(crate) is_sent: bool,
    /// Whether the call is still on its way.
    pub(crate) sending: bool,
    /// Whether it was taken, and its end will be the answer.
    answering: bool,
    /// Whether the server made the task for itself, and will clear it away itself.
    borrowed: bool,
    /// What was under way on the subject before, by its tasks: not ours.
    before: HashSet<Text>,
    /// Whether that task was seen among the objects.
    seen: bool,
    /// Why nobody knows whether the call arrived, if so.
    doubt: Option<Problem>,
    /// How far its bytes are, where the call stands for a transfer.
    sending_bytes: SendingBytes,
    /// Since when the task could have been seen, if there were one.
    looked_for: Option<Instant>,
    /// When it ended, by the clock that nobody sets.
    ended: Option<Instant>,
    /// What the server knows of the end.
    cleanup: CleanupState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CleanupState {
    /// Its task is to be dismissed.
    Due,
    /// It is being dismissed.
    Said,
    /// There is no task any more, or there never was one.
    Done,
}

/// What can be known of a connection's tasks now.
pub(crate) struct LinkStatus {
    /// What is seen is what is.
    pub(crate) live: bool,
    /// Nobody looks any more.
    pub(crate) given_up: bool,
}

impl TrackedCall {
    /// A call that is on its way, in a world that looks like this.
    pub(crate) fn new(call: Call, mark: String, world: &World) -> Self {
        let vm = call.object().and_then(|vm| world.record::<Vm>(&vm.into()));
        let before = vm.map(|vm| vm.current_operations.keys().cloned().collect());
        Self {
            call,
            status: CallStatus {
                state: TaskState::Running,
                progress: 0.0,
                started: clock::unix_millis(),
                finished: None,
                cancellable: false,
                cancelling: false,
                error: None,
            },
            result: None,
            mark,
            task: None,
            is_sent: false,
            sending: true,
            answering: false,
            borrowed: false,
            before: before.unwrap_or_default(),
            seen: false,
            doubt: None,
            sending_bytes: SendingBytes::default(),
            looked_for: None,
            ended: None,
            cleanup: CleanupState::Due,
        }
    }

    /// A call that an earlier run of the program has begun. If it was under way, whether it ever arrived
    /// is not known before its task is seen.
    pub(crate) fn of_earlier_run(
        call: Call,
        mark: String,
        task: Option<OpaqueRef>,
        status: CallStatus,
        result: Option<Value>,
    ) -> Self {
        let runs = status.state == TaskState::Running;
        Self {
            status,
            result,
            is_sent: true,
            sending: false,
            task,
            doubt: runs.then(|| Problem::new("program_ended")),
            ..Self::new(call, mark, &World::default())
        }
    }

    /// What it was to bring about is there.
    pub(crate) fn was_seen_to_succeed(&mut self) {
        self.cleanup = CleanupState::Done;
        self.end(TaskState::Succeeded, None);
    }

    pub(crate) fn runs(&self) -> bool {
        self.status.state == TaskState::Running
    }

    /// Whether its task, if there is one, is yet to be seen.
    pub(crate) fn is_awaited(&self) -> bool {
        self.runs() && !self.seen && !self.answering
    }

    /// Whether the server may show a task for it that nobody can tell from another's: not yet, or,
    /// where the answer was quicker than the news, for a moment after it.
    pub(crate) fn is_unrecognised(&self) -> bool {
        let ended = self.ended.is_some_and(|end| end.elapsed() > TRAIL);
        self.sending || self.borrowed && self.task.is_none() && !ended
    }

    /// Whether nobody needs to know of it any more, the server included.
    pub(crate) fn is_done_with(&self) -> bool {
        !self.runs() && self.cleanup == CleanupState::Done
    }

    /// The server has made a task for the call.
    pub(crate) fn taken(&mut self, task: OpaqueRef) {
        self.sending = false;
        self.task = Some(task);
    }

    /// The server has made a task for a transfer, whose bytes move from now on; resolves when that is to
    /// stop.
    pub(crate) fn begins_to_move(&mut self, transfer: &Transfer) -> oneshot::Receiver<()> {
        self.taken(transfer.task.clone());
        self.status.cancellable = true;
        let traffic = transfer.traffic.clone();
        self.sending_bytes.begin(transfer.is_download, traffic)
    }

    /// How many of its bytes have passed, if it moves a file.
    pub(crate) fn traffic(&self) -> Option<&Traffic> {
        self.sending_bytes.traffic()
    }

    /// How far it is, 0 to 1: what is sent is known here better than there.
    pub(crate) fn progress(&self) -> f64 {
        let passed = self.traffic().and_then(Traffic::share);
        match self.status.state {
            TaskState::Running => passed.unwrap_or(self.status.progress),
            _ => self.status.progress,
        }
    }

    /// It will not come to its end any more, and has left nothing.
    pub(super) fn fail(&mut self, why: Problem) {
        self.end(TaskState::Failed, Some(why));
    }

    /// Nothing more is sent: all was, or why not.
    pub(crate) fn sent(&mut self, sent: Result<(), Problem>) {
        let is_here = sent.is_ok() && self.sending_bytes.is_download();
        self.sending_bytes.end(sent);
        self.status.cancellable = false;
        // Who has received it has asked its task as well, as far as anybody knows of that.
        if is_here && self.runs() {
            self.end(TaskState::Succeeded, None);
        }
    }

    /// An earlier run of the program has sent some of it, and nobody will send the rest.
    pub(super) fn sever(&mut self, why: Problem) {
        self.sending_bytes.end(Err(why));
    }

    /// Stops sending, if it is an upload that is under way. Whether it is.
    pub(super) fn stop_sending(&mut self) -> bool {
        let stopped = self.sending_bytes.stop();
        self.status.cancelling |= stopped;
        stopped
    }

    /// The server has the call, and will answer when it is done.
    pub(crate) fn will_be_answered(&mut self) {
        self.sending = false;
        self.answering = true;
        self.borrowed = true;
        self.cleanup = CleanupState::Done;
    }

    /// The answer has come.
    pub(crate) fn answered(&mut self, answer: Result<Value, SubmitError>) {
        self.answering = false;
        match answer {
            Ok(result) => {
                self.result = Some(result);
                self.end(TaskState::Succeeded, None);
            }
            Err(SubmitError::Refused(problem)) => self.end(TaskState::Failed, Some(problem)),
            // Whatever it was good for nobody can come by without the answer.
            Err(SubmitError::Doubtful(problem)) if self.call.answers_secret => {
                self.end(TaskState::Failed, Some(problem));
            }
            // It was seen at work, and may be seen again.
            Err(SubmitError::Doubtful(problem)) if self.task.is_some() => {
                self.doubt = Some(problem)
            }
            Err(SubmitError::Doubtful(problem)) => self.end(TaskState::Unknown, Some(problem)),
        }
    }

    /// The call was not taken, or nobody knows.
    pub(crate) fn not_taken(&mut self, why: SubmitError) {
        self.sending = false;
        match why {
            SubmitError::Refused(problem) if self.task.is_none() => {
                self.cleanup = CleanupState::Done;
                self.end(TaskState::Failed, Some(problem));
            }
            // Its task was seen meanwhile.
            _ if self.task.is_some() => {}
            SubmitError::Doubtful(problem) | SubmitError::Refused(problem) => {
                self.doubt = Some(problem);
            }
        }
    }

    /// How long ago it ended, if it has, in this run of the program.
    pub(super) fn since_end(&self) -> Option<Duration> {
        self.ended.map(|end| end.elapsed())
    }

    /// The task to destroy now, if there is one.
    pub(crate) fn destroy(&mut self) -> Option<OpaqueRef> {
        if self.runs() || self.cleanup != CleanupState::Due {
            return None;
        }
        self.cleanup = CleanupState::Said;
        self.task.clone()
    }

    /// Whether the server heard that.
    pub(crate) fn destroyed(&mut self, heard: bool) {
        self.cleanup = if heard {
            CleanupState::Done
        } else {
            CleanupState::Due
        };
    }

    fn end(&mut self, state: TaskState, error: Option<Problem>) {
        let (mark, method) = (&self.mark, &self.call.method);
        tracing::info!(mark, method, ?state, ?error, "a call has ended");
        self.status.state = state;
        self.status.error = error;
        // The clock may have been set back meanwhile.
        self.status.finished = Some(clock::unix_millis().max(self.status.started));
        self.ended = Some(Instant::now());
        self.status.cancellable = false;
        self.status.cancelling = false;
        if state == TaskState::Succeeded {
            self.status.progress = 1.0;
        }
    }

    /// Looks at the server's task among the objects.
    pub(crate) fn observe(&mut self, world: &World, link: &LinkStatus) {
        let unknown = self.status.state == TaskState::Unknown;
        if !self.runs() && !unknown {
            return;
        }
        if self.answering {
            return self.watch(world);
        }
        if self.task.is_none() && (self.sending || self.doubt.is_some() || unknown) {
            self.task = server_tasks::marked(world, &self.mark).cloned();
        }
        let record = self
            .task
            .as_ref()
            .and_then(|task| world.record::<Task>(task));
        match record {
            Some(record) => {
                // What was given up for lost has been found.
                if unknown {
                    self.status.state = TaskState::Running;
                    self.status.error = None;
                    self.status.finished = None;
                    if !self.borrowed {
                        self.cleanup = CleanupState::Due;
                    }
                }
                self.seen = true;
                self.follow(record);
                // A task whose bytes do not come has no other end. What is seen may be old.
                if self.runs() && link.live {
                    self.end_broken_off();
                }
            }
            None if unknown || self.sending || self.sending_bytes.come_yet() => {}
            None if self.sending_bytes.are_missing() => self.end_broken_off(),
            None if link.given_up => self.lose(),
            None if !link.live => self.looked_for = None,
            // It was there, and is not any more.
            None if self.seen => self.lose(),
            None => {
                let since = *self.looked_for.get_or_insert_with(Instant::now);
                if since.elapsed() >= BENEFIT_OF_DOUBT {
                    self.lose();
                }
            }
        }
    }

    /// Ends as its bytes have, if they have ended early.
    fn end_broken_off(&mut self) {
        if let Some((state, why)) = self.sending_bytes.broken_off() {
            self.end(state, why);
        }
    }

    /// Looks how far the server is with what it will answer.
    fn watch(&mut self, world: &World) {
        // What a VM calls an operation is the name of the method that begins it.
        let ("VM", method) = self.call.parts() else {
            return;
        };
        let operation = VmOperation::from(method);
        let vm = self.call.object().map(OpaqueRef::from);
        if self.task.is_none()
            && let Some(vm) = vm.and_then(|vm| world.record::<Vm>(&vm))
        {
            let mut under_way = vm.current_operations.iter();
            let found = under_way
                .find(|(task, other)| **other == operation && !self.before.contains(*task));
            self.task = found.map(|(task, _)| OpaqueRef::from(task.as_str()));
        }
        let record = self
            .task
            .as_ref()
            .and_then(|task| world.record::<Task>(task));
        if let Some(record) = record {
            self.seen = true;
            self.show(record);
        }
    }

    fn follow(&mut self, record: &Task) {
        self.show(record);
        if self.sending_bytes.come_yet() {
            // The last of them is written, or what there is of them removed, in a moment.
            return;
        }
        if record.status == TaskStatus::Failure && self.sending_bytes.are_judged_yet() {
            // What is wrong with the file itself is known in a moment.
            return;
        }
        match record.status {
            // All of it must be here, too, and have its name; why it is not, is known better here than to a
            // server that only sees that nobody takes any more.
            TaskStatus::Success | TaskStatus::Failure if self.sending_bytes.are_missing() => {}
            TaskStatus::Success => {
                // A result that cannot be read is none: only a later step that uses it misses it.
                self.result = record.outcome().and_then(Result::ok);
                self.end(TaskState::Succeeded, None);
            }
            TaskStatus::Cancelled => self.end(TaskState::Cancelled, None),
            // The server only sees that nothing more comes.
            TaskStatus::Failure if self.sending_bytes.was_stopped() => {
                self.end(TaskState::Cancelled, None);
            }
            TaskStatus::Failure => {
                let own = self.sending_bytes.fault_of_file();
                let why = own.unwrap_or_else(|| problems::of_task(&record.error_info));
                self.end(TaskState::Failed, Some(why));
            }
            _ => {}
        }
    }

    fn show(&mut self, record: &Task) {
        self.status.progress = record.progress.clamp(0.0, 1.0);
        self.status.cancellable = self.sending_bytes.can_be_stopped()
            || record.allowed_operations.contains(&TaskOperation::Cancel);
        self.status.cancelling |= record
            .current_operations
            .values()
            .any(|operation| *operation == TaskOperation::Cancel);
    }

    fn lose(&mut self) {
        let why = self.doubt.take();
        self.end(
            TaskState::Unknown,
            Some(why.unwrap_or_else(|| Problem::new("task_unknown"))),
        );
        self.cleanup = CleanupState::Done;
    }
}

#[cfg(test)]
#[path = "tracked_call_tests.rs"]
mod tests;
