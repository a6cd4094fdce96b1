//! Orders whose answers are lost: each is given once, and how it ended is known or said not to be.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::time::Duration;

use engine::api::{TaskState, TaskView, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey};
use poolsim::{
    Sim,
    faults::{Fault, Replies},
    value::{Ref, Value},
};
use support::{Bench, PASSWORD, simple, small_pool, vm_in};
use test_support::eventually;

struct Scene {
    sim: Sim,
    bench: Bench,
    id: ConnectionId,
    tasks: u32,
    vm: ObjectKey,
}

async fn scene(operation_time: u64) -> Scene {
    let sim = Sim::start(poolsim::Config {
        hosts: 3,
        operation_time: Duration::from_millis(operation_time),
        ..small_pool()
    })
    .await
    .unwrap();
    let bench = Bench::new().await;
    let id = bench.add(&sim.http_url(), "root", PASSWORD).await;
    bench.live(&id).await;
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let (vm, _) = vm_in(&sim, &id, "Halted");
    Scene {
        sim,
        bench,
        id,
        tasks,
        vm,
    }
}

impl Scene {
    async fn order(&self, fault: Fault) {
        self.sim.order(fault).await.unwrap();
    }

    async fn start(&self) -> String {
        let asked = self
            .bench
            .engine
            .run_job(simple(Job::Start), vec![self.vm.clone()], None);
        asked.await.unwrap().remove(0)
    }

    async fn end_of(&self, task: &str) -> TaskView {
        let is_over = |view: &TaskView| view.id == task && view.finished.is_some();
        self.bench.task("the end", self.tasks, is_over).await
    }

    /// How often the server was asked to start something.
    fn starts(&self) -> usize {
        let is_start = |call: &&poolsim::CallInfo| call.method == "Async.VM.start";
        self.sim.calls().iter().filter(is_start).count()
    }

    /// Nothing of ours stays on the server.
    async fn leaves_nothing(&self) {
        self.leaves_no_task().await;
        self.bench.engine.shutdown().await;
        assert_eq!(self.sim.sessions(), []);
    }

    /// No task of ours stays.
    async fn leaves_no_task(&self) {
        let ours = || {
            let marked = |task: &poolsim::TaskInfo| task.other_config.contains_key("http:pooldeck");
            self.sim.tasks().into_iter().filter(marked).count()
        };
        eventually("the end of our tasks", || ours() == 0).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_answer_is_made_good_by_the_mark() {
    let scene = scene(600).await;
    scene
        .order(Fault::Cut(Replies::once().to("Async.VM.start")))
        .await;
    let task = scene.start().await;
    let end = scene.end_of(&task).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!(scene.starts(), 1);
    scene.leaves_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_nobody_heard_is_not_known_and_not_repeated() {
    let scene = scene(600).await;
    let unheard = Replies::once().to("Async.VM.start").unheard();
    scene.order(Fault::Cut(unheard)).await;
    let task = scene.start().await;
    let end = scene.end_of(&task).await;
    assert_eq!(end.state, TaskState::Unknown, "{end:?}");
    assert!(end.error.is_some());
    assert_eq!(scene.starts(), 1);
    let (_, _) = vm_in(&scene.sim, &scene.id, "Halted");
    scene.leaves_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_does_not_come_does_not_keep_the_end_from_being_known() {
    let scene = scene(600).await;
    scene
        .order(Fault::Stall(Replies::once().to("Async.VM.start")))
        .await;
    let task = scene.start().await;
    let end = scene.end_of(&task).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    scene.sim.lift();
    assert_eq!(scene.starts(), 1);
    scene.leaves_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_connection_takes_no_order_with_it() {
    let scene = scene(600).await;
    scene.order(Fault::Blackhole { host: None }).await;
    // Into the void: over a connection that has died, or over a new one, who knows.
    let task = scene.start().await;
    let end = scene.end_of(&task).await;
    let started = scene
        .sim
        .world()
        .db
        .text(&Ref::from(scene.vm.reference.as_str()), "power_state")
        == "Running";
    match end.state {
        TaskState::Succeeded => assert!(started),
        TaskState::Unknown => {}
        other => panic!("{other:?}: {end:?}"),
    }
    assert!(scene.starts() <= 1);
    scene.bench.live(&scene.id).await;
    scene.leaves_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_outlives_the_coordinator_that_took_it() {
    let scene = scene(3000).await;
    let task = scene.start().await;
    scene
        .bench
        .task("the server's task", scene.tasks, |view| {
            view.id == task && view.cancellable && !view.waits
        })
        .await;
    scene.order(Fault::KillHost { host: 0 }).await;
    scene.order(Fault::ElectCoordinator { host: 1 }).await;
    let end = scene.end_of(&task).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!(scene.starts(), 1);
    scene.bench.live(&scene.id).await;
    scene.leaves_nothing().await;
}

/// A task of an earlier run, which did not come to dismissing it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_is_cleared_away_and_nothing_of_others() {
    let scene = scene(100).await;
    let task = scene.start().await;
    scene.end_of(&task).await;
    scene.leaves_no_task().await;
    let mark = {
        let file = scene.bench.folder.path().join("data/installation.json");
        let text = std::fs::read_to_string(file).unwrap();
        let kept: serde_json::Value = serde_json::from_str(&text).unwrap();
        kept["id"].as_str().unwrap().to_owned()
    };
    let make = |mark: String, status: &str, error: &[&str]| {
        let mut world = scene.sim.world();
        let task = format!("OpaqueRef:{}", uuid::Uuid::new_v4());
        let marks = Value::map(vec![("http:pooldeck".to_owned(), mark)]);
        let now = world.db.now();
        world.db.create(
            "task",
            Ref::from(task.as_str()),
            &[
                ("name_label", "Async.VM.start".into()),
                ("status", status.into()),
                ("error_info", Value::texts(error.iter().copied())),
                ("created", Value::Date(now)),
                ("finished", Value::Date(now)),
                ("other_config", marks),
            ],
        );
    };
    make(format!("{mark}/of-yesterday"), "success", &[]);
    let failed = ["HOST_NOT_ENOUGH_FREE_MEMORY", "4294967296", "1073741824"];
    make(format!("{mark}/failed-yesterday"), "failure", &failed);
    let others = format!("{}/of-yesterday", uuid::Uuid::new_v4());
    make(others, "cancelled", &[]);
    let marks = || {
        let all = scene.sim.tasks().into_iter();
        all.filter_map(|task| task.other_config.get("http:pooldeck").cloned())
            .collect::<Vec<_>>()
    };
    assert_eq!(marks().len(), 3);
    // What came of them is told first: nobody may have seen it.
    let told = scene.bench.until("a notice", |heard| {
        let mut notices = heard.notices.iter();
        notices
            .find_map(|notice| (notice.problem.code == failed[0]).then(|| notice.problem.clone()))
    });
    told.await;
    eventually("the end of ours", || marks().len() < 2).await;
    assert!(!marks()[0].starts_with(&mark), "that is another's");
    for state in [TaskState::Succeeded, TaskState::Failed] {
        let is_it = |view: &TaskView| {
            view.state == state && view.job.is_none() && view.id.contains("OpaqueRef")
        };
        let tasks = scene.tasks;
        scene.bench.task("what came of it", tasks, is_it).await;
    }
    let notices = scene.bench.heard.lock().unwrap().notices.clone();
    let told = notices
        .iter()
        .filter(|notice| notice.problem.code == failed[0]);
    assert_eq!(told.count(), 1);
}
