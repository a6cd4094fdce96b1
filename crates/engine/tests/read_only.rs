//! A connection through which nothing is to be changed: the engine refuses, whatever a window asks.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use engine::{
    api::{EmergencyAction, KeepPassword, NewConnection, ServerKind, ViewSpec},
    secret::Secret,
};
use futures_util::StreamExt;
use inventory::{ActionState, ConnectionId, Job, JobRequest, ObjectKey, Problem, view::ListKind};
use serde_json::json;
use support::{Bench, PASSWORD, sim, simple, vm_in};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::header},
};

async fn is_read_only(bench: &Bench, id: &ConnectionId, wanted: bool) {
    bench
        .standing("the mode", id, |view| {
            (view.read_only == wanted).then_some(())
        })
        .await;
}

/// What the window offers for a VM.
async fn offered(bench: &Bench, vm: &ObjectKey) -> Vec<ActionState> {
    let actions = bench.engine.actions(vec![vm.clone()]).await.unwrap();
    assert!(actions.iter().any(|action| action.job == Job::Start));
    actions
}

/// Why what it offers cannot be done.
async fn refusals(bench: &Bench, vm: &ObjectKey) -> Vec<Option<String>> {
    let code = |action: ActionState| action.refusal.map(|why| why.problem.code);
    offered(bench, vm).await.into_iter().map(code).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_changed_through_it() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let (halted, _) = vm_in(&sim, &id, "Halted");
    let (running, _) = vm_in(&sim, &id, "Running");

    // A task of ours that is under way.
    let started = bench
        .engine
        .run_job(simple(Job::Start), vec![halted.clone()], None);
    let ids = started.await.unwrap();
    bench
        .task("its progress", tasks, |task| {
            task.id == ids[0] && task.cancellable && !task.waits
        })
        .await;
    bench.engine.set_read_only(id.clone(), true).await.unwrap();
    is_read_only(&bench, &id, true).await;

    let code = |answer: Result<Vec<String>, Problem>| answer.unwrap_err().code;
    let offered = offered(&bench, &running).await;
    let said = json!({ "name": "new", "tag": "new", "host": running });
    let jobs = offered.iter().map(|action| action.job).chain([Job::Edit]);
    // Those that take other inputs are refused before anybody looks at the connection.
    let requests = jobs.filter_map(|job| JobRequest::new(job, said.clone()).ok());
    let requests: Vec<JobRequest> = requests.collect();
    assert!(requests.len() > 10);
    for request in requests {
        let job = request.job();
        let asked = bench
            .engine
            .run_job(request, vec![running.clone()], None)
            .await;
        assert_eq!(code(asked), "read_only", "{job:?}");
    }
    let all = vec![Some("read_only".to_owned()); offered.len()];
    assert_eq!(refusals(&bench, &running).await, all);
    let cancelled = bench.engine.cancel_task(ids[0].clone()).await;
    assert_eq!(cancelled.unwrap_err().code, "read_only");
    let emergency = bench.engine.emergency(
        id.clone(),
        "127.0.0.1".into(),
        EmergencyAction::BecomeCoordinator,
    );
    assert_eq!(emergency.await.unwrap_err().code, "read_only");
    let console = bench.engine.open_console(running.clone(), None).await;
    assert_eq!(console.unwrap_err().code, "read_only");
    // What was asked for before goes its way, and is told of.
    bench
        .task("its end", tasks, |task| {
            task.id == ids[0] && task.finished.is_some() && task.error.is_none()
        })
        .await;

    bench.engine.set_read_only(id.clone(), false).await.unwrap();
    is_read_only(&bench, &id, false).await;
    assert!(refusals(&bench, &running).await.contains(&None));
    let again = bench
        .engine
        .run_job(simple(Job::HardShutdown), vec![running], None)
        .await;
    assert_eq!(again.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_kept_and_can_be_had_from_the_start() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let new = NewConnection {
        kind: ServerKind::Pool,
        address: sim.http_url(),
        user: "root".into(),
        password: Secret::new(PASSWORD),
        otp: None,
        keep: KeepPassword::Keyring,
        read_only: true,
    };
    let id = bench.engine.add_connection(new).await.unwrap();
    bench.live(&id).await;
    bench.engine.shutdown().await;
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    is_read_only(&again, &id, true).await;
    again.live(&id).await;
    let (halted, name) = vm_in(&sim, &id, "Halted");
    let refused = again
        .engine
        .run_job(simple(Job::Start), vec![halted], None)
        .await;
    assert_eq!(refused.unwrap_err().code, "read_only", "{name}");
    // Also where it is known already that it could not be done anyway.
    sim.stop().await;
    again
        .state("a lost connection", &id, support::is_stale)
        .await;
    let list = again.list(ListKind::Vms).await;
    let row = again.row("a VM", list, |_| true).await;
    let refused = again
        .engine
        .run_job(simple(Job::Start), vec![row.object], None)
        .await;
    assert_eq!(refused.unwrap_err().code, "read_only");
}

#[tokio::test(flavor = "multi_thread")]
async fn open_consoles_are_closed() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Running");
    let ticket = bench.console(&vm).await;
    let mut request = ticket.url.into_client_request().unwrap();
    let origin = "tauri://localhost".parse().unwrap();
    request.headers_mut().insert(header::ORIGIN, origin);
    let (mut window, _) = connect_async(request).await.unwrap();
    assert!(window.next().await.unwrap().unwrap().is_binary());
    bench.engine.set_read_only(id, true).await.unwrap();
    let ended = async {
        loop {
            match window.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.reason.to_string(),
                Some(Ok(_)) => {}
                other => panic!("no word of why: {other:?}"),
            }
        }
    };
    let reason = test_support::finishes("the console's end", ended).await;
    assert_eq!(reason, "read_only");
}
