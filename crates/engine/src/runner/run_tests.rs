//! What a run does next.

use inventory::jobs::plan::{Act, Step, Tolerance, Undo};
use serde_json::json;

use super::*;
use crate::{api::StepState, source::SubmitError};

fn call(method: &str, params: Vec<Value>) -> Call {
    Call {
        method: method.into(),
        params,
        has_task: false,
        answers_secret: false,
        connection: None,
    }
}

fn step(call: Call, undo: Option<Call>) -> Step {
    Step {
        act: Act::Call(call),
        weight: 1,
        patience: None,
        tolerance: Tolerance::None,
        wanted: None,
        undo: undo.map(|call| Undo {
            call,
            expects: Vec::new(),
            with_disks: false,
        }),
    }
}

/// Clones a VM, gives the copy a description, and starts it; only what was made can be undone.
fn plan() -> Plan {
    let copy = json!(Step::result::<xapi::Vm>(0));
    Plan {
        steps: vec![
            step(
                call("VM.clone", vec![json!("vm"), json!("copy")]),
                Some(call("VM.destroy", vec![copy.clone()])),
            ),
            step(
                call(
                    "VM.set_name_description",
                    vec![copy.clone(), json!("\u{2}result:0")],
                ),
                None,
            ),
            step(call("VM.start", vec![copy]), None),
        ],
        ..Plan::default()
    }
}

fn run(plan: Plan) -> Run {
    let subject = ObjectKey {
        connection: "c".into(),
        class: "VM".into(),
        reference: "vm".into(),
    };
    let request = JobRequest::new(Job::Clone, json!({ "name": "copy" })).unwrap();
    let origin = Origin {
        request,
        group: None,
        at_once: 1,
        leads: false,
        is_undo: false,
    };
    Run::new("run".into(), origin, subject, "web".into(), plan)
}

/// The call that is to be submitted next.
fn next(run: &mut Run) -> Option<(String, Vec<Value>)> {
    match run.advance(&World::default(), |index| format!("mark {index}")) {
        Next::Submit(index) => {
            let call = run.calls[index].tracked.call.clone();
            Some((call.method, call.params))
        }
        Next::Nothing | Next::Ended | Next::Again(_) | Next::Stop(_) => None,
    }
}

fn answer(run: &mut Run, answer: Result<Value, SubmitError>) {
    let mark = run.current().unwrap().mark.clone();
    let call = run.marked(&mark).unwrap();
    call.will_be_answered();
    call.answered(answer);
}

fn refused() -> Result<Value, SubmitError> {
    Err(SubmitError::Refused(Problem::new("SR_FULL")))
}

fn states(run: &Run) -> Vec<StepState> {
    run.view()
        .steps
        .into_iter()
        .map(|step| step.state)
        .collect()
}

#[test]
fn steps_follow_each_other_and_use_what_earlier_ones_answered() {
    let mut run = run(plan());
    assert!(run.waits() && run.view().waits);
    let (method, _) = next(&mut run).unwrap();
    assert_eq!(method, "VM.clone");
    assert!(next(&mut run).is_none(), "one at a time");
    answer(&mut run, Ok(json!("new")));
    let described = next(&mut run).unwrap();
    let expect = vec![json!("new"), json!("\u{2}result:0")];
    assert_eq!(described, ("VM.set_name_description".into(), expect));
    assert!((run.view().progress - 1.0 / 3.0).abs() < 0.01);
    answer(&mut run, Ok(Value::Null));
    assert_eq!(next(&mut run).unwrap().1, vec![json!("new")]);
    answer(&mut run, Ok(Value::Null));
    assert!(next(&mut run).is_none());
    assert_eq!(run.view().state, TaskState::Succeeded);
    assert_eq!(states(&run), [StepState::Done; 3]);
    assert!(!run.can_be_undone(), "a start is not taken back");
}

#[test]
fn what_was_made_is_undone_when_a_later_step_fails() {
    let mut run = run(plan());
    next(&mut run);
    answer(&mut run, Ok(json!("new")));
    next(&mut run);
    answer(&mut run, refused());
    assert_eq!(
        next(&mut run).unwrap(),
        ("VM.destroy".into(), vec![json!("new")])
    );
    assert_eq!(
        states(&run),
        [StepState::Undoing, StepState::Failed, StepState::Waiting]
    );
    answer(&mut run, Ok(Value::Null));
    assert!(next(&mut run).is_none());
    let view = run.view();
    assert_eq!(view.state, TaskState::Failed);
    assert_eq!(view.error.unwrap().code, "SR_FULL");
    assert_eq!(
        states(&run),
        [StepState::Undone, StepState::Failed, StepState::Waiting]
    );
    assert!(run.has_news());
}

#[test]
fn what_could_not_be_undone_is_said() {
    let mut run = run(plan());
    next(&mut run);
    answer(&mut run, Ok(json!("new")));
    next(&mut run);
    answer(&mut run, refused());
    next(&mut run);
    answer(&mut run, refused());
    assert!(next(&mut run).is_none());
    assert_eq!(run.view().state, TaskState::Failed);
    assert_eq!(states(&run)[0], StepState::NotUndone);
}

/// Makes a disk, and fills it.
fn plan_of_a_disk() -> Plan {
    let made = json!(Step::result::<xapi::Vdi>(0));
    Plan {
        steps: vec![
            step(
                call("VDI.create", vec![]),
                Some(call("VDI.destroy", vec![made.clone()])),
            ),
            step(call("VDI.set_name_label", vec![made]), None),
        ],
        ..Plan::default()
    }
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_a_server_has_its_hands_on_yet_is_removed_a_little_later() {
    let in_use = || Err(SubmitError::Refused(Problem::new("VDI_IN_USE")));
    for is_let_go in [true, false] {
        let mut run = run(plan_of_a_disk());
        next(&mut run);
        answer(&mut run, Ok(json!("new")));
        next(&mut run);
        answer(&mut run, refused());
        let mut tries = 0;
        while let Some((method, _)) = next(&mut run) {
            assert_eq!(method, "VDI.destroy");
            tries += 1;
            match is_let_go && tries == 3 {
                true => answer(&mut run, Ok(Value::Null)),
                false => answer(&mut run, in_use()),
            }
            assert!(next(&mut run).is_none(), "not at once");
            tokio::time::advance(Duration::from_secs(2)).await;
        }
        let (expected, state) = match is_let_go {
            true => (3, StepState::Undone),
            false => (30, StepState::NotUndone),
        };
        assert_eq!((tries, states(&run)[0]), (expected, state));
        let view = run.view();
        assert_eq!(view.state, TaskState::Failed);
        assert_eq!(view.error.unwrap().code, "SR_FULL");
    }
}

#[test]
fn nothing_follows_and_nothing_is_undone_while_nobody_knows() {
    let mut run = run(plan());
    next(&mut run);
    answer(&mut run, Ok(json!("new")));
    next(&mut run);
    answer(
        &mut run,
        Err(SubmitError::Doubtful(Problem::new("cut_reply"))),
    );
    assert!(next(&mut run).is_none());
    assert_eq!(run.view().state, TaskState::Unknown);
    assert_eq!(run.calls.len(), 2);
}

#[test]
fn a_run_that_is_to_stop_stops_between_two_steps_and_takes_back() {
    let mut run = run(plan());
    next(&mut run);
    run.cancelling = true;
    assert!(
        next(&mut run).is_none(),
        "the call that is under way goes on"
    );
    answer(&mut run, Ok(json!("new")));
    assert_eq!(next(&mut run).unwrap().0, "VM.destroy");
    answer(&mut run, Ok(Value::Null));
    assert!(next(&mut run).is_none());
    assert_eq!(run.view().state, TaskState::Cancelled);
}

#[test]
fn a_step_whose_input_is_missing_is_not_begun() {
    let mut run = run(plan());
    next(&mut run);
    run.calls[0].tracked.will_be_answered();
    run.calls[0].tracked.answered(Ok(json!("new")));
    run.calls[0].tracked.result = None;
    assert!(next(&mut run).is_none());
    let view = run.view();
    assert_eq!(view.state, TaskState::Failed);
    assert_eq!(view.error.unwrap().code, "result_missing");
}

#[test]
fn what_was_taken_off_the_list_comes_back_if_it_runs_after_all() {
    let mut run = run(plan());
    run.clear();
    assert!(run.is_shown(), "what runs stays");
    run.end(TaskState::Cancelled, None);
    run.clear();
    assert!(!run.is_shown() && run.is_done_with());
}
