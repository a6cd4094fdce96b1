//! A guest is asked to shut down, and by force after a time; the program may end at any moment of it.

use inventory::{
    Job, JobRequest, ObjectKey, Problem, World,
    jobs::plan::{Act, Call, Patience, Plan, Step, Tolerance},
};
use serde_json::{Value, json};

use super::super::{
    record::RunRecord,
    run::{Next, Origin, Run},
};
use crate::{
    api::{StepState, TaskState},
    source::SubmitError,
};

const CLEAN: &str = "mark 0";

fn step(method: &str) -> Step {
    Step {
        act: Act::Call(Call {
            method: method.into(),
            params: vec![json!("vm")],
            has_task: true,
            answers_secret: false,
            connection: None,
        }),
        weight: 1,
        undo: None,
        patience: None,
        tolerance: Tolerance::None,
        wanted: None,
    }
}

fn begun() -> Run {
    let subject = ObjectKey {
        connection: "c".into(),
        class: "VM".into(),
        reference: "vm".into(),
    };
    let origin = Origin {
        request: JobRequest::new(Job::Shutdown, json!({ "minutes": 5 })).unwrap(),
        group: None,
        at_once: 1,
        leads: false,
        is_undo: false,
    };
    let mut clean = step("VM.clean_shutdown");
    clean.patience = Some(Patience {
        seconds: 300,
        futile: vec!["VM_SHUTDOWN_TIMEOUT".into()],
    });
    let plan = Plan {
        steps: vec![clean, step("VM.hard_shutdown")],
        ..Plan::default()
    };
    Run::new("run".into(), origin, subject, "web".into(), plan)
}

/// What comes next, in a word: the method of a call, `stop`, or nothing.
fn next(run: &mut Run) -> String {
    match run.advance(&World::default(), |index| format!("mark {index}")) {
        Next::Submit(index) => {
            run.calls[index].tracked.is_sent = true;
            run.calls[index].tracked.call.method.clone()
        }
        Next::Stop(_) => "stop".to_owned(),
        Next::Nothing | Next::Ended | Next::Again(_) => String::new(),
    }
}

fn answer(run: &mut Run, index: usize, answer: Result<Value, SubmitError>) {
    let call = &mut run.calls[index].tracked;
    call.will_be_answered();
    call.answered(answer);
}

fn refused(code: &str) -> Result<Value, SubmitError> {
    Err(SubmitError::Refused(Problem::new(code)))
}

fn states(run: &Run) -> Vec<StepState> {
    let steps = run.view().steps.into_iter();
    steps.map(|step| step.state).collect()
}

/// The program is killed, and begins anew with what it had written.
fn killed(run: &mut Run) -> Run {
    // It may be killed more than once in the same place.
    run.journaled = None;
    let written = run.journal_entry().unwrap();
    let record: RunRecord = serde_json::from_str(&written.record).unwrap();
    record.into_interrupted()
}

#[test]
fn what_works_cleanly_is_not_done_by_force() {
    let mut run = begun();
    assert_eq!(next(&mut run), "VM.clean_shutdown");
    answer(&mut run, 0, Ok(Value::Null));
    assert_eq!(next(&mut run), "");
    assert_eq!(run.view().state, TaskState::Succeeded);
    assert_eq!(states(&run), [StepState::Done, StepState::LeftOut]);
    assert!(!run.time_is_up(CLEAN), "later, that changes nothing");
}

#[test]
fn what_takes_too_long_is_stopped_and_done_by_force() {
    let mut run = begun();
    next(&mut run);
    assert_eq!(run.time_of(CLEAN).unwrap().as_secs(), 300);
    assert!(run.time_is_up(CLEAN));
    assert_eq!(next(&mut run), "stop");
    assert_eq!(next(&mut run), "", "the server is being asked");
    run.gave_up(0);
    assert_eq!(next(&mut run), "VM.hard_shutdown");
    assert_eq!(
        run.time_of("mark 1"),
        None,
        "force has all the time it needs"
    );
    assert_eq!(states(&run), [StepState::GivenUp, StepState::Running]);
    answer(&mut run, 1, Ok(Value::Null));
    next(&mut run);
    assert_eq!(run.view().state, TaskState::Succeeded);
    assert_eq!(states(&run), [StepState::GivenUp, StepState::Done]);
}

#[test]
fn what_is_done_before_it_is_stopped_needs_no_force() {
    let mut run = begun();
    next(&mut run);
    run.time_is_up(CLEAN);
    next(&mut run);
    answer(&mut run, 0, Ok(Value::Null));
    assert_eq!(next(&mut run), "");
    run.gave_up(0);
    assert_eq!(next(&mut run), "");
    assert_eq!(run.view().state, TaskState::Succeeded);
    assert_eq!(states(&run), [StepState::Done, StepState::LeftOut]);
}

#[test]
fn what_is_done_while_force_begins_has_not_failed() {
    let mut run = begun();
    next(&mut run);
    run.time_is_up(CLEAN);
    next(&mut run);
    run.gave_up(0);
    next(&mut run);
    answer(&mut run, 0, Ok(Value::Null));
    answer(&mut run, 1, refused("VM_BAD_POWER_STATE"));
    next(&mut run);
    assert_eq!(run.view().state, TaskState::Succeeded);
}

#[test]
fn when_waiting_is_of_no_use_force_follows_at_once_and_after_other_errors_never() {
    for (code, follows) in [("VM_SHUTDOWN_TIMEOUT", "VM.hard_shutdown"), ("RBAC", "")] {
        let mut run = begun();
        next(&mut run);
        answer(&mut run, 0, refused(code));
        assert_eq!(next(&mut run), follows, "{code}");
        if follows.is_empty() {
            assert_eq!(run.view().error.unwrap().code, code);
        }
    }
}

#[test]
fn force_that_fails_is_what_has_failed() {
    let mut run = begun();
    next(&mut run);
    run.time_is_up(CLEAN);
    next(&mut run);
    run.gave_up(0);
    next(&mut run);
    answer(&mut run, 1, refused("RBAC"));
    next(&mut run);
    let view = run.view();
    assert_eq!(view.state, TaskState::Failed);
    assert_eq!(view.error.unwrap().code, "RBAC");
}

#[test]
fn who_stops_it_wants_no_force() {
    let mut run = begun();
    next(&mut run);
    run.cancelling = true;
    assert!(!run.time_is_up(CLEAN));
    answer(&mut run, 0, refused("VM_SHUTDOWN_TIMEOUT"));
    assert_eq!(next(&mut run), "");
    assert_eq!(states(&run)[1], StepState::Waiting);
    assert!(!run.runs());

    let mut run = begun();
    next(&mut run);
    run.time_is_up(CLEAN);
    next(&mut run);
    run.cancelling = true;
    run.gave_up(0);
    assert_eq!(next(&mut run), "");
    assert_eq!(run.view().state, TaskState::Cancelled);
}

#[test]
fn after_a_kill_nothing_is_forced_before_a_person_says_so() {
    let mut run = begun();
    next(&mut run);
    let mut again = killed(&mut run);
    let (mark, left) = again.time_left().unwrap();
    assert_eq!(mark, CLEAN);
    assert!(left.as_secs() <= 300);
    assert_eq!(again.view().state, TaskState::Running, "it is followed");
    assert!(again.time_is_up(CLEAN));
    assert_eq!(next(&mut again), "");
    assert_eq!(again.view().state, TaskState::Interrupted);
    assert!(again.view().can_go_on);
    again.go_on(&World::default()).unwrap();
    assert_eq!(next(&mut again), "stop");
    again.gave_up(0);
    assert_eq!(next(&mut again), "VM.hard_shutdown");

    let mut again = killed(&mut run);
    again.time_is_up(CLEAN);
    again.take_back();
    assert_eq!(next(&mut again), "stop");
    again.gave_up(0);
    assert_eq!(next(&mut again), "", "but it is not forced");
    answer(&mut again, 0, Ok(Value::Null));
    next(&mut again);
    assert!(!again.runs());
}

#[test]
fn what_ended_while_the_program_was_away_is_known_and_gone_on_with() {
    let mut run = begun();
    next(&mut run);
    let mut again = killed(&mut run);
    answer(&mut again, 0, Ok(Value::Null));
    assert_eq!(next(&mut again), "");
    assert_eq!(again.view().state, TaskState::Succeeded);

    let mut again = killed(&mut run);
    answer(&mut again, 0, refused("VM_SHUTDOWN_TIMEOUT"));
    assert_eq!(next(&mut again), "");
    assert_eq!(again.view().state, TaskState::Interrupted);
    again.go_on(&World::default()).unwrap();
    assert_eq!(next(&mut again), "VM.hard_shutdown");
    let mut again = killed(&mut again);
    assert_eq!(states(&again)[1], StepState::Running);
    answer(&mut again, 1, Ok(Value::Null));
    next(&mut again);
    assert_eq!(again.view().state, TaskState::Succeeded);
}
