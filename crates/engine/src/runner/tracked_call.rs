//! One call of a plan, from its submission to its end.
//!
//! A call is sent once. Either the server makes a task for it, in which its end is read, or its end
//! is the answer. If the answer is lost, what became of the call is read from the server's task,
//! which carries our mark from its first moment on, or which its subject has named meanwhile; and if
//! there is no such task either, then nobody knows, and that is said.

use std::{collections::HashSet, time::Duration};

use inventory::{Problem, World, jobs::plan::Call};
use serde_json::Value;
use tokio::time::Instant;
use xapi::{OpaqueRef, Task, TaskOperation, TaskStatus, Text, Vm, VmOperation};

use super::server_tasks;
use crate::{
    api::TaskState, clock, connection::heartbeat::LONGEST_SILENCE, problems, source::SubmitError,
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
            }
            None if unknown || self.sending => {}
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
        match record.status {
            TaskStatus::Success => {
                // A result that cannot be read is none: only a later step that uses it misses it.
                self.result = record.outcome().and_then(Result::ok);
                self.end(TaskState::Succeeded, None);
            }
            TaskStatus::Cancelled => self.end(TaskState::Cancelled, None),
            TaskStatus::Failure => {
                self.end(
                    TaskState::Failed,
                    Some(problems::of_task(&record.error_info)),
                );
            }
            _ => {}
        }
    }

    fn show(&mut self, record: &Task) {
        self.status.progress = record.progress.clamp(0.0, 1.0);
        self.status.cancellable = record.allowed_operations.contains(&TaskOperation::Cancel);
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
mod tests {
    use inventory::{Store, Writer};
    use xapi::{Change, Object, Record, VmOperation};

    use super::*;

    const LIVE: LinkStatus = LinkStatus {
        live: true,
        given_up: false,
    };

    struct Setup {
        own: TrackedCall,
        writer: Writer,
        store: Store,
    }

    /// A clone that was taken and will be answered, of a VM that somebody else clones already.
    fn setup() -> Setup {
        let (writer, store) = inventory::store();
        let call = Call {
            method: "VM.clone".into(),
            params: vec!["vm".into(), "copy".into()],
            has_task: true,
            answers_secret: false,
        };
        let mut setup = Setup {
            own: TrackedCall::new(call.clone(), "mark".into(), &World::default()),
            writer,
            store,
        };
        setup.is_busy(&["theirs"]);
        setup.own = TrackedCall::new(call, "mark".into(), &setup.store.read());
        setup.own.will_be_answered();
        setup
    }

    impl Setup {
        fn put(&mut self, reference: &str, record: Record) {
            self.writer.apply([Change::Apply(Object {
                reference: reference.into(),
                record,
            })]);
        }

        fn is_busy(&mut self, with: &[&str]) {
            let operations = with.iter();
            let vm = Vm {
                current_operations: operations
                    .map(|task| (Text::from(*task), VmOperation::Clone))
                    .collect(),
                ..Vm::default()
            };
            self.put("vm", Record::Vm(Box::new(vm)));
        }

        fn task(&mut self, reference: &str, progress: f64, status: TaskStatus) {
            let task = Task {
                progress,
                status,
                ..Task::default()
            };
            self.put(reference, Record::Task(Box::new(task)));
        }

        fn observe(&mut self) -> TaskState {
            self.own.observe(&self.store.read(), &LIVE);
            self.own.status.state
        }

        /// Our task is seen at work.
        fn at_work(mut self) -> Self {
            self.is_busy(&["theirs", "ours"]);
            self.task("theirs", 0.9, TaskStatus::Pending);
            self.task("ours", 0.4, TaskStatus::Pending);
            assert_eq!(self.observe(), TaskState::Running);
            self
        }
    }

    fn lost() -> SubmitError {
        SubmitError::Doubtful(Problem::new("cut_reply"))
    }

    #[test]
    fn an_answer_is_the_end() {
        let mut setup = setup();
        assert_eq!(setup.observe(), TaskState::Running);
        setup.own.answered(Ok(Value::Null));
        assert_eq!(setup.observe(), TaskState::Succeeded);
        assert_eq!(setup.own.status.progress, 1.0);
        assert!(setup.own.is_done_with());

        let mut setup = self::setup();
        let full = SubmitError::Refused(Problem::new("SR_FULL"));
        setup.own.answered(Err(full));
        assert_eq!(setup.observe(), TaskState::Failed);
        assert_eq!(setup.own.status.error.as_ref().unwrap().code, "SR_FULL");
    }

    #[test]
    fn how_far_it_is_its_own_task_tells_and_it_is_left_where_it_is() {
        let mut setup = setup();
        assert!(setup.own.is_unrecognised());
        setup.observe();
        assert_eq!(setup.own.task, None, "that is another's");
        let mut setup = setup.at_work();
        assert_eq!(setup.own.status.progress, 0.4);
        assert_eq!(setup.own.task, Some("ours".into()));
        assert!(!setup.own.is_unrecognised());
        // Only the answer is the end.
        setup.task("ours", 1.0, TaskStatus::Success);
        assert_eq!(setup.observe(), TaskState::Running);
        setup.own.answered(Ok(Value::Null));
        assert_eq!(setup.own.destroy(), None);
    }

    #[test]
    fn what_was_seen_at_work_is_followed_when_the_answer_is_lost() {
        let mut setup = setup().at_work();
        setup.own.answered(Err(lost()));
        assert_eq!(setup.observe(), TaskState::Running);
        setup.task("ours", 1.0, TaskStatus::Success);
        assert_eq!(setup.observe(), TaskState::Succeeded);
        assert_eq!(setup.own.destroy(), None);

        let mut setup = self::setup().at_work();
        setup.own.answered(Err(lost()));
        setup.writer.apply([Change::Delete {
            class: xapi::Class::Task,
            reference: "ours".into(),
        }]);
        assert_eq!(setup.observe(), TaskState::Unknown);
        assert_eq!(setup.own.status.error.as_ref().unwrap().code, "cut_reply");
        assert_eq!(setup.own.destroy(), None);
    }

    #[test]
    fn what_was_never_seen_is_unknown_at_once() {
        let mut setup = setup();
        setup.own.answered(Err(lost()));
        assert_eq!(setup.observe(), TaskState::Unknown);
        assert_eq!(setup.own.status.error.as_ref().unwrap().code, "cut_reply");
        assert!(setup.own.is_done_with());
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_given_up_for_lost_while_what_is_dead_may_be_taken_for_live() {
        let mut setup = setup();
        setup.own = TrackedCall::new(setup.own.call, "mark".into(), &World::default());
        setup.own.taken("ours".into());
        assert_eq!(setup.observe(), TaskState::Running);
        tokio::time::advance(LONGEST_SILENCE + Duration::from_secs(1)).await;
        assert_eq!(setup.observe(), TaskState::Running);
        // Its end can be learned again, and there is as much time for that as before.
        let dead = LinkStatus {
            live: false,
            given_up: false,
        };
        setup.own.observe(&setup.store.read(), &dead);
        tokio::time::advance(BENEFIT_OF_DOUBT).await;
        assert_eq!(setup.observe(), TaskState::Running);
        tokio::time::advance(BENEFIT_OF_DOUBT).await;
        assert_eq!(setup.observe(), TaskState::Unknown);
    }

    #[test]
    fn what_has_ended_is_kept_until_the_server_has_let_go_of_it() {
        let mut setup = setup();
        setup.own = TrackedCall::new(setup.own.call, "mark".into(), &World::default());
        setup.own.taken("ours".into());
        setup.task("ours", 1.0, TaskStatus::Success);
        assert_eq!(setup.observe(), TaskState::Succeeded);
        assert_eq!(setup.own.destroy(), Some("ours".into()));
        assert!(!setup.own.is_done_with());
        setup.own.destroyed(true);
        assert!(setup.own.is_done_with());
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_was_set_back_does_not_stretch_the_trail_of_an_answer() {
        let mut setup = setup();
        setup.own.status.started = i64::MAX;
        setup.own.answered(Ok(Value::Null));
        assert_eq!(
            setup.own.status.finished,
            Some(i64::MAX),
            "not before it began"
        );
        assert!(setup.own.is_unrecognised());
        tokio::time::advance(TRAIL + Duration::from_millis(1)).await;
        assert!(!setup.own.is_unrecognised());
    }
}
