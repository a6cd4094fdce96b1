//! Machines go from one pool to another, and stay whole where that goes wrong.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use engine::api::{TaskState, TaskView, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey, Problem};
use poolsim::{
    Sim,
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::{Value, json};
use support::{Bench, PASSWORD, request};
use test_support::{eventually, eventually_some};

/// Two pools that can reach each other, both connected.
struct Scene {
    here: Sim,
    there: Sim,
    bench: Bench,
    from: ConnectionId,
    to: ConnectionId,
    tasks: u32,
}

async fn scene() -> Scene {
    let pool = |seed, name: &str| poolsim::Config {
        operation_time: std::time::Duration::from_millis(120),
        seed,
        pool_name: name.to_owned(),
        ..support::small_pool()
    };
    let here = Sim::start(pool(1, "Lyon")).await.unwrap();
    let there = Sim::start(pool(2, "Oslo")).await.unwrap();
    here.meet(&there);
    let bench = Bench::new().await;
    let from = bench.add(&here.http_url(), "root", PASSWORD).await;
    let to = bench.add(&there.http_url(), "root", PASSWORD).await;
    bench.live(&from).await;
    bench.live(&to).await;
    let window = "main".into();
    let tasks = bench.engine.open_view(&window, ViewSpec::Tasks);
    let tasks = tasks.await.unwrap();
    Scene {
        here,
        there,
        bench,
        from,
        to,
        tasks,
    }
}

fn key(connection: &ConnectionId, class: &str, reference: &Ref) -> ObjectKey {
    ObjectKey {
        connection: connection.clone(),
        class: class.into(),
        reference: reference.to_string(),
    }
}

/// The machines, templates and all, with this name.
fn called(sim: &Sim, name: &str) -> Vec<Ref> {
    let world = sim.world();
    let mut all = world.db.all("VM");
    all.retain(|vm| world.db.text(vm, "name_label") == name);
    all
}

fn disks(sim: &Sim, vm: &Ref) -> Vec<Ref> {
    let world = sim.world();
    let drives = world.db.refs(vm, "VBDs").into_iter();
    let drives = drives.filter(|vbd| world.db.text(vbd, "type") == "Disk");
    drives.map(|vbd| world.db.reference(&vbd, "VDI")).collect()
}

/// How many there are of what a half-made machine would be made of.
fn counts(sim: &Sim) -> Vec<usize> {
    let world = sim.world();
    let classes = ["VM", "VDI", "VBD", "VIF", "VM_metrics", "VBD_metrics"];
    classes.map(|class| world.db.all(class).len()).to_vec()
}

impl Scene {
    /// Begins to move a machine, and waits until the server is at it. It goes on once its work is held no more.
    async fn on_the_way(&self, vm: &ObjectKey) -> String {
        self.here.pool().hold_work(true);
        let id = self.begin(Job::MigrateToPool, self.there(vm), vm).await;
        let sends =
            |view: &TaskView| view.id == id && view.title == "VM.migrate_send" && view.cancellable;
        self.bench.task("that it is sent", self.tasks, sends).await;
        id
    }

    /// A machine in this power state that can go, and its name.
    async fn machine(&self, state: &str) -> (ObjectKey, String) {
        let (vm, name) = support::vm_in(&self.here, &self.from, state);
        let reference: Ref = vm.reference.as_str().into();
        let mut world = self.here.world();
        for vbd in world.db.refs(&reference, "VBDs") {
            if world.db.text(&vbd, "type") == "CD" {
                world.db.set(&vbd, "empty", true);
                world.db.set(&vbd, "VDI", "OpaqueRef:NULL");
            }
        }
        // All but the newest: with more it cannot go while it runs.
        for snapshot in world.db.refs(&reference, "snapshots") {
            world.db.delete(&snapshot);
        }
        (vm, name)
    }

    /// To the pool as a whole, each disk on storage that all its hosts have, each network on the first.
    fn there(&self, vm: &ObjectKey) -> Value {
        let world = self.there.world();
        let pool = world.db.all("pool").remove(0);
        let is_fit = |sr: &Ref| {
            let pbds = world.db.refs(sr, "PBDs");
            let is_seen = pbds
                .iter()
                .all(|pbd| world.db.flag(pbd, "currently_attached"));
            let of_disks = world.db.text(sr, "content_type") != "iso";
            world.db.flag(sr, "shared") && of_disks && is_seen
        };
        let sr = world.db.all("SR").into_iter().find(is_fit).unwrap();
        let management = world.db.all("PIF").into_iter();
        let management = management.filter(|pif| world.db.flag(pif, "management"));
        let network = world.db.reference(&management.last().unwrap(), "network");
        let here = self.here.world();
        let cards = here.db.refs(&vm.reference, "VIFs").into_iter();
        let networks = cards.map(|vif| here.db.reference(&vif, "network"));
        let networks = networks.map(|used| {
            json!({
                "network": key(&self.from, "network", &used),
                "toNetwork": key(&self.to, "network", &network),
            })
        });
        json!({
            "destination": key(&self.to, "pool", &pool),
            "sr": key(&self.to, "SR", &sr),
            "networks": networks.collect::<Vec<_>>(),
        })
    }

    async fn ask(&self, job: Job, inputs: Value, vm: &ObjectKey) -> Result<String, Problem> {
        let engine = &self.bench.engine;
        let (job, objects) = (request(job, inputs), vec![vm.clone()]);
        let shown = engine.preview_job(job.clone(), objects.clone()).await?;
        let asked = engine.run_job(job, objects, Some(shown.fingerprint)).await;
        asked.map(|mut ids| ids.remove(0))
    }

    /// Asks for it as soon as it may be done: what the pools have told may not be known yet.
    async fn begin(&self, job: Job, inputs: Value, vm: &ObjectKey) -> String {
        eventually_some(&format!("{job:?} is possible"), async || {
            self.ask(job, inputs.clone(), vm).await.ok()
        })
        .await
    }

    async fn end(&self, id: &str) -> TaskView {
        let ended = |view: &TaskView| view.id == id && view.finished.is_some();
        self.bench.task("the end", self.tasks, ended).await
    }

    async fn run(&self, job: Job, inputs: Value, vm: &ObjectKey) -> TaskView {
        let id = self.begin(job, inputs, vm).await;
        self.end(&id).await
    }

    fn whole(&self) -> (Vec<usize>, Vec<usize>) {
        (counts(&self.here), counts(&self.there))
    }

    /// Nothing of the key to the other pool is where it does not belong.
    fn assert_secret(&self) {
        let told = self.bench.told();
        assert!(!told.contains("services/SM"), "the window was told a key");
        let mut text = String::new();
        files(self.bench.folder.path(), &mut text);
        assert!(!text.contains("services/SM"), "a key is in a file");
        for sim in [&self.here, &self.there] {
            let tasks = sim.tasks();
            assert!(
                tasks
                    .iter()
                    .all(|task| !task.name.contains("migrate_receive"))
            );
        }
    }
}

fn files(folder: &std::path::Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, text),
            false => text.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap())),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_runs_moves_with_its_disks() {
    let scene = scene().await;
    let (vm, name) = scene.machine("Running").await;
    let old: Ref = vm.reference.as_str().into();
    let (uuid, count, gone) = {
        let world = scene.here.world();
        let uuid = world.db.text(&old, "uuid").to_owned();
        drop(world);
        let gone = disks(&scene.here, &old);
        (uuid, gone.len(), gone)
    };
    assert!(count > 0);
    let end = scene.run(Job::MigrateToPool, scene.there(&vm), &vm).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!(called(&scene.here, &name), Vec::<Ref>::new());
    {
        let world = scene.here.world();
        assert!(gone.iter().all(|disk| !world.db.is("VDI", disk)));
    }
    let new = scene.there.world();
    let mut all = new.db.all("VM").into_iter();
    let arrived = all.find(|vm| new.db.text(vm, "uuid") == uuid).unwrap();
    assert_eq!(new.db.text(&arrived, "power_state"), "Running");
    let host = new.db.reference(&arrived, "resident_on");
    assert!(new.db.is("host", &host));
    drop(new);
    assert_eq!(disks(&scene.there, &arrived).len(), count);
    // It comes with its events, as anything does.
    let key = key(&scene.to, "VM", &arrived);
    eventually_some("that it is known there", async || {
        let actions = scene.bench.engine.actions(vec![key.clone()]).await.ok()?;
        let mut can = actions.iter().filter(|action| action.refusal.is_none());
        can.find(|action| action.job == Job::Suspend).map(drop)
    })
    .await;
    scene.assert_secret();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_halted_is_copied_under_another_name_and_stays() {
    let scene = scene().await;
    let (vm, name) = scene.machine("Halted").await;
    let mut inputs = scene.there(&vm);
    inputs["name"] = json!("in Oslo");
    let before = counts(&scene.here);
    let end = scene.run(Job::CopyToPool, inputs, &vm).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!(counts(&scene.here), before);
    assert_eq!(called(&scene.here, &name).len(), 1);
    let copy = called(&scene.there, "in Oslo").remove(0);
    let old: Ref = vm.reference.as_str().into();
    assert_eq!(
        disks(&scene.there, &copy).len(),
        disks(&scene.here, &old).len()
    );
    let uuid = |sim: &Sim, vm: &Ref| sim.world().db.text(vm, "uuid").to_owned();
    assert_ne!(uuid(&scene.there, &copy), uuid(&scene.here, &old));
    scene.assert_secret();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_pools_refuse_leaves_both_as_they_were() {
    let scene = scene().await;
    let (vm, _) = scene.machine("Running").await;
    let before = scene.whole();
    let receive = Fault::Refuse {
        code: "HOST_CANNOT_ATTACH_NETWORK".to_owned(),
        replies: Replies::once().to("host.migrate_receive"),
    };
    scene.there.order(receive).await.unwrap();
    let end = scene.run(Job::MigrateToPool, scene.there(&vm), &vm).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(end.error.unwrap().code, "HOST_CANNOT_ATTACH_NETWORK");
    assert_eq!(scene.whole(), before);
    let send = Fault::Refuse {
        code: "MIRROR_FAILED".to_owned(),
        replies: Replies::once().to("VM.migrate_send"),
    };
    scene.here.order(send).await.unwrap();
    let end = scene.run(Job::MigrateToPool, scene.there(&vm), &vm).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(end.error.unwrap().code, "MIRROR_FAILED");
    assert_eq!(scene.whole(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_pool_is_lost_on_the_way() {
    let scene = scene().await;
    let (vm, name) = scene.machine("Running").await;
    let before = scene.whole();
    let id = scene.on_the_way(&vm).await;
    {
        // Its coordinator does not answer any more.
        let mut world = scene.there.world();
        let coordinator = world.coordinator_number();
        world.condition_mut(coordinator).down = true;
    }
    scene.here.pool().hold_work(false);
    let end = scene.end(&id).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    let error = end.error.unwrap();
    assert_eq!(error.code, "VM_MIGRATE_FAILED", "{error:?}");
    // The host there is named as well, though it is not of the VM's own pool.
    let names: Vec<&str> = error.params.values().map(String::as_str).collect();
    assert!(names.contains(&name.as_str()), "{error:?}");
    assert!(names.iter().any(|name| name.contains("oslo")), "{error:?}");
    assert_eq!(scene.whole(), before);
    let vm: Ref = vm.reference.as_str().into();
    let world = scene.here.world();
    assert_eq!(world.db.text(&vm, "power_state"), "Running");
    assert!(
        world
            .db
            .value(&vm, "current_operations")
            .unwrap()
            .as_map()
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_is_stopped_on_the_way() {
    let scene = scene().await;
    let (vm, _) = scene.machine("Running").await;
    let before = scene.whole();
    let id = scene.on_the_way(&vm).await;
    scene.bench.engine.cancel_task(id.clone()).await.unwrap();
    let is_asked = || {
        let calls = scene.here.calls();
        calls.iter().any(|call| call.method == "task.cancel")
    };
    eventually("the server to be asked", is_asked).await;
    scene.here.pool().hold_work(false);
    let end = scene.end(&id).await;
    assert_eq!(end.state, TaskState::Cancelled, "{end:?}");
    assert_eq!(scene.whole(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_pool_is_changed_where_one_of_them_must_not_be() {
    let scene = scene().await;
    let (vm, _) = scene.machine("Running").await;
    let before = scene.whole();
    let inputs = scene.there(&vm);
    for id in [&scene.from, &scene.to] {
        let engine = &scene.bench.engine;
        eventually_some("that it may go", async || {
            let job = request(Job::MigrateToPool, inputs.clone());
            let shown = engine.preview_job(job, vec![vm.clone()]).await.unwrap();
            let why = &shown.planned[0].affected.refusal;
            why.is_none().then_some(())
        })
        .await;
        engine.set_read_only(id.clone(), true).await.unwrap();
        scene
            .bench
            .standing("the mode", id, |view| view.read_only.then_some(()))
            .await;
        let job = request(Job::MigrateToPool, inputs.clone());
        let asked = engine.run_job(job, vec![vm.clone()], None).await;
        assert_eq!(asked.unwrap_err().code, "read_only");
        engine.set_read_only(id.clone(), false).await.unwrap();
        scene
            .bench
            .standing("the mode", id, |view| (!view.read_only).then_some(()))
            .await;
    }
    assert_eq!(scene.whole(), before);
    let receives = |sim: &Sim| {
        let calls = sim.calls();
        calls
            .iter()
            .filter(|call| call.method.contains("migrate"))
            .count()
    };
    assert_eq!(receives(&scene.here) + receives(&scene.there), 0);
}
