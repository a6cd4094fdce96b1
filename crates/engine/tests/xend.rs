//! A lone host of before XAPI, through the engine: what it has is there, and what it has not is not
//! offered.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use engine::api::{ConnectionState, TaskState, TaskView, ViewBody, ViewSpec};
use inventory::{
    ActionState, ConnectionId, Job, ObjectKey,
    view::{Cell, ListKind, Page, Status, TreeSpec},
};
use poolsim_xend::Xend;
use serde_json::{Value, json};
use support::{Bench, destinations, name, proxy, request, simple};
use test_support::eventually;

struct Scene {
    sim: Xend,
    bench: Bench,
    id: ConnectionId,
    vms: u32,
    tasks: u32,
}

async fn host(operation_time: u64) -> Xend {
    let anywhere = ([127, 0, 0, 1], 0).into();
    Xend::start(anywhere, 1, Duration::from_millis(operation_time))
        .await
        .unwrap()
}

fn address(sim: &Xend) -> SocketAddr {
    let url = sim.url();
    url.trim_start_matches("http://").parse().unwrap()
}

async fn scene() -> Scene {
    let sim = host(300).await;
    let address = sim.url();
    Scene::at(sim, &address).await
}

impl Scene {
    async fn at(sim: Xend, address: &str) -> Self {
        let bench = Bench::new().await;
        // Whoever reaches such a host may use it: there is nobody to name.
        let id = bench.add(address, "", "").await;
        bench.live(&id).await;
        let vms = bench.list(ListKind::Vms).await;
        let tasks = bench
            .engine
            .open_view(&"main".into(), ViewSpec::Tasks)
            .await
            .unwrap();
        Self {
            sim,
            bench,
            id,
            vms,
            tasks,
        }
    }

    async fn vm(&self, wanted: &str) -> ObjectKey {
        let row = self.bench.row(wanted, self.vms, |row| name(row) == wanted);
        row.await.object
    }

    async fn is(&self, wanted: &str, status: Status) {
        let is_so = |row: &inventory::view::TableRow| name(row) == wanted && row.status == status;
        let what = format!("{wanted} {status:?}");
        self.bench.row(&what, self.vms, is_so).await;
    }

    async fn run(&self, job: Job, inputs: Value, vm: &str) -> TaskView {
        let vm = self.vm(vm).await;
        let asked = self
            .bench
            .engine
            .run_job(request(job, inputs), vec![vm], None);
        let id = asked.await.unwrap().remove(0);
        let ended = |view: &TaskView| view.id == id && view.finished.is_some();
        self.bench.task("the end", self.tasks, ended).await
    }

    /// Does a job that has to succeed, and looks what becomes of the VM.
    async fn runs(&self, job: Job, vm: &str, becomes: Status) {
        let end = self.run(job, json!({}), vm).await;
        assert_eq!(end.state, TaskState::Succeeded, "{job:?}: {end:?}");
        self.is(vm, becomes).await;
    }

    async fn actions(&self, vm: &str) -> Vec<ActionState> {
        let vm = self.vm(vm).await;
        self.bench.engine.actions(vec![vm]).await.unwrap()
    }

    async fn page(&self, object: ObjectKey) -> Page {
        let page = ViewSpec::Page { object };
        let view = self
            .bench
            .engine
            .open_view(&"main".into(), page)
            .await
            .unwrap();
        let shown = self.bench.shown("a page", view, |body| match body {
            ViewBody::Page(page) => page.clone(),
            _ => None,
        });
        *shown.await
    }
}

fn field<'a>(page: &'a Page, id: &str) -> Option<&'a Cell> {
    let mut fields = page.sections.iter().flat_map(|section| &section.fields);
    fields
        .find(|field| field.id == id)
        .map(|field| &field.value)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_and_its_machines_are_there_and_come_again_without_a_question() {
    let scene = scene().await;
    let rows = scene.bench.rows(scene.vms, 8).await;
    assert!(rows.iter().any(|row| name(row) == "lab-<7> & co"));
    let spec = TreeSpec {
        rows: 100,
        ..TreeSpec::default()
    };
    let tree = scene
        .bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tree(spec))
        .await;
    scene
        .bench
        .shown("the host in the tree", tree.unwrap(), |body| match body {
            ViewBody::Tree(tree) => tree.rows.iter().find(|row| row.name == "xen-lab").cloned(),
            _ => None,
        })
        .await;

    let page = scene.page(scene.vm("intranet").await).await;
    assert_eq!(page.status, Status::Running);
    assert_eq!(
        field(&page, "memoryActual"),
        Some(&Cell::Bytes { bytes: 512 << 20 })
    );
    // What it has not is not said to be missing.
    for absent in ["tools", "homeServer", "autoStart"] {
        assert_eq!(field(&page, absent), None, "{absent}");
    }
    assert_eq!(page.lists, [ListKind::Disks, ListKind::Vifs]);
    assert!(page.warnings.is_empty(), "{:?}", page.warnings);
    let Some(Cell::List { items }) = field(&page, "vcpuUse") else {
        panic!("no use of processors: {page:?}");
    };
    assert_eq!(items.len(), 2);

    let hosts = scene.bench.list(ListKind::Hosts).await;
    let host = scene.bench.rows(hosts, 1).await.remove(0).object;
    let page = scene.page(host).await;
    assert!(page.warnings.is_empty(), "{:?}", page.warnings);
    assert_eq!(field(&page, "coordinator"), None);
    assert!(!page.has_console && !page.lists.contains(&ListKind::Messages));
    let Some(Cell::Meter { used, total }) = field(&page, "memoryUsed") else {
        panic!("no memory: {page:?}");
    };
    assert!(*used > 0 && *total == 16 << 30);

    // The next start asks for no password.
    let Scene { sim, bench, id, .. } = scene;
    bench.engine.shutdown().await;
    assert_eq!(sim.live_sessions(), 0);
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    again.live(&id).await;
    again.engine.shutdown().await;
    assert_eq!(sim.live_sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_is_led_through_its_life() {
    let scene = scene().await;
    let vm = "guest001";
    scene.runs(Job::Start, vm, Status::Running).await;
    scene.runs(Job::Pause, vm, Status::Paused).await;
    scene.runs(Job::Unpause, vm, Status::Running).await;
    scene.runs(Job::Suspend, vm, Status::Suspended).await;
    scene.runs(Job::Resume, vm, Status::Running).await;
    scene.runs(Job::CleanReboot, vm, Status::Running).await;
    scene.runs(Job::HardReboot, vm, Status::Running).await;
    scene.runs(Job::CleanShutdown, vm, Status::Halted).await;
    scene.runs(Job::Start, vm, Status::Running).await;
    scene.runs(Job::HardShutdown, vm, Status::Halted).await;
    // A fully virtualised guest that nobody asked about tools.
    scene
        .runs(Job::CleanShutdown, "lab-<7> & co", Status::Halted)
        .await;
    let inputs = json!({ "name": "renamed" });
    let end = scene.run(Job::Rename, inputs, vm).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    scene.is("renamed", Status::Halted).await;
    scene.bench.engine.shutdown().await;
    assert_eq!(scene.sim.live_sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_cannot_do_is_refused_before_anybody_asks() {
    let scene = scene().await;
    let why = |actions: &[ActionState], job: Job| {
        let found = actions.iter().find(|action| action.job == job);
        let refusal = found.unwrap().refusal.as_ref();
        refusal.map_or_else(String::new, |why| why.problem.code.clone())
    };
    let running = scene.actions("lab-<7> & co").await;
    for (job, expect) in [
        (Job::CleanShutdown, ""),
        (Job::CleanReboot, ""),
        (Job::Suspend, ""),
        (Job::Pause, ""),
        (Job::HardReboot, ""),
        (Job::Rename, ""),
        (Job::Start, "wrong_power_state"),
        (Job::Snapshot, "not_supported"),
        (Job::Migrate, "not_supported"),
        (Job::Clone, "not_supported"),
        (Job::Describe, "not_supported"),
        (Job::AddTag, "not_supported"),
        (Job::RemoveTag, "not_supported"),
    ] {
        assert_eq!(why(&running, job), expect, "{job:?}");
    }
    let vm = scene.vm("guest001").await;
    let inputs = json!({ "name": "copy" });
    let asked = scene
        .bench
        .engine
        .run_job(request(Job::Clone, inputs), vec![vm], None);
    assert_eq!(asked.await.unwrap_err().code, "not_supported");
    let hosts = destinations(&scene.bench.engine, vec![scene.vm("guest002").await]).await;
    assert!(hosts.iter().all(|host| host.refusal.is_some()), "{hosts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_refuses_is_told_with_names_and_what_happens_is_seen() {
    let scene = scene().await;
    let vm = scene.vm("guest002").await;
    // Before anybody could have noticed.
    let xend = &scene.sim;
    assert!(xend.halt_behind_everybodys_back("guest002"));
    let asked = scene
        .bench
        .engine
        .run_job(simple(Job::Suspend), vec![vm], None);
    let id = asked.await.unwrap().remove(0);
    let failed = scene
        .bench
        .task("a refusal", scene.tasks, |view| {
            view.id == id && view.state == TaskState::Failed
        })
        .await;
    let problem = failed.error.unwrap();
    assert_eq!(problem.code, "VM_BAD_POWER_STATE");
    assert_eq!(problem.params["vm"], "guest002");
    assert_eq!(problem.params["actual"], "halted");
    assert_eq!(problem.raw[0], "VM_BAD_POWER_STATE");
    // Of what a guest does by itself nobody tells: it is found.
    scene.is("guest002", Status::Halted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_is_not_known_and_not_asked_for_again() {
    let sim = host(300).await;
    let orders = Arc::new(Mutex::new(0));
    let count = orders.clone();
    let spoil = Arc::new(Mutex::new(move |request: &str, _: &str| {
        if request.contains("<methodName>VM.start<") {
            *count.lock().unwrap() += 1;
            return proxy::Spoilt::Cut(3);
        }
        proxy::Spoilt::Not
    }));
    let address = proxy::start(address(&sim), spoil).await;
    let scene = Scene::at(sim, &address).await;
    let end = scene.run(Job::Start, json!({}), "guest001").await;
    assert_eq!(end.state, TaskState::Unknown, "{end:?}");
    assert!(end.error.is_some());
    assert_eq!(*orders.lock().unwrap(), 1);
    // It did arrive.
    scene.is("guest001", Status::Running).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_goes_away_leaves_what_it_was_doing_unknown() {
    let sim = host(20_000).await;
    let address = sim.url();
    let scene = Scene::at(sim, &address).await;
    let vm = scene.vm("guest001").await;
    let engine = &scene.bench.engine;
    let asked = engine.run_job(simple(Job::Start), vec![vm.clone()], None);
    let id = asked.await.unwrap().remove(0);
    scene
        .bench
        .task("a running job", scene.tasks, |view| {
            view.id == id && view.state == TaskState::Running
        })
        .await;
    eventually("the host at it", || {
        scene.sim.times_asked("VM.start", &vm.reference) > 0
    })
    .await;
    let Scene {
        sim,
        bench,
        id: connection,
        tasks,
        ..
    } = scene;
    drop(sim);
    bench
        .state("a stale connection", &connection, |state| {
            matches!(state, ConnectionState::Stale { .. })
        })
        .await;
    let end = bench
        .task("the end", tasks, |view| {
            view.id == id && view.finished.is_some()
        })
        .await;
    assert_eq!(end.state, TaskState::Unknown, "{end:?}");
    assert!(end.error.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn its_screens_come_to_the_window() {
    let scene = scene().await;
    let vm = scene.vm("courrier").await;
    let ticket = scene.bench.engine.open_console(vm, None).await.unwrap();
    assert_eq!(ticket.protocol, "rfb");
    let (mut window, _) = tokio_tungstenite::connect_async({
        use tokio_tungstenite::tungstenite::client::IntoClientRequest;
        let mut request = ticket.url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("origin", "tauri://localhost".parse().unwrap());
        headers.insert("sec-websocket-protocol", "binary".parse().unwrap());
        request
    })
    .await
    .unwrap();
    use futures_util::StreamExt;
    let first = test_support::finishes("a greeting", window.next()).await;
    let greeting = first.unwrap().unwrap().into_data();
    assert!(greeting.starts_with(b"RFB 003.008\n"), "{greeting:?}");
}
