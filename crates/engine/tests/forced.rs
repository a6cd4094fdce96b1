//! Guests are asked to shut down or to reboot, and what they do not do is done by force after a time.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use std::time::Duration;

use engine::api::{StepState, TaskState, TaskView, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey};
use poolsim::{Sim, faults::Fault};
use serde_json::json;
use support::{Bench, request, sim, vm_in};
use test_support::{eventually, skip};

struct Scene {
    sim: Sim,
    bench: Bench,
    id: ConnectionId,
    tasks: u32,
}

async fn scene(deaf: bool) -> Scene {
    let (sim, bench) = (sim().await, Bench::new().await);
    if deaf {
        sim.order(Fault::DeafGuests { on: true }).await.unwrap();
    }
    let id = bench.connected(&sim).await;
    let window = "main".into();
    let tasks = bench.engine.open_view(&window, ViewSpec::Tasks);
    let tasks = tasks.await.unwrap();
    Scene {
        sim,
        bench,
        id,
        tasks,
    }
}

impl Scene {
    async fn asks(&self, job: Job, vm: &ObjectKey) -> String {
        let job = request(job, json!({ "minutes": 1 }));
        let asked = self.bench.engine.run_job(job, vec![vm.clone()], None);
        asked.await.unwrap().remove(0)
    }

    async fn is(&self, id: &str, what: &str, is: impl Fn(&TaskView) -> bool) -> TaskView {
        let task = self
            .bench
            .task(what, self.tasks, |task| task.id == id && is(task));
        task.await
    }

    /// Lets the time of what was asked for go by, once the server has it.
    async fn time_goes_by(&self, id: &str) {
        self.is(id, "the call at work", |task| {
            task.cancellable && task.progress > 0.0
        })
        .await;
        skip(Duration::from_secs(61)).await;
    }

    async fn end_of(&self, id: &str) -> (TaskState, Vec<StepState>) {
        let end = self.is(id, "the end", |task| task.finished.is_some()).await;
        let steps = end.steps.iter().map(|step| step.state).collect();
        (end.state, steps)
    }

    fn text(&self, vm: &str, field: &str) -> String {
        self.sim.world().db.text(vm, field).to_owned()
    }
}

#[tokio::test]
async fn a_guest_that_does_not_shut_down_is_stopped() {
    let scene = scene(true).await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let id = scene.asks(Job::Shutdown, &vm).await;
    scene.time_goes_by(&id).await;
    let (state, steps) = scene.end_of(&id).await;
    assert_eq!(state, TaskState::Succeeded);
    assert_eq!(steps, [StepState::GivenUp, StepState::Done]);
    assert_eq!(scene.text(&vm.reference, "power_state"), "Halted");
    eventually("that the server is rid of both tasks", || {
        scene.sim.world().db.all("task").is_empty()
    })
    .await;
}

#[tokio::test]
async fn a_guest_that_does_not_reboot_is_reset() {
    let scene = scene(true).await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let before = scene.sim.world().db.int(&vm.reference, "domid");
    let id = scene.asks(Job::Reboot, &vm).await;
    scene.time_goes_by(&id).await;
    let (state, steps) = scene.end_of(&id).await;
    assert_eq!(state, TaskState::Succeeded);
    assert_eq!(steps, [StepState::GivenUp, StepState::Done]);
    assert_eq!(scene.text(&vm.reference, "power_state"), "Running");
    assert_ne!(scene.sim.world().db.int(&vm.reference, "domid"), before);
}

#[tokio::test]
async fn a_guest_that_does_what_it_is_asked_is_not_forced() {
    let scene = scene(false).await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let id = scene.asks(Job::Shutdown, &vm).await;
    let (state, steps) = scene.end_of(&id).await;
    assert_eq!(state, TaskState::Succeeded);
    assert_eq!(steps, [StepState::Done, StepState::LeftOut]);
    assert_eq!(scene.text(&vm.reference, "power_state"), "Halted");
}

#[tokio::test]
async fn who_stops_waiting_forces_nothing() {
    let scene = scene(true).await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let id = scene.asks(Job::Shutdown, &vm).await;
    scene
        .is(&id, "the call at work", |task| {
            task.cancellable && task.progress > 0.0
        })
        .await;
    scene.bench.engine.cancel_task(id.clone()).await.unwrap();
    let (state, _) = scene.end_of(&id).await;
    assert_eq!(state, TaskState::Cancelled);
    assert_eq!(scene.text(&vm.reference, "power_state"), "Running");
}
