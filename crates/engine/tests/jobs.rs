//! Jobs on a simulated pool: asked for, followed, refused.

mod support;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use engine::api::{TaskState, ViewBody, ViewSpec};
use inventory::{
    Job, ObjectKey,
    view::{ListKind, Status, TableRow},
};
use poolsim::faults::{Fault, Replies};
use serde_json::json;
use support::{Bench, PASSWORD, name, proxy, request, restart, sim, simple, small_pool, vm_in};
use test_support::eventually;

fn is(key: &ObjectKey, status: Status) -> impl Fn(&TableRow) -> bool {
    move |row| row.object == *key && row.status == status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vm_is_started_and_its_task_followed_to_the_end() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, vm_name) = vm_in(&sim, &id, "Halted");
    let vms = bench.list(ListKind::Vms).await;
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    bench
        .row("the halted VM", vms, is(&vm, Status::Halted))
        .await;
    let tasks_before = sim.world().live_tasks();

    let ids = bench
        .engine
        .run_job(simple(Job::Start), vec![vm.clone()], None)
        .await
        .unwrap();
    let [task] = &ids[..] else { panic!("{ids:?}") };
    let running = bench
        .task("progress", tasks, |view| {
            view.id == *task && view.progress > 0.0
        })
        .await;
    assert_eq!(running.job, Some(Job::Start));
    assert_eq!(running.title, "VM.start");
    assert_eq!(running.subject, Some(vm.clone()));
    assert_eq!(running.subject_name, vm_name);
    let done = bench
        .task("the end", tasks, |view| {
            view.id == *task && view.state != TaskState::Running
        })
        .await;
    assert_eq!(done.state, TaskState::Succeeded, "{done:?}");
    assert_eq!(done.progress, 1.0);
    assert!(
        done.finished
            .is_some_and(|finished| finished >= done.started)
    );
    bench
        .row("the running VM", vms, is(&vm, Status::Running))
        .await;

    // It is shown once, and it is ours; the server may forget it.
    let frames = bench.heard.lock().unwrap().frames[&tasks].clone();
    for (_, body) in &frames {
        let ViewBody::Tasks(all) = body else { panic!() };
        assert!(all.len() <= 1, "{all:?}");
    }
    let gone = || sim.world().live_tasks() == tasks_before;
    test_support::eventually("the task to go from the server", gone).await;
    bench.engine.clear_tasks().await.unwrap();
    bench
        .shown("an empty list", tasks, |body| {
            matches!(body, ViewBody::Tasks(all) if all.is_empty()).then_some(())
        })
        .await;
    bench.engine.shutdown().await;
    assert_eq!(sim.world().live_sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_at_once_and_what_cannot_be_done_is_left_out() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (halted, _) = vm_in(&sim, &id, "Halted");
    let (running, _) = vm_in(&sim, &id, "Running");
    let vms = bench.list(ListKind::Vms).await;
    bench
        .row("the VM", vms, is(&running, Status::Running))
        .await;
    let both = vec![running.clone(), halted.clone()];
    let ids = bench
        .engine
        .run_job(simple(Job::HardShutdown), both, None)
        .await
        .unwrap();
    assert_eq!(ids.len(), 1);
    bench
        .row("the stopped VM", vms, is(&running, Status::Halted))
        .await;
    let refused = bench
        .engine
        .run_job(simple(Job::HardShutdown), vec![halted], None)
        .await
        .unwrap_err();
    assert_eq!(refused.code, "wrong_power_state", "{refused:?}");
    let gone = ObjectKey {
        reference: "OpaqueRef:none".into(),
        ..running
    };
    let refused = bench
        .engine
        .run_job(simple(Job::Start), vec![gone], None)
        .await
        .unwrap_err();
    assert_eq!(refused.code, "no_such_object");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_refuses_is_told_with_names() {
    let (sim, bench) = (sim().await, Bench::new().await);
    // So what our role lets us do is not known, and the job is sent.
    let silent = Fault::Refuse {
        code: "INTERNAL_ERROR".to_owned(),
        replies: Replies::next(u64::MAX).to("session.get_rbac_permissions"),
    };
    sim.order(silent).await.unwrap();
    let id = bench
        .trusting(&sim, "viewer", &format!("{PASSWORD}-viewer"))
        .await;
    let (vm, _) = vm_in(&sim, &id, "Halted");
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let ids = bench
        .engine
        .run_job(simple(Job::Start), vec![vm.clone()], None)
        .await
        .unwrap();
    let failed = bench
        .task("a refusal", tasks, |view| {
            view.id == ids[0] && view.state == TaskState::Failed
        })
        .await;
    let problem = failed.error.unwrap();
    assert_eq!(problem.code, "RBAC_PERMISSION_DENIED");
    assert_eq!(problem.params["permission"].to_lowercase(), "vm.start");
    let notice = bench
        .until("a notice", |heard| {
            heard
                .notices
                .iter()
                .find(|notice| notice.problem.code == problem.code)
                .cloned()
        })
        .await;
    assert_eq!(notice.object, Some(vm));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_lacks_is_refused_before_it_is_sent() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let password = format!("{PASSWORD}-vm-operator");
    let id = bench.trusting(&sim, "vm-operator", &password).await;
    bench
        .connection("our role", |view| {
            view.id == id && view.role.as_deref() == Some("vm-operator")
        })
        .await;
    let (vm, name) = vm_in(&sim, &id, "Halted");
    let run = async |job| bench.engine.run_job(job, vec![vm.clone()], None).await;
    let refused = run(request(Job::Rename, json!({ "name": "other" }))).await;
    let problem = refused.unwrap_err();
    assert_eq!(problem.code, "role_lacks");
    let told = ["role", "least", "permission"].map(|name| problem.params[name].as_str());
    assert_eq!(told, ["vm-operator", "vm-admin", "VM.set_name_label"]);
    let sent = |method: &str| sim.calls().iter().any(|call| call.method.ends_with(method));
    assert!(!sent("VM.set_name_label"));
    // What it does not lack is done.
    run(simple(Job::Start)).await.unwrap();
    eventually(&format!("{name} starts"), || sent("VM.start")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_has_no_bounds() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let asked = || {
        let calls = sim.calls();
        calls
            .iter()
            .any(|call| call.method == "session.get_is_local_superuser")
    };
    eventually("who we are is asked", asked).await;
    assert_eq!(bench.live(&id).await.role, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_of_others_is_shown_and_can_be_told_from_ours() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let other = Bench::new().await;
    let theirs = other.connected(&sim).await;
    let (vm, vm_name) = vm_in(&sim, &id, "Halted");
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let foreign = ObjectKey {
        connection: theirs,
        ..vm.clone()
    };
    other
        .engine
        .run_job(simple(Job::Start), vec![foreign], None)
        .await
        .unwrap();
    let seen = bench
        .task("their task", tasks, |view| {
            view.subject.is_some() && view.title == "VM.start"
        })
        .await;
    assert_eq!(seen.job, None);
    assert_eq!(seen.subject, Some(vm));
    assert_eq!(seen.subject_name, vm_name);
    assert_eq!(seen.connection, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_can_be_asked_to_stop() {
    let slow = poolsim::Config {
        operation_time: Duration::from_secs(20),
        ..small_pool()
    };
    let sim = poolsim::Sim::start(slow).await.unwrap();
    let bench = Bench::new().await;
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Halted");
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let ids = bench
        .engine
        .run_job(simple(Job::Start), vec![vm], None)
        .await
        .unwrap();
    bench
        .task("a task to cancel", tasks, |view| {
            view.id == ids[0] && view.cancellable && !view.waits
        })
        .await;
    bench.engine.cancel_task(ids[0].clone()).await.unwrap();
    bench
        .task("its end", tasks, |view| {
            view.id == ids[0] && view.state == TaskState::Cancelled
        })
        .await;
    assert_eq!(
        bench
            .engine
            .cancel_task("no such".into())
            .await
            .unwrap_err()
            .code,
        "no_such_object"
    );
}

/// The answer to the order is lost: the job is never given twice, and how it ended is known by the
/// mark that its task was born with.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_without_an_answer_is_not_repeated() {
    let sim = sim().await;
    let orders = Arc::new(Mutex::new(0));
    let count = orders.clone();
    let spoil = Arc::new(Mutex::new(move |request: &str, _: &str| {
        if request.contains("Async.VM.start") {
            *count.lock().unwrap() += 1;
            return proxy::Spoilt::Cut(3);
        }
        proxy::Spoilt::Not
    }));
    let target = sim
        .http_url()
        .trim_start_matches("http://")
        .parse()
        .unwrap();
    let address = proxy::start(target, spoil).await;
    let bench = Bench::new().await;
    let id = bench.add(&address, "root", PASSWORD).await;
    bench.live(&id).await;
    let (vm, _) = vm_in(&sim, &id, "Halted");
    let vms = bench.list(ListKind::Vms).await;
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let ids = bench
        .engine
        .run_job(simple(Job::Start), vec![vm.clone()], None)
        .await
        .unwrap();
    // It did arrive.
    let row = bench
        .row("the running VM", vms, is(&vm, Status::Running))
        .await;
    assert!(!name(&row).is_empty());
    let ended = bench
        .task("an end", tasks, |view| {
            view.id == ids[0] && view.state != TaskState::Running
        })
        .await;
    assert_eq!(ended.state, TaskState::Succeeded, "its task was found");
    assert_eq!(*orders.lock().unwrap(), 1);
}

/// A task that vanishes (the server restarted, say) ended nobody knows how.
#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_disappears_is_not_called_a_success() {
    let slow = poolsim::Config {
        operation_time: Duration::from_secs(60),
        ..small_pool()
    };
    let sim = poolsim::Sim::start(slow).await.unwrap();
    let bench = Bench::new().await;
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Halted");
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let ids = bench
        .engine
        .run_job(simple(Job::Start), vec![vm], None)
        .await
        .unwrap();
    bench
        .task("the server's task", tasks, |view| {
            view.id == ids[0] && view.cancellable && !view.waits
        })
        .await;
    {
        let mut world = sim.world();
        let named =
            |task: &poolsim::value::Ref| world.db.text(task, "name_label").ends_with("VM.start");
        let task = world
            .db
            .all("task")
            .into_iter()
            .find(|task| named(task))
            .unwrap();
        world.db.delete(&task);
    }
    let ended = bench
        .task("an end", tasks, |view| view.finished.is_some())
        .await;
    assert_eq!(ended.state, TaskState::Unknown);
    assert_eq!(ended.error.unwrap().code, "task_unknown");
}

/// The pool goes away in the middle of a job and comes back without it.
#[tokio::test(flavor = "multi_thread")]
async fn a_task_outlives_a_lost_connection_or_is_not_known() {
    let slow = poolsim::Config {
        operation_time: Duration::from_secs(60),
        ..small_pool()
    };
    let sim = poolsim::Sim::start(slow).await.unwrap();
    let bench = Bench::new().await;
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Halted");
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let ids = bench
        .engine
        .run_job(simple(Job::Start), vec![vm], None)
        .await
        .unwrap();
    bench
        .task("the server's task", tasks, |view| {
            view.id == ids[0] && view.cancellable && !view.waits
        })
        .await;
    let sim = restart(sim, |config| config).await;
    let ended = bench
        .task("an end", tasks, |view| view.finished.is_some())
        .await;
    assert_eq!(ended.state, TaskState::Unknown);
    bench.live(&id).await;
    bench.engine.shutdown().await;
    assert_eq!(sim.world().live_sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_on_a_connection_that_is_not_live() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Halted");
    sim.stop().await;
    bench
        .state("a stale connection", &id, |state| {
            matches!(state, engine::api::ConnectionState::Stale { .. })
        })
        .await;
    let refused = bench
        .engine
        .run_job(simple(Job::Start), vec![vm.clone()], None)
        .await
        .unwrap_err();
    assert_eq!(refused.code, "not_live");
    let actions = bench.engine.actions(vec![vm]).await.unwrap();
    assert!(!actions.is_empty());
    assert!(
        actions.iter().all(|action| action.refusal.is_some()),
        "{actions:?}"
    );
}
