//! One thing that a person has asked for, from the order to its end.
//!
//! An order is sent once. Either the server makes a task for it, in which its end is read, or its end
//! is the answer. If the answer is lost, what became of the order is read from the server's task,
//! which carries our mark from its first moment on, or which its subject has named meanwhile; and if
//! there is no such task either, then nobody knows, and that is said.

use std::{collections::HashSet, time::Duration};

use inventory::{Job, ObjectKey, Problem, World};
use tokio::time::Instant;
use xapi::{OpaqueRef, Task, TaskOperation, TaskStatus, Text, Vm};

use crate::{
    api::{TaskState, TaskView},
    clock,
    connection::pulse::LONGEST_SILENCE,
    problems,
    source::NotTaken,
    tasks,
};

/// While the connection is live, a task that should be there, or of whose birth nobody can be sure,
/// has this long to show itself: longer than a connection that is dead can be taken for live, so that
/// nothing is given up for lost before its end could be learned.
const BENEFIT_OF_DOUBT: Duration = LONGEST_SILENCE.saturating_mul(2);

/// For so long after an answer the server's own task for it may be seen yet.
const TRAIL: Duration = Duration::from_secs(5);

pub(crate) struct Own {
    pub(crate) view: TaskView,
    /// The object, as the server knows it.
    pub(crate) subject: ObjectKey,
    /// What the server's task is known by.
    pub(crate) mark: String,
    /// The server's task.
    pub(crate) task: Option<OpaqueRef>,
    /// Whether the order is still on its way.
    pub(crate) sending: bool,
    /// Whether it was taken, and its end will be the answer.
    answering: bool,
    /// Whether the server made the task for itself, and will clear it away itself.
    borrowed: bool,
    /// What was under way on the subject before, by its tasks: not ours.
    before: HashSet<Text>,
    /// Whether that task was seen among the objects.
    seen: bool,
    /// Why nobody knows whether the order arrived, if so.
    doubt: Option<Problem>,
    /// Since when the task could have been seen, if there were one.
    looked_for: Option<Instant>,
    /// When it ended, by the clock that nobody sets.
    ended: Option<Instant>,
    /// What the server knows of the end.
    farewell: Farewell,
    /// Whether it was taken off the list, of which the server may yet have to hear.
    cleared: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Farewell {
    /// Its task is to be dismissed.
    Due,
    /// It is being dismissed.
    Said,
    /// There is no task any more, or there never was one.
    Done,
}

/// What can be known of a connection's tasks now.
pub(crate) struct Sight {
    /// What is seen is what is.
    pub(crate) live: bool,
    /// Nobody looks any more.
    pub(crate) given_up: bool,
}

impl Own {
    /// Something that is on its way, to be done in a world that looks like this.
    pub(crate) fn new(view: TaskView, subject: ObjectKey, mark: String, world: &World) -> Self {
        let vm = world.record::<Vm>(&subject.opaque());
        let before = vm.map(|vm| vm.current_operations.keys().cloned().collect());
        Self {
            view,
            subject,
            mark,
            task: None,
            sending: true,
            answering: false,
            borrowed: false,
            before: before.unwrap_or_default(),
            seen: false,
            doubt: None,
            looked_for: None,
            ended: None,
            farewell: Farewell::Due,
            cleared: false,
        }
    }

    pub(crate) fn runs(&self) -> bool {
        self.view.state == TaskState::Running
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

    /// Takes it off the list, if it has ended.
    pub(crate) fn clear(&mut self) {
        self.cleared = !self.runs();
    }

    /// Whether it is on the list.
    pub(crate) fn is_shown(&self) -> bool {
        !self.cleared
    }

    /// Whether nobody needs to know of it any more, the server included.
    pub(crate) fn is_done_with(&self) -> bool {
        self.cleared && self.farewell == Farewell::Done
    }

    /// The server has made a task for the order.
    pub(crate) fn taken(&mut self, task: OpaqueRef) {
        self.sending = false;
        self.task = Some(task);
    }

    /// The server has the order, and will answer when it is done.
    pub(crate) fn will_be_answered(&mut self) {
        self.sending = false;
        self.answering = true;
        self.borrowed = true;
        self.farewell = Farewell::Done;
    }

    /// The answer has come. Whether that was the end of it.
    pub(crate) fn answered(&mut self, answer: Result<(), NotTaken>) -> bool {
        self.answering = false;
        match answer {
            Ok(()) => self.end(TaskState::Succeeded, None),
            Err(NotTaken::Refused(problem)) => self.end(TaskState::Failed, Some(problem)),
            // It was seen at work, and may be seen again.
            Err(NotTaken::Doubtful(problem)) if self.task.is_some() => self.doubt = Some(problem),
            Err(NotTaken::Doubtful(problem)) => self.end(TaskState::Unknown, Some(problem)),
        }
        !self.runs()
    }

    /// The order was not taken, or nobody knows. Whether that was the end of it.
    pub(crate) fn not_taken(&mut self, why: NotTaken) -> bool {
        self.sending = false;
        match why {
            NotTaken::Refused(problem) if self.task.is_none() => {
                self.farewell = Farewell::Done;
                self.end(TaskState::Failed, Some(problem));
                return true;
            }
            // Its task was seen meanwhile.
            _ if self.task.is_some() => {}
            NotTaken::Doubtful(problem) | NotTaken::Refused(problem) => {
                self.doubt = Some(problem);
            }
        }
        false
    }

    /// The task to dismiss now, if there is one.
    pub(crate) fn dismiss(&mut self) -> Option<OpaqueRef> {
        if self.runs() || self.farewell != Farewell::Due {
            return None;
        }
        self.farewell = Farewell::Said;
        self.task.clone()
    }

    /// Whether the server heard that.
    pub(crate) fn dismissed(&mut self, heard: bool) {
        self.farewell = if heard { Farewell::Done } else { Farewell::Due };
    }

    fn end(&mut self, state: TaskState, error: Option<Problem>) {
        let TaskView {
            id,
            connection,
            title,
            subject_name,
            ..
        } = &self.view;
        tracing::info!(%connection, id, title, subject_name, ?state, ?error, "a task has ended");
        self.view.state = state;
        self.view.error = error;
        // The clock may have been set back meanwhile.
        self.view.finished = Some(clock::unix_millis().max(self.view.started));
        self.ended = Some(Instant::now());
        self.view.cancellable = false;
        self.view.cancelling = false;
        if state == TaskState::Succeeded {
            self.view.progress = 1.0;
        }
    }

    /// Looks at the server's task among the objects.
    pub(crate) fn look(&mut self, world: &World, sight: &Sight) {
        let unknown = self.view.state == TaskState::Unknown;
        if !self.runs() && !unknown {
            return;
        }
        if self.answering {
            return self.watch(world);
        }
        if self.task.is_none() && (self.sending || self.doubt.is_some() || unknown) {
            self.task = tasks::marked(world, &self.mark).cloned();
        }
        let record = self
            .task
            .as_ref()
            .and_then(|task| world.record::<Task>(task));
        match record {
            Some(record) => {
                // What was given up for lost has been found.
                if unknown {
                    self.view.state = TaskState::Running;
                    self.view.error = None;
                    self.view.finished = None;
                    self.cleared = false;
                    if !self.borrowed {
                        self.farewell = Farewell::Due;
                    }
                }
                self.seen = true;
                self.follow(record);
            }
            None if unknown || self.sending => {}
            None if sight.given_up => self.lose(),
            None if !sight.live => self.looked_for = None,
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
        let Some(operation) = self.view.job.and_then(Job::operation) else {
            return;
        };
        if self.task.is_none()
            && let Some(vm) = world.record::<Vm>(&self.subject.opaque())
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
            TaskStatus::Success => self.end(TaskState::Succeeded, None),
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
        self.view.progress = record.progress.clamp(0.0, 1.0);
        self.view.cancellable = record.allowed_operations.contains(&TaskOperation::Cancel);
        self.view.cancelling |= record
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
        self.farewell = Farewell::Done;
    }
}

#[cfg(test)]
mod tests {
    use inventory::{Store, Writer};
    use xapi::{Change, Object, Record, VmOperation};

    use super::*;

    const SIGHT: Sight = Sight {
        live: true,
        given_up: false,
    };

    struct Scene {
        own: Own,
        writer: Writer,
        store: Store,
    }

    /// A clone that was taken and will be answered, of a VM that somebody else clones already.
    fn scene() -> Scene {
        let (writer, store) = inventory::store();
        let subject = ObjectKey {
            connection: "c".into(),
            class: "VM".into(),
            reference: "vm".into(),
        };
        let view = TaskView {
            id: "1".into(),
            connection: "c".into(),
            job: Some(Job::Clone),
            title: "VM.clone".into(),
            subject: Some(subject.clone()),
            subject_name: "web".into(),
            state: TaskState::Running,
            progress: 0.0,
            started: 0,
            finished: None,
            remaining: None,
            cancellable: false,
            cancelling: false,
            error: None,
        };
        let mut scene = Scene {
            own: Own::new(
                view.clone(),
                subject.clone(),
                "mark".into(),
                &World::default(),
            ),
            writer,
            store,
        };
        scene.is_busy(&["theirs"]);
        scene.own = Own::new(view, subject, "mark".into(), &scene.store.read());
        scene.own.will_be_answered();
        scene
    }

    impl Scene {
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

        fn look(&mut self) -> TaskState {
            self.own.look(&self.store.read(), &SIGHT);
            self.own.view.state
        }

        /// Our task is seen at work.
        fn at_work(mut self) -> Self {
            self.is_busy(&["theirs", "ours"]);
            self.task("theirs", 0.9, TaskStatus::Pending);
            self.task("ours", 0.4, TaskStatus::Pending);
            assert_eq!(self.look(), TaskState::Running);
            self
        }
    }

    fn lost() -> NotTaken {
        NotTaken::Doubtful(Problem::new("cut_reply"))
    }

    #[test]
    fn an_answer_is_the_end() {
        let mut scene = scene();
        assert_eq!(scene.look(), TaskState::Running);
        assert!(scene.own.answered(Ok(())));
        assert_eq!(scene.look(), TaskState::Succeeded);
        assert_eq!(scene.own.view.progress, 1.0);
        assert!(!scene.own.is_done_with(), "it is on the list");
        scene.own.clear();
        assert!(scene.own.is_done_with());

        let mut scene = self::scene();
        let full = NotTaken::Refused(Problem::new("SR_FULL"));
        assert!(scene.own.answered(Err(full)));
        assert_eq!(scene.look(), TaskState::Failed);
        assert_eq!(scene.own.view.error.as_ref().unwrap().code, "SR_FULL");
    }

    #[test]
    fn how_far_it_is_its_own_task_tells_and_it_is_left_where_it_is() {
        let mut scene = scene();
        assert!(scene.own.is_unrecognised());
        scene.look();
        assert_eq!(scene.own.task, None, "that is another's");
        let mut scene = scene.at_work();
        assert_eq!(scene.own.view.progress, 0.4);
        assert_eq!(scene.own.task, Some("ours".into()));
        assert!(!scene.own.is_unrecognised());
        // Only the answer is the end.
        scene.task("ours", 1.0, TaskStatus::Success);
        assert_eq!(scene.look(), TaskState::Running);
        scene.own.answered(Ok(()));
        assert_eq!(scene.own.dismiss(), None);
    }

    #[test]
    fn what_was_seen_at_work_is_followed_when_the_answer_is_lost() {
        let mut scene = scene().at_work();
        assert!(!scene.own.answered(Err(lost())));
        assert_eq!(scene.look(), TaskState::Running);
        scene.task("ours", 1.0, TaskStatus::Success);
        assert_eq!(scene.look(), TaskState::Succeeded);
        assert_eq!(scene.own.dismiss(), None);

        let mut scene = self::scene().at_work();
        scene.own.answered(Err(lost()));
        scene.writer.apply([Change::Delete {
            class: xapi::Class::Task,
            reference: "ours".into(),
        }]);
        assert_eq!(scene.look(), TaskState::Unknown);
        assert_eq!(scene.own.view.error.as_ref().unwrap().code, "cut_reply");
        assert_eq!(scene.own.dismiss(), None);
    }

    #[test]
    fn what_was_never_seen_is_unknown_at_once() {
        let mut scene = scene();
        assert!(scene.own.answered(Err(lost())));
        assert_eq!(scene.look(), TaskState::Unknown);
        assert_eq!(scene.own.view.error.as_ref().unwrap().code, "cut_reply");
        scene.own.clear();
        assert!(scene.own.is_done_with());
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_given_up_for_lost_while_what_is_dead_may_be_taken_for_live() {
        let mut scene = scene();
        scene.own = Own::new(
            scene.own.view,
            scene.own.subject,
            "mark".into(),
            &World::default(),
        );
        scene.own.taken("ours".into());
        assert_eq!(scene.look(), TaskState::Running);
        tokio::time::advance(LONGEST_SILENCE + Duration::from_secs(1)).await;
        assert_eq!(scene.look(), TaskState::Running);
        // Its end can be learned again, and there is as much time for that as before.
        let dead = Sight {
            live: false,
            given_up: false,
        };
        scene.own.look(&scene.store.read(), &dead);
        tokio::time::advance(BENEFIT_OF_DOUBT).await;
        assert_eq!(scene.look(), TaskState::Running);
        tokio::time::advance(BENEFIT_OF_DOUBT).await;
        assert_eq!(scene.look(), TaskState::Unknown);
    }

    #[test]
    fn what_was_taken_off_the_list_is_kept_until_the_server_has_let_go_of_it() {
        let mut scene = scene();
        scene.own.clear();
        assert!(scene.own.is_shown(), "what runs stays");
        scene.own = Own::new(
            scene.own.view,
            scene.own.subject,
            "mark".into(),
            &World::default(),
        );
        scene.own.taken("ours".into());
        scene.task("ours", 1.0, TaskStatus::Success);
        assert_eq!(scene.look(), TaskState::Succeeded);
        assert_eq!(scene.own.dismiss(), Some("ours".into()));
        scene.own.clear();
        assert!(!scene.own.is_shown() && !scene.own.is_done_with());
        scene.own.dismissed(true);
        assert!(scene.own.is_done_with());
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_was_set_back_does_not_stretch_the_trail_of_an_answer() {
        let mut scene = scene();
        scene.own.view.started = i64::MAX;
        assert!(scene.own.answered(Ok(())));
        assert_eq!(
            scene.own.view.finished,
            Some(i64::MAX),
            "not before it began"
        );
        assert!(scene.own.is_unrecognised());
        tokio::time::advance(TRAIL + Duration::from_millis(1)).await;
        assert!(!scene.own.is_unrecognised());
    }
}
