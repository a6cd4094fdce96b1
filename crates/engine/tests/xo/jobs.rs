//! Work on the pools behind a Xen Orchestra.

use engine::api::{ConnectionState, TaskState, TaskView, ViewSpec};
use futures_util::{SinkExt, StreamExt};
use inventory::{ConnectionId, Job, ObjectKey};
use serde_json::{Value, json};
use test_support::eventually;
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::header},
};
use xapi::{Class, Record, Vm, VmPowerState};

use crate::{
    scene::Scene,
    support::{destinations, request, simple},
};

async fn run(scene: &Scene, tasks: u32, job: Job, inputs: Value, object: &ObjectKey) -> TaskView {
    let ids = scene
        .bench
        .engine
        .run_job(request(job, inputs), vec![object.clone()], None)
        .await
        .unwrap_or_else(|problem| panic!("{job:?}: {problem:?}"));
    let is_over = |view: &TaskView| view.id == ids[0] && view.finished.is_some();
    scene.bench.task("the end", tasks, is_over).await
}

async fn until(scene: &Scene, vm: &ObjectKey, what: &str, look: impl Fn(&Vm) -> bool) {
    let store = scene.bench.engine.store(&vm.connection).unwrap();
    let found = || store.read().record::<Vm>(&vm.opaque()).is_some_and(&look);
    eventually(what, found).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_goes_through_all_its_states() {
    let (scene, _, pools) = Scene::connected().await;
    let tasks = scene
        .bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let vm = scene.vm_in(&pools[0], VmPowerState::Halted);
    for (job, state) in [
        (Job::Start, VmPowerState::Running),
        (Job::Pause, VmPowerState::Paused),
        (Job::Unpause, VmPowerState::Running),
        (Job::HardReboot, VmPowerState::Running),
        (Job::HardShutdown, VmPowerState::Halted),
    ] {
        until(&scene, &vm, "rest", |vm| vm.current_operations.is_empty()).await;
        let task = run(&scene, tasks, job, json!({}), &vm).await;
        assert_eq!(task.state, TaskState::Succeeded, "{job:?} {task:?}");
        until(&scene, &vm, "its state", |vm| vm.power_state == state).await;
    }
    let running = scene.vm_in(&pools[0], VmPowerState::Running);
    for (job, state) in [
        (Job::Suspend, VmPowerState::Suspended),
        (Job::Resume, VmPowerState::Running),
        (Job::CleanReboot, VmPowerState::Running),
        (Job::CleanShutdown, VmPowerState::Halted),
    ] {
        until(&scene, &running, "rest", |vm| {
            vm.current_operations.is_empty()
        })
        .await;
        let task = run(&scene, tasks, job, json!({}), &running).await;
        assert_eq!(task.state, TaskState::Succeeded, "{job:?} {task:?}");
        until(&scene, &running, "its state", |vm| vm.power_state == state).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_tags_snapshots_copies_and_moves() {
    let (scene, _, pools) = Scene::connected().await;
    let tasks = scene
        .bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let vm = scene.vm_in(&pools[1], VmPowerState::Halted);
    let said = |name: &str| json!({ "name": name, "description": name, "tag": name });
    for (job, text) in [
        (Job::Rename, "renamed"),
        (Job::Describe, "described"),
        (Job::AddTag, "tagged"),
        (Job::Snapshot, "snapped"),
        (Job::Clone, "cloned"),
    ] {
        until(&scene, &vm, "rest", |vm| vm.current_operations.is_empty()).await;
        let task = run(&scene, tasks, job, said(text), &vm).await;
        assert_eq!(task.state, TaskState::Succeeded, "{job:?} {task:?}");
    }
    until(&scene, &vm, "all that", |vm| {
        vm.name_label == "renamed"
            && vm.name_description == "described"
            && vm.tags.iter().any(|tag| tag == "tagged")
            && !vm.snapshots.is_empty()
    })
    .await;
    let task = run(&scene, tasks, Job::RemoveTag, said("tagged"), &vm).await;
    assert_eq!(task.state, TaskState::Succeeded, "{task:?}");
    let names: Vec<String> = {
        let world = scene.bench.engine.store(&pools[1]).unwrap();
        let world = world.read();
        world
            .vms()
            .map(|(_, vm)| vm.name_label.to_string())
            .collect()
    };
    assert!(
        names.iter().any(|name| name == "cloned") && names.iter().any(|name| name == "snapped")
    );

    let moving = scene.vm_in(&pools[1], VmPowerState::Running);
    let targets = destinations(&scene.bench.engine, vec![moving.clone()]).await;
    let target = targets.iter().find(|target| target.refusal.is_none());
    let host = target
        .unwrap_or_else(|| panic!("{targets:?}"))
        .object
        .clone()
        .unwrap();
    let inputs = json!({ "host": host });
    let task = run(&scene, tasks, Job::Migrate, inputs, &moving).await;
    assert_eq!(task.state, TaskState::Succeeded, "{task:?}");
    until(&scene, &moving, "its new host", |vm| {
        vm.resident_on.as_str() == host.reference
    })
    .await;

    for (class, name) in [
        (Class::Host, "a host"),
        (Class::Sr, "storage"),
        (Class::Network, "a net"),
    ] {
        let object = {
            let world = scene.bench.engine.store(&pools[1]).unwrap();
            let world = world.read();
            let found = world
                .objects()
                .find(|object| object.class() == class)
                .unwrap();
            ObjectKey::new(&pools[1], &class, &found.reference)
        };
        let task = run(&scene, tasks, Job::Rename, said(name), &object).await;
        assert_eq!(task.state, TaskState::Succeeded, "{class} {task:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_refuses_is_told_in_the_pools_words() {
    let scene = Scene::new().await;
    let wanted = engine::api::NewConnection {
        user: "viewer@admin.net".into(),
        password: engine::secret::Secret::new(format!("{}-viewer", crate::support::PASSWORD)),
        ..scene.wanted(engine::api::KeepPassword::Ask)
    };
    let id = scene.bench.engine.add_connection(wanted).await.unwrap();
    let pools = scene.live_pools(&id).await;
    let tasks = scene
        .bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let vm = scene.vm_in(&pools[0], VmPowerState::Halted);
    let task = run(&scene, tasks, Job::Start, json!({}), &vm).await;
    assert_eq!(task.state, TaskState::Failed);
    assert_eq!(task.error.unwrap().code, "xo_no_right");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_answer_is_lost_is_in_doubt_and_not_given_again() {
    let (scene, id, pools) = Scene::connected().await;
    let tasks = scene
        .bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let vm = scene.vm_in(&pools[0], VmPowerState::Halted);
    let started = |scene: &Scene| {
        let store = scene.bench.engine.store(&vm.connection).unwrap();
        let world = store.read();
        let uuid = world.record::<Vm>(&vm.opaque()).unwrap().uuid.clone();
        let messages = world.objects().filter_map(|object| match &object.record {
            Record::Message(message) => Some(message),
            _ => None,
        });
        messages
            .filter(|message| message.name == "VM_STARTED" && message.obj_uuid == uuid)
            .count()
    };
    let before = started(&scene);
    let order = scene
        .bench
        .engine
        .run_job(simple(Job::Start), vec![vm.clone()], None);
    let ids = order.await.unwrap();
    until(&scene, &vm, "its begin", |vm| {
        !vm.current_operations.is_empty()
    })
    .await;
    let Scene { sims, xo, bench } = scene;
    let place = xo.url().trim_start_matches("http://").parse().unwrap();
    xo.stop().await;
    bench
        .state("a lost pool", &pools[0], crate::support::is_stale)
        .await;
    let xo = crate::outages::again(place, &sims).await;
    let scene = Scene { sims, xo, bench };
    scene.bench.live(&id).await;
    scene.bench.live(&pools[0]).await;
    let is_over = |view: &TaskView| view.id == ids[0] && view.finished.is_some();
    let task = scene.bench.task("the end", tasks, is_over).await;
    assert!(
        matches!(task.state, TaskState::Unknown | TaskState::Succeeded),
        "{task:?}"
    );
    until(&scene, &vm, "a running machine", |vm| {
        vm.power_state == VmPowerState::Running
    })
    .await;
    assert_eq!(started(&scene), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parents_read_only_binds_the_pools() {
    let (scene, id, pools) = Scene::connected().await;
    let bench = &scene.bench;
    bench.engine.set_read_only(id.clone(), true).await.unwrap();
    let bound = |view: &engine::api::ConnectionView| view.read_only.then_some(());
    bench.standing("a bound pool", &pools[0], bound).await;
    let vm = scene.vm_in(&pools[0], VmPowerState::Halted);
    let refused = bench
        .engine
        .run_job(simple(Job::Start), vec![vm], None)
        .await;
    assert_eq!(refused.unwrap_err().code, "read_only");
    bench.engine.set_read_only(id, false).await.unwrap();
    bench
        .engine
        .set_read_only(pools[0].clone(), true)
        .await
        .unwrap();
    bench.standing("a bound pool", &pools[0], bound).await;
    let free = |view: &engine::api::ConnectionView| (!view.read_only).then_some(());
    bench.standing("a free pool", &pools[1], free).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consoles_carry_bytes_both_ways() {
    let (scene, _, pools) = Scene::connected().await;
    let vm = scene.vm_in(&pools[0], VmPowerState::Running);
    let ticket = scene.bench.engine.open_console(vm, None).await.unwrap();
    assert_eq!(ticket.protocol, "rfb");
    let mut request = ticket.url.as_str().into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert(header::ORIGIN, "tauri://localhost".parse().unwrap());
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, "binary".parse().unwrap());
    let (mut window, _) = connect_async(request).await.unwrap();
    let mut read = async |count: usize| {
        let mut bytes = Vec::new();
        while bytes.len() < count {
            match window.next().await.unwrap().unwrap() {
                Message::Binary(more) => bytes.extend_from_slice(&more),
                other => panic!("{other:?}"),
            }
        }
        bytes
    };
    assert_eq!(read(12).await, b"RFB 003.008\n");
    window
        .send(Message::binary(&b"RFB 003.008\n"[..]))
        .await
        .unwrap();
    let mut types = Vec::new();
    while types.is_empty() {
        match window.next().await.unwrap().unwrap() {
            Message::Binary(more) => types.extend_from_slice(&more),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(usize::from(types[0]), types.len() - 1, "{types:?}");

    let halted = scene.vm_in(&pools[0], VmPowerState::Halted);
    let refused = scene
        .bench
        .engine
        .open_console(halted, None)
        .await
        .unwrap_err();
    assert_eq!(refused.code, "console_none");
}

/// So that a pool that is lost is seen to be no place for orders.
pub async fn refused_as_not_live(scene: &Scene, pool: &ConnectionId) {
    let vm = scene.vm_in(pool, VmPowerState::Halted);
    let refused = scene
        .bench
        .engine
        .run_job(simple(Job::Start), vec![vm], None)
        .await
        .unwrap_err();
    assert_eq!(refused.code, "not_live");
    let state = scene
        .bench
        .standing("it", pool, |view| Some(view.state.clone()))
        .await;
    assert!(!matches!(state, ConnectionState::Live { .. }), "{state:?}");
}
