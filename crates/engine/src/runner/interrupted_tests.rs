//! The program ends at any moment of a plan of five steps, and goes on or takes back at the next start.
//! The server is a list of the calls that have had an effect.

use std::collections::BTreeSet;

use inventory::{
    Job, JobRequest, ObjectKey, Problem, World,
    jobs::plan::{Act, Call, Expectation, Plan, Step, Tolerance, Undo},
};
use serde_json::{Value, json};

use super::super::{
    record::RunRecord,
    run::{Next, Origin, Run},
};
use crate::{api::TaskState, source::SubmitError};

const STEPS: usize = 5;

fn call(method: String, params: Vec<Value>) -> Call {
    Call {
        method,
        params,
        has_task: true,
        answers_secret: false,
        connection: None,
    }
}

/// Five steps, each made of what the one before it has made, and each with its undo.
fn plan() -> Plan {
    let step = |index: usize| {
        let earlier = match index {
            0 => json!("vm"),
            _ => json!(Step::result::<xapi::Vm>(index - 1)),
        };
        let own = json!(Step::result::<xapi::Vm>(index));
        Step {
            act: Act::Call(call(format!("VM.make{index}"), vec![earlier])),
            weight: 1,
            patience: None,
            tolerance: Tolerance::None,
            wanted: None,
            undo: Some(Undo {
                call: call(format!("VM.unmake{index}"), vec![own]),
                expects: Vec::new(),
                with_disks: false,
            }),
        }
    };
    Plan {
        steps: (0..STEPS).map(step).collect(),
        ..Plan::default()
    }
}

fn begun() -> Run {
    let subject = ObjectKey {
        connection: "c".into(),
        class: "VM".into(),
        reference: "vm".into(),
    };
    let origin = Origin {
        request: JobRequest::new(Job::Clone, json!({ "name": "copy" })).unwrap(),
        group: None,
        at_once: 1,
        leads: false,
        is_undo: false,
    };
    Run::new("run".into(), origin, subject, "web".into(), plan())
}

/// What the server has done, in the order in which it did it.
#[derive(Default)]
struct Server(Vec<String>);

impl Server {
    /// Does a call, which answers with an object of its name.
    fn takes(&mut self, call: &Call) -> Value {
        let object = format!("{}({})", call.method, call.params[0].as_str().unwrap());
        self.0.push(call.method.clone());
        json!(object)
    }

    /// Whatever was made is there once, or was taken away once after that.
    fn is_sound(&self) {
        let unique: BTreeSet<&String> = self.0.iter().collect();
        assert_eq!(unique.len(), self.0.len(), "{:?}", self.0);
    }

    fn is_left(&self, step: usize) -> bool {
        let has = |method: String| self.0.contains(&method);
        has(format!("VM.make{step}")) && !has(format!("VM.unmake{step}"))
    }
}

fn advance(run: &mut Run) -> Option<usize> {
    match run.advance(&World::default(), |index| format!("mark {index}")) {
        Next::Submit(index) => Some(index),
        Next::Nothing | Next::Ended | Next::Again(_) | Next::Stop(_) => None,
    }
}

fn answered(run: &mut Run, index: usize, answer: Result<Value, SubmitError>) {
    let call = &mut run.calls[index].tracked;
    call.is_sent = true;
    call.will_be_answered();
    call.answered(answer);
}

/// Runs to the end, or until `calls` more were done.
fn go(run: &mut Run, server: &mut Server, calls: usize) {
    for _ in 0..calls {
        let Some(index) = advance(run) else { return };
        let answer = server.takes(&run.calls[index].tracked.call.clone());
        answered(run, index, Ok(answer));
    }
}

/// The program is killed, and begins anew with what it had written.
fn killed(run: &mut Run) -> Run {
    let written = run.journal_entry().unwrap();
    let record: RunRecord = serde_json::from_str(&written.record).unwrap();
    record.into_interrupted()
}

#[test]
fn between_any_two_steps_it_goes_on_where_it_was() {
    for done in 0..STEPS {
        let (mut run, mut server) = (begun(), Server::default());
        go(&mut run, &mut server, done);
        let mut next = killed(&mut run);
        assert_eq!(advance(&mut next), None, "not before a person says so");
        assert_eq!(next.view().state, TaskState::Interrupted);
        assert!(next.view().can_go_on, "after {done}");
        assert_eq!(next.view().finished, None);
        next.go_on(&World::default()).unwrap();
        go(&mut next, &mut server, 2 * STEPS);
        assert_eq!(next.view().state, TaskState::Succeeded);
        assert_eq!(server.0.len(), STEPS, "{:?}", server.0);
        server.is_sound();
    }
}

#[test]
fn what_is_made_with_a_secret_of_an_earlier_step_is_not_gone_on_with() {
    let (mut run, mut server) = (begun(), Server::default());
    if let Act::Call(call) = &mut run.plan.steps[0].act {
        call.answers_secret = true;
    }
    go(&mut run, &mut server, 1);
    let mut next = killed(&mut run);
    assert_eq!(next.view().state, TaskState::Interrupted);
    assert!(!next.view().can_go_on, "nobody has written it down");
    let refused = next.go_on(&World::default()).unwrap_err();
    assert_eq!(refused.code, "outcome_unknown");
    // Once the step is done that was made with it, nobody needs it any more.
    go(&mut run, &mut server, 1);
    assert!(killed(&mut run).view().can_go_on);
}

#[test]
fn what_had_not_left_yet_counts_as_not_begun() {
    let (mut run, mut server) = (begun(), Server::default());
    go(&mut run, &mut server, 2);
    advance(&mut run).unwrap();
    let written = run.journal_entry().unwrap();
    let record: RunRecord = serde_json::from_str(&written.record).unwrap();
    let mut next = record.into_interrupted();
    assert!(next.view().can_go_on);
    next.go_on(&World::default()).unwrap();
    go(&mut next, &mut server, 2 * STEPS);
    assert_eq!(server.0.len(), STEPS);
    server.is_sound();
}

#[test]
fn between_any_two_steps_it_takes_back_what_it_has_done() {
    for done in 1..STEPS {
        let (mut run, mut server) = (begun(), Server::default());
        go(&mut run, &mut server, done);
        let mut next = killed(&mut run);
        next.take_back();
        go(&mut next, &mut server, 2 * STEPS);
        assert_eq!(next.view().state, TaskState::Cancelled);
        server.is_sound();
        assert!(
            (0..STEPS).all(|step| !server.is_left(step)),
            "{:?}",
            server.0
        );
    }
}

#[test]
fn in_the_middle_of_any_step_nothing_is_sent_again_whatever_became_of_it() {
    for step in 0..STEPS {
        for arrived in [true, false] {
            let (mut run, mut server) = (begun(), Server::default());
            go(&mut run, &mut server, step);
            let index = advance(&mut run).unwrap();
            let call = run.calls[index].tracked.call.clone();
            run.calls[index].tracked.is_sent = true;
            let answer = arrived.then(|| server.takes(&call));
            let mut next = killed(&mut run);
            assert_eq!(
                next.view().state,
                TaskState::Running,
                "its task may be seen"
            );
            assert_eq!(advance(&mut next), None);
            let learned = match answer {
                // Its task was found by its mark.
                Some(answer) => Ok(answer),
                None => Err(SubmitError::Doubtful(Problem::new("program_ended"))),
            };
            answered(&mut next, index, learned);
            assert_eq!(advance(&mut next), None);
            let is_last = step + 1 == STEPS;
            if arrived && is_last {
                assert_eq!(next.view().state, TaskState::Succeeded);
            } else if arrived {
                next.go_on(&World::default()).unwrap();
                go(&mut next, &mut server, 2 * STEPS);
                assert_eq!(next.view().state, TaskState::Succeeded);
                assert_eq!(server.0.len(), STEPS);
            } else {
                assert_eq!(next.view().state, TaskState::Interrupted);
                let refused = next.go_on(&World::default()).unwrap_err();
                assert_eq!(refused.code, "outcome_unknown");
                next.take_back();
                go(&mut next, &mut server, 2 * STEPS);
                let view = next.view();
                assert_eq!(view.state, TaskState::Unknown, "which step, is told");
                assert_eq!(view.steps[step].state, crate::api::StepState::Unknown);
                assert!(
                    (0..STEPS).all(|step| !server.is_left(step)),
                    "{:?}",
                    server.0
                );
            }
            server.is_sound();
        }
    }
}

#[test]
fn while_it_is_undone_it_goes_on_undoing_and_undoes_nothing_twice() {
    for undone in 0..3 {
        let (mut run, mut server) = (begun(), Server::default());
        go(&mut run, &mut server, 3);
        let index = advance(&mut run).unwrap();
        let refused = SubmitError::Refused(Problem::new("SR_FULL"));
        answered(&mut run, index, Err(refused));
        go(&mut run, &mut server, undone);
        // The next undo is decided upon, and not yet begun.
        let mut next = killed(&mut run);
        assert_eq!(next.view().state, TaskState::Interrupted);
        assert!(!next.view().can_go_on);
        next.take_back();
        go(&mut next, &mut server, 2 * STEPS);
        assert_eq!(next.view().state, TaskState::Failed);
        assert_eq!(next.view().error.unwrap().code, "SR_FULL");
        server.is_sound();
        assert!(
            (0..STEPS).all(|step| !server.is_left(step)),
            "{:?}",
            server.0
        );
    }
}

#[test]
fn a_value_that_was_being_set_is_looked_at_before_it_is_set_again() {
    let vm = |name: &str| xapi::Vm {
        name_label: name.into(),
        ..xapi::Vm::default()
    };
    for (named, follows) in [("new", "VM.make2"), ("old", "VM.make1")] {
        let (mut writer, store) = inventory::store();
        writer.apply([xapi::Change::Apply(xapi::Object {
            reference: "vm".into(),
            record: xapi::Record::Vm(Box::new(vm(named))),
        })]);
        let mut run = begun();
        let step = &mut run.plan.steps[1];
        if let Act::Call(call) = &mut step.act {
            call.has_task = false;
        }
        step.undo.as_mut().unwrap().expects = vec![Expectation {
            object: run.subject.clone(),
            field: "name_label".into(),
            value: json!("new"),
        }];
        // The step after it needs nothing of its answer.
        if let Act::Call(call) = &mut run.plan.steps[2].act {
            call.params = vec![json!("vm")];
        }
        let mut server = Server::default();
        go(&mut run, &mut server, 1);
        let index = advance(&mut run).unwrap();
        run.calls[index].tracked.is_sent = true;
        let mut next = killed(&mut run);
        let lost = SubmitError::Doubtful(Problem::new("program_ended"));
        answered(&mut next, index, Err(lost));
        assert!(next.view().can_go_on);
        next.go_on(&store.read()).unwrap();
        let index = advance(&mut next).unwrap();
        assert_eq!(next.calls[index].tracked.call.method, follows);
    }
}
