//! The system gives no file handle any more (EMFILE). Alone in its program: the limit is the process's.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use engine::api::{ConnectionState, TaskState, ViewSpec};
use inventory::Job;
use poolsim::faults::{Fault, Replies};
use rlimit::Resource;
use support::{Bench, is_stale, sim, simple, vm_in};

/// What is opened from now on would have a greater number than this.
fn allow_handles(most: u64) {
    let (_, hard) = Resource::NOFILE.get().unwrap();
    Resource::NOFILE.set(most, hard).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_while_no_file_can_be_opened() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Halted");
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let (usual, _) = Resource::NOFILE.get().unwrap();

    allow_handles(0);
    // What cannot be written down has not happened, and the reason is told.
    let refused = bench.engine.set_read_only(id.clone(), true).await;
    let problem = refused.unwrap_err();
    assert_eq!(problem.code, "cannot_save");
    assert!(!bench.live(&id).await.read_only);
    // A connection that breaks is shown as what it is…
    let since = bench.frames();
    let cut = Fault::Reset(Replies::once().to("event.from"));
    sim.order(cut).await.unwrap();
    bench
        .state_since("no way to the server", &id, since, is_stale)
        .await;

    // …and comes back by itself, with all that was known, once there are handles again.
    let since = bench.frames();
    allow_handles(usual);
    let is_live = |state: &ConnectionState| matches!(state, ConnectionState::Live { .. });
    bench
        .state_since("the server again", &id, since, is_live)
        .await;
    let ids = bench
        .engine
        .run_job(simple(Job::Start), vec![vm], None)
        .await
        .unwrap();
    bench
        .task("its start", tasks, |view| {
            view.id == ids[0] && view.state == TaskState::Succeeded
        })
        .await;
    bench.engine.set_read_only(id.clone(), true).await.unwrap();
    bench.engine.shutdown().await;
    let next = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    assert!(next.live(&id).await.read_only);
}
