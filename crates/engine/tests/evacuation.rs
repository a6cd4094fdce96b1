//! A host is emptied before one's eyes, put back, and what fails in the middle stays as it is.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use engine::api::{TaskState, TaskView, ViewBody, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey};
use poolsim::{
    Sim,
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::{Value, json};
use support::{Bench, request};
use test_support::eventually_some;

const MOVED: &str = "MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED";

struct Scene {
    tasks: u32,
    id: ConnectionId,
    bench: Bench,
    sim: Sim,
}

async fn scene() -> Scene {
    let mut config = support::small_pool();
    config.operation_time = std::time::Duration::from_millis(40);
    config.vms = 24;
    let (sim, bench) = (Sim::start(config).await.unwrap(), Bench::new().await);
    let id = bench.connected(&sim).await;
    let opened = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await;
    let tasks = opened.unwrap();
    Scene {
        tasks,
        id,
        bench,
        sim,
    }
}

impl Scene {
    /// The machines that run on a host and can leave it.
    fn guests(&self, host: &Ref) -> Vec<Ref> {
        let world = self.sim.world();
        let mut all = world.db.refs(host, "resident_VMs");
        all.retain(|vm| !world.db.flag(vm, "is_control_domain"));
        all
    }

    /// The host with most guests.
    fn host(&self) -> Ref {
        let hosts = self.sim.world().db.all("host");
        hosts
            .into_iter()
            .max_by_key(|host| self.guests(host).len())
            .unwrap()
    }

    fn key(&self, host: &Ref) -> ObjectKey {
        ObjectKey {
            connection: self.id.clone(),
            class: "host".into(),
            reference: host.to_string(),
        }
    }

    async fn asks(&self, job: Job, inputs: Value, host: &Ref) -> Vec<String> {
        let keys = vec![self.key(host)];
        let job = request(job, inputs);
        eventually_some("that it is possible", async || {
            let engine = &self.bench.engine;
            let shown = engine.preview_job(job.clone(), keys.clone()).await.ok()?;
            assert!(shown.is_of_others);
            let asked = engine.run_job(job.clone(), keys.clone(), Some(shown.fingerprint));
            asked.await.ok()
        })
        .await
    }

    /// Those tasks once all have ended.
    async fn ends(&self, ids: &[String]) -> Vec<TaskView> {
        self.bench
            .shown("the ends", self.tasks, |body| {
                let ViewBody::Tasks(tasks) = body else {
                    return None;
                };
                let ours = tasks.iter().filter(|task| ids.contains(&task.id));
                let ended: Vec<TaskView> = ours
                    .filter(|task| task.finished.is_some())
                    .cloned()
                    .collect();
                (ended.len() == ids.len()).then_some(ended)
            })
            .await
    }

    fn enabled(&self, host: &Ref) -> bool {
        self.sim.world().db.flag(host, "enabled")
    }

    fn moved(&self, host: &Ref) -> Option<String> {
        let world = self.sim.world();
        world
            .db
            .entry(host, "other_config", MOVED)
            .map(str::to_owned)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_emptied_and_its_machines_are_put_back() {
    let scene = scene().await;
    let host = scene.host();
    let before = scene.guests(&host);
    let ids = scene
        .asks(
            Job::Evacuate,
            json!({ "disable": true, "atOnce": 2 }),
            &host,
        )
        .await;
    let ends = scene.ends(&ids).await;
    assert!(ids.len() > 2, "{ids:?}");
    assert!(
        ends.iter().all(|end| end.state == TaskState::Succeeded),
        "{ends:?}"
    );
    let kept = before.len() + 1 - ids.len();
    assert_eq!(scene.guests(&host).len(), kept);
    assert!(!scene.enabled(&host));
    assert!(scene.moved(&host).is_some());

    let back = scene.asks(Job::PutBack, json!({}), &host).await;
    assert_eq!(back.len(), ids.len());
    let ends = scene.ends(&back).await;
    assert!(
        ends.iter().all(|end| end.state == TaskState::Succeeded),
        "{ends:?}"
    );
    let mut after = scene.guests(&host);
    after.sort();
    let mut before = before;
    before.sort();
    assert_eq!(after, before);
    assert!(scene.enabled(&host));
    assert_eq!(scene.moved(&host), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_is_taken_back_at_once() {
    let scene = scene().await;
    let host = scene.host();
    let before = scene.guests(&host);
    let ids = scene
        .asks(Job::Evacuate, json!({ "disable": true }), &host)
        .await;
    let ends = scene.ends(&ids).await;
    let group = ends[0].group.clone().unwrap();
    let engine = &scene.bench.engine;
    let back = engine.undo_group(group.clone()).await.unwrap();
    assert_eq!(back.len(), ids.len());
    let ends = scene.ends(&back).await;
    let is_undone = |end: &TaskView| end.is_undo && end.state == TaskState::Succeeded;
    assert!(ends.iter().all(is_undone), "{ends:?}");
    let (mut after, mut before) = (scene.guests(&host), before);
    after.sort();
    before.sort();
    assert_eq!(after, before);
    assert!(scene.enabled(&host));
    assert_eq!(scene.moved(&host), None);
    let again = engine.undo_group(group).await;
    assert_eq!(again.unwrap_err().code, "not_undoable");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_those_that_move_one_fails_alone_and_is_tried_again() {
    let scene = scene().await;
    let host = scene.host();
    let (code, replies) = (
        "VM_MIGRATE_FAILED".into(),
        Replies::once().to("VM.pool_migrate"),
    );
    let fault = Fault::Refuse { code, replies };
    scene.sim.order(fault).await.unwrap();
    let ids = scene
        .asks(Job::Evacuate, json!({ "disable": false }), &host)
        .await;
    let ends = scene.ends(&ids).await;
    let failed: Vec<&TaskView> = ends
        .iter()
        .filter(|end| end.state == TaskState::Failed)
        .collect();
    assert_eq!(failed.len(), 1, "{ends:?}");
    let group = failed[0].group.clone().unwrap();
    let again = scene.bench.engine.retry_group(group).await.unwrap();
    let ends = scene.ends(&again).await;
    assert_eq!(ends.len(), 1);
    assert_eq!(ends[0].state, TaskState::Succeeded, "{ends:?}");
    assert!(scene.enabled(&host), "nobody asked for that");
}
