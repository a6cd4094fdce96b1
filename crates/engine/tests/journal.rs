//! What was under way when the program was killed is known at the next start, and goes on as a person
//! says.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use std::{fs, path::Path, sync::Arc};

use engine::api::{TaskState, TaskView, ViewBody, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey};
use poolsim::{
    Sim,
    faults::{Fault, Replies},
};
use serde_json::json;
use support::{Bench, request, simple, small_pool, vm_in};
use test_support::eventually;
use tokio::runtime::Runtime;

/// More than may be under way at once.
const VMS: usize = 40;

async fn pool() -> Sim {
    Sim::start(poolsim::Config {
        vms: 3 * VMS,
        // None of what is begun ends before the program is killed.
        operation_time: std::time::Duration::from_secs(6),
        ..small_pool()
    })
    .await
    .unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// A program that can be killed: its tasks end with the runtime that they are in, in the middle of
/// whatever they do. What it had written by then is all that the next start finds.
struct Killable {
    runtime: Option<Runtime>,
    bench: Arc<Bench>,
}

impl Killable {
    async fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let bench = runtime.spawn(Bench::new()).await.unwrap();
        Self {
            runtime: Some(runtime),
            bench: Arc::new(bench),
        }
    }

    /// Does something within it.
    async fn inside<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
        &self,
        work: impl FnOnce(Arc<Bench>) -> F,
    ) -> T {
        let runtime = self.runtime.as_ref().unwrap();
        runtime.spawn(work(self.bench.clone())).await.unwrap()
    }

    /// Kills it, and starts the next one on copies of its files.
    async fn killed(mut self) -> Bench {
        self.runtime.take().unwrap().shutdown_background();
        let folder = tempfile::tempdir().unwrap();
        copy(self.bench.folder.path(), folder.path());
        Bench::at(Arc::new(folder), self.bench.vault.clone()).await
    }
}

impl Drop for Killable {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn open_tasks(bench: &Bench) -> u32 {
    let window = "main".into();
    bench
        .engine
        .open_view(&window, ViewSpec::Tasks)
        .await
        .unwrap()
}

/// Waits until the tasks of ours are as they should be.
async fn tasks(
    bench: &Bench,
    view: u32,
    what: &str,
    are: impl Fn(&[TaskView]) -> bool,
) -> Vec<TaskView> {
    bench
        .shown(what, view, |body| match body {
            ViewBody::Tasks(tasks) => {
                let ours: Vec<TaskView> = tasks
                    .iter()
                    .filter(|task| task.job.is_some())
                    .cloned()
                    .collect();
                are(&ours).then_some(ours)
            }
            _ => None,
        })
        .await
}

fn count(tasks: &[TaskView], is: impl Fn(&TaskView) -> bool) -> usize {
    tasks.iter().filter(|task| is(task)).count()
}

/// VMs that run, so many.
fn running(sim: &Sim, id: &ConnectionId) -> Vec<ObjectKey> {
    let world = sim.world();
    let found = world.db.all("VM").into_iter().filter(|vm| {
        world.db.text(vm, "power_state") == "Running" && !world.db.flag(vm, "is_control_domain")
    });
    let keys: Vec<ObjectKey> = found
        .map(|vm| ObjectKey {
            connection: id.clone(),
            class: "VM".into(),
            reference: vm.to_string(),
        })
        .take(VMS)
        .collect();
    assert_eq!(keys.len(), VMS, "the pool has too few running VMs");
    keys
}

fn calls(sim: &Sim, method: &str) -> usize {
    let calls = sim.calls();
    calls
        .iter()
        .filter(|call| call.method.ends_with(method))
        .count()
}

/// A pool in which many VMs are being shut down, and the next start of a program that was killed in the
/// middle of it, with its tasks.
async fn killed_amid_a_bulk() -> (Arc<Sim>, Bench, u32) {
    let (sim, program) = (Arc::new(pool().await), Killable::start().await);
    let of_program = sim.clone();
    let asked = program.inside(async move |bench| {
        let id = bench.connected(&of_program).await;
        let view = open_tasks(&bench).await;
        let vms = running(&of_program, &id);
        let shut_down = bench.engine.run_job(simple(Job::HardShutdown), vms, None);
        assert_eq!(shut_down.await.unwrap().len(), VMS);
        tasks(&bench, view, "the first ones at work", |tasks| {
            count(tasks, |task| task.cancellable && !task.waits) > 0
        })
        .await;
        id
    });
    let id = asked.await;
    let next = program.killed().await;
    next.live(&id).await;
    let view = open_tasks(&next).await;
    (sim, next, view)
}

fn is_interrupted(task: &TaskView) -> bool {
    task.state == TaskState::Interrupted
}

fn is_done(task: &TaskView) -> bool {
    task.state == TaskState::Succeeded
}

/// Nobody knows whether it left: the program was killed in the very moment of sending it.
fn is_unknown(task: &TaskView) -> bool {
    task.state == TaskState::Unknown
}

/// Waits until all that was under way has come to its end, and answers with how many were sent.
async fn settled(sim: &Sim, next: &Bench, view: u32) -> (Vec<TaskView>, usize) {
    let known = tasks(next, view, "the end of what was under way", |tasks| {
        tasks.len() == VMS
            && count(tasks, is_interrupted) > 0
            && count(tasks, |task| task.state == TaskState::Running) == 0
    })
    .await;
    let sent = calls(sim, "VM.hard_shutdown");
    let waits = |task: &TaskView| is_interrupted(task) && task.can_go_on && task.waits;
    assert_eq!(count(&known, is_interrupted), count(&known, waits));
    assert_eq!(count(&known, is_done), sent, "all that arrived is known");
    // So many calls are on their way at once at the most.
    assert!(count(&known, is_unknown) <= 10);
    (known, sent)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_goes_on_where_the_program_was_killed_and_nothing_is_done_twice() {
    let (sim, next, view) = killed_amid_a_bulk().await;
    let (known, sent) = settled(&sim, &next, view).await;
    let group = known[0].group.clone().unwrap();
    next.engine.go_on(group).await.unwrap();
    let all = tasks(&next, view, "the end of all", |tasks| {
        count(tasks, is_done) + count(tasks, is_unknown) == VMS
    })
    .await;
    let gone_on = count(&known, is_interrupted);
    assert_eq!(calls(&sim, "VM.hard_shutdown"), sent + gone_on);
    assert_eq!(count(&all, is_done), sent + gone_on);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_begun_is_not_done_if_a_person_says_so_and_is_history() {
    let (sim, next, view) = killed_amid_a_bulk().await;
    let (known, sent) = settled(&sim, &next, view).await;
    let group = known[0].group.clone().unwrap();
    let waiting = count(&known, is_interrupted);
    next.engine.take_back(group).await.unwrap();
    tasks(&next, view, "the end of all", |tasks| {
        count(tasks, |task| task.state == TaskState::Cancelled) == waiting
    })
    .await;
    assert_eq!(calls(&sim, "VM.hard_shutdown"), sent);
    let history = next.engine.task_history(String::new(), None).await.unwrap();
    assert_eq!((history.tasks.len(), history.more), (VMS, None));
    let name = &history.tasks[0].subject_name;
    let found = next
        .engine
        .task_history(name.to_uppercase(), None)
        .await
        .unwrap();
    assert!(
        found.tasks.iter().any(|task| task.subject_name == *name),
        "{name}"
    );
    let asked = next
        .engine
        .task_request(history.tasks[0].id.clone())
        .await
        .unwrap();
    assert_eq!(asked.request, simple(Job::HardShutdown));
    assert_eq!(asked.objects, [history.tasks[0].subject.clone().unwrap()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_removed_takes_its_history_along() {
    let (sim, bench) = (pool().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let view = open_tasks(&bench).await;
    let vm = running(&sim, &id).remove(0);
    let rename = request(Job::Rename, json!({ "name": "renamed" }));
    bench.engine.run_job(rename, vec![vm], None).await.unwrap();
    tasks(&bench, view, "the new name", |tasks| {
        count(tasks, is_done) == 1
    })
    .await;
    let history = || {
        bench
            .engine
            .task_history("VM.set_name_label".to_owned(), None)
    };
    assert_eq!(history().await.unwrap().tasks.len(), 1);
    bench.engine.remove_connection(id).await.unwrap();
    assert!(history().await.unwrap().tasks.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_export_has_written_when_the_program_is_killed_is_removed_and_that_is_said() {
    let (sim, mut program) = (Arc::new(pool().await), Killable::start().await);
    let stall = Fault::Stall(Replies::once().to("GET /export"));
    sim.order(stall).await.unwrap();
    let files = tempfile::tempdir().unwrap();
    let (of_program, file) = (sim.clone(), files.path().join("vm.xva"));
    let asked = program.inside(async move |bench| {
        let id = bench.connected(&of_program).await;
        let view = open_tasks(&bench).await;
        let vm = vm_in(&of_program, &id, "Halted").0;
        let export = request(Job::ExportVm, json!({ "file": file }));
        let run = bench.engine.run_job(export, vec![vm], None).await;
        let is_moving = |task: &TaskView| task.transfer.is_some_and(|moved| moved.done > 0);
        tasks(&bench, view, "bytes", |tasks| tasks.iter().any(is_moving)).await;
        (id, run.unwrap().remove(0))
    });
    let (id, run) = asked.await;
    program.runtime.take().unwrap().shutdown_background();
    // Its threads live on in this test, and clear up behind them; those of one that is killed do not.
    let part = files.path().join(format!("vm.xva.{}.part", &run[..8]));
    eventually("that its threads have ended", || !part.exists()).await;
    fs::write(&part, "half of it").unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(program.bench.folder.path(), folder.path());
    let next = Bench::at(Arc::new(folder), program.bench.vault.clone()).await;
    assert_eq!(fs::read_dir(files.path()).unwrap().count(), 0);
    let view = open_tasks(&next).await;
    let has_failed = |task: &TaskView| {
        let why = task.error.as_ref().map(|error| error.code.as_str());
        task.id == run && task.state == TaskState::Failed && why == Some("program_ended")
    };
    tasks(&next, view, "that it is said", |tasks| {
        tasks.iter().any(has_failed)
    })
    .await;
    next.live(&id).await;
    sim.lift();
    // The server has let go of the machine, and its task is not left.
    let is_gone = || {
        let world = sim.world();
        let tasks = world.db.all("task");
        !tasks
            .iter()
            .any(|task| world.db.text(task, "name_label") == "export")
    };
    eventually("that its task is gone", is_gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_was_half_made_when_the_program_was_killed_goes_once_that_is_said() {
    let (sim, mut program) = (Arc::new(pool().await), Killable::start().await);
    let stall = Fault::Stall(Replies::once().to("PUT /import_raw_vdi"));
    sim.order(stall).await.unwrap();
    let files = tempfile::tempdir().unwrap();
    // More than connections hold on their way.
    let file = files.path().join("disk.raw");
    fs::write(&file, vec![7; 64 << 20]).unwrap();
    let disks = |sim: &Sim| sim.world().db.all("VDI").len();
    let before = disks(&sim);
    let of_program = sim.clone();
    let asked = program.inside(async move |bench| {
        let id = bench.connected(&of_program).await;
        let view = open_tasks(&bench).await;
        let storage = {
            let world = of_program.world();
            let mut all = world.db.all("SR").into_iter();
            all.find(|sr| world.db.text(sr, "type") == "nfs").unwrap()
        };
        let storage = ObjectKey {
            connection: id.clone(),
            class: "SR".into(),
            reference: storage.to_string(),
        };
        let import = request(Job::ImportDisk, json!({ "file": file }));
        let run = bench.engine.run_job(import, vec![storage], None).await;
        let is_moving = |task: &TaskView| task.transfer.is_some_and(|moved| moved.done > 0);
        tasks(&bench, view, "bytes", |tasks| tasks.iter().any(is_moving)).await;
        (id, run.unwrap().remove(0))
    });
    let (id, run) = asked.await;
    program.runtime.take().unwrap().shutdown_background();
    assert_eq!(disks(&sim), before + 1);
    sim.lift();
    let folder = tempfile::tempdir().unwrap();
    copy(program.bench.folder.path(), folder.path());
    let next = Bench::at(Arc::new(folder), program.bench.vault.clone()).await;
    let view = open_tasks(&next).await;
    next.live(&id).await;
    // It cannot go on, for nobody sends the rest.
    let stands_still =
        |task: &TaskView| task.id == run && task.state == TaskState::Interrupted && !task.can_go_on;
    tasks(&next, view, "that it stands still", |tasks| {
        tasks.iter().any(stands_still)
    })
    .await;
    next.engine.take_back(run.clone()).await.unwrap();
    let has_ended = |task: &TaskView| task.id == run && task.finished.is_some();
    tasks(&next, view, "its end", |tasks| tasks.iter().any(has_ended)).await;
    eventually("that the disk is gone", || disks(&sim) == before).await;
}
