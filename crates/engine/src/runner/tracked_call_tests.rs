//! What a call of a plan makes of what is seen and heard.

use std::sync::Arc;

use inventory::{Store, Writer};
use xapi::{Change, Class, Object, Record, VmOperation};

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
        connection: None,
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
fn what_answers_a_secret_has_failed_where_the_answer_is_lost() {
    let mut setup = setup();
    setup.own.call.answers_secret = true;
    let lost = Problem::new("timed_out");
    setup.own.answered(Err(SubmitError::Doubtful(lost)));
    assert_eq!(setup.own.status.state, TaskState::Failed);
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

/// Bytes that move, under the task `ours`.
fn moving(is_download: bool) -> Transfer {
    Transfer {
        task: "ours".into(),
        is_download,
        traffic: None,
        moves: Box::pin(std::future::pending()),
        settled: None,
    }
}

#[test]
fn of_a_download_the_end_is_that_all_is_here_as_well() {
    let mut setup = upload();
    let _stopped = setup.own.begins_to_move(&moving(true));
    setup.task("ours", 1.0, TaskStatus::Success);
    assert_eq!(setup.observe(), TaskState::Running);
    setup.own.sent(Ok(()));
    assert_eq!(setup.observe(), TaskState::Succeeded);
    // The server has done its part, and it could not be written here.
    let mut setup = upload();
    let _stopped = setup.own.begins_to_move(&moving(true));
    setup.own.sent(Err(Problem::new("disk_full")));
    setup.task("ours", 1.0, TaskStatus::Success);
    assert_eq!(setup.observe(), TaskState::Failed);
    assert_eq!(setup.own.status.error.as_ref().unwrap().code, "disk_full");
}

#[test]
fn of_a_download_why_not_all_is_here_is_known_better_than_its_task() {
    let mut setup = upload();
    let _stopped = setup.own.begins_to_move(&moving(true));
    // It is forgotten while its bytes come yet.
    setup.writer.apply([Change::Delete {
        class: Class::Task,
        reference: "ours".into(),
    }]);
    assert_eq!(setup.observe(), TaskState::Running);
    setup.own.sent(Err(Problem::new("file_damaged")));
    assert_eq!(setup.observe(), TaskState::Failed);
    let mut setup = upload();
    let _stopped = setup.own.begins_to_move(&moving(true));
    setup.own.sent(Err(Problem::new("file_damaged")));
    setup.task("ours", 1.0, TaskStatus::Failure);
    assert_eq!(setup.observe(), TaskState::Failed);
    let why = setup.own.status.error.as_ref().unwrap();
    assert_eq!(why.code, "file_damaged");
}

#[test]
fn an_upload_of_which_all_is_sent_is_for_its_server_to_stop() {
    let mut setup = upload();
    let traffic = Arc::new(Traffic::new(Some(10)));
    let _stopped = setup.own.begins_to_move(&Transfer {
        traffic: Some(traffic.clone()),
        ..moving(false)
    });
    traffic.add(9);
    setup.task("ours", 0.0, TaskStatus::Pending);
    setup.observe();
    assert!(setup.own.status.cancellable);
    traffic.add(1);
    setup.observe();
    assert!(!setup.own.status.cancellable && !setup.own.stop_sending());
    setup.task("ours", 0.0, TaskStatus::Cancelled);
    assert_eq!(setup.observe(), TaskState::Cancelled);
}

/// An upload whose task is seen.
fn upload() -> Setup {
    let mut setup = setup();
    setup.own = TrackedCall::new(setup.own.call, "mark".into(), &World::default());
    setup.task("ours", 0.0, TaskStatus::Pending);
    setup
}

#[test]
fn of_an_upload_the_end_is_its_tasks_not_that_all_is_sent() {
    let mut setup = upload();
    let _stopped = setup.own.begins_to_move(&moving(false));
    assert_eq!(setup.observe(), TaskState::Running);
    assert!(setup.own.status.cancellable);
    setup.own.sent(Ok(()));
    assert_eq!(setup.observe(), TaskState::Running);
    assert!(!setup.own.status.cancellable);
    setup.task("ours", 1.0, TaskStatus::Success);
    assert_eq!(setup.observe(), TaskState::Succeeded);
    assert_eq!(setup.own.destroy(), Some("ours".into()));
}

#[test]
fn an_upload_that_broke_off_has_failed_once_its_task_is_seen_to_wait() {
    let mut setup = upload();
    let _stopped = setup.own.begins_to_move(&moving(false));
    setup.own.sent(Err(Problem::new("cut_reply")));
    let old = LinkStatus {
        live: false,
        given_up: false,
    };
    setup.own.observe(&setup.store.read(), &old);
    assert_eq!(setup.own.status.state, TaskState::Running);
    assert_eq!(setup.observe(), TaskState::Failed);
    assert_eq!(setup.own.status.error.as_ref().unwrap().code, "cut_reply");
    // All had arrived, and only the answer was lost.
    let mut setup = upload();
    let _stopped = setup.own.begins_to_move(&moving(false));
    setup.own.sent(Err(Problem::new("cut_reply")));
    setup.task("ours", 1.0, TaskStatus::Success);
    assert_eq!(setup.observe(), TaskState::Succeeded);
}

#[test]
fn an_upload_that_is_stopped_is_cancelled_whatever_its_task_says() {
    for status in [TaskStatus::Pending, TaskStatus::Failure] {
        let mut setup = upload();
        let mut stopped = setup.own.begins_to_move(&moving(false));
        assert!(setup.own.stop_sending() && !setup.own.stop_sending());
        assert_eq!(stopped.try_recv(), Ok(()));
        // It is yet to be let go of.
        assert_eq!(setup.observe(), TaskState::Running);
        setup.own.sent(Err(Problem::new("cancelled")));
        setup.task("ours", 0.0, status);
        assert_eq!(setup.observe(), TaskState::Cancelled);
        assert_eq!(setup.own.status.error, None);
    }
}
