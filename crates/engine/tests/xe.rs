//! The pool's own `xe`, run from here.
#![allow(clippy::unwrap_used)] // Helpers of tests.

mod support;

use engine::api::{XeOutput, XeState};
use inventory::ConnectionId;
use support::{Bench, sim, vm_in};

/// Runs a line to its end, or to where it asks for something.
async fn follow(bench: &Bench, run: u32) -> (String, XeState) {
    let (mut text, mut from) = (String::new(), 0);
    loop {
        let XeOutput {
            pieces,
            next,
            is_cut,
            state,
        } = bench.engine.xe_read(run, from).await.unwrap();
        assert!(!is_cut);
        text.extend(pieces.into_iter().map(|piece| piece.text));
        from = next;
        if state != XeState::Running {
            return (text, state);
        }
    }
}

async fn run(bench: &Bench, id: &ConnectionId, line: &str) -> (String, XeState) {
    let run = bench
        .engine
        .xe_begin(id.clone(), line.to_owned())
        .await
        .unwrap();
    follow(bench, run).await
}

const DONE: XeState = XeState::Ended { code: 0 };
const FAILED: XeState = XeState::Ended { code: 1 };

#[tokio::test(flavor = "multi_thread")]
async fn a_command_runs_at_the_server_by_the_connections_own_session() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (_, vm) = vm_in(&sim, &id, "Halted");
    let sessions = sim.world().session_infos().len();

    let (text, end) = run(&bench, &id, "help --all --minimal").await;
    assert_eq!(end, DONE);
    assert!(text.contains("vm-start,"), "{text}");
    let line = format!("vm-list name-label='{vm}' params=name-label,power-state");
    let (text, end) = run(&bench, &id, &line).await;
    assert_eq!(end, DONE);
    assert!(text.contains(&format!(": {vm}\n")), "{text}");
    assert!(text.contains("halted"), "{text}");
    let (text, end) = run(&bench, &id, "no-such-command").await;
    assert_eq!(end, FAILED);
    assert!(
        text.starts_with("Unknown command: no-such-command"),
        "{text}"
    );
    // Which machine is not said, and we do not say it either.
    let (text, end) = run(&bench, &id, "vm-start").await;
    assert_eq!(end, FAILED);
    assert!(text.contains("--multiple required"), "{text}");
    assert_eq!(
        sim.world().session_infos().len(),
        sessions,
        "nobody logged in"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_asks_and_is_answered() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (key, vm) = vm_in(&sim, &id, "Halted");
    let line = format!("vm-uninstall vm='{vm}'");
    let begin = async || {
        bench
            .engine
            .xe_begin(id.clone(), line.clone())
            .await
            .unwrap()
    };
    let is_there = || sim.world().db.is("VM", key.reference.as_str());

    let run = begin().await;
    let (text, state) = follow(&bench, run).await;
    assert_eq!(state, XeState::Asks);
    assert!(text.contains("Type 'yes' to continue"), "{text}");
    bench.engine.xe_say(run, "no".to_owned()).await.unwrap();
    let (text, state) = follow(&bench, run).await;
    assert_eq!((text.contains("Aborted"), state), (true, DONE), "{text}");
    assert!(is_there());

    let run = begin().await;
    assert_eq!(follow(&bench, run).await.1, XeState::Asks);
    bench.engine.xe_stop(run).await.unwrap();
    assert!(matches!(
        follow(&bench, run).await.1,
        XeState::Failed { .. }
    ));
    assert!(is_there());

    let run = begin().await;
    assert_eq!(follow(&bench, run).await.1, XeState::Asks);
    bench.engine.xe_say(run, "yes".to_owned()).await.unwrap();
    assert_eq!(follow(&bench, run).await.1, DONE);
    assert!(!is_there());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_written_where_the_person_said_and_nowhere_else() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("audit log");
    let line = format!("audit-log-get filename='{}'", file.display());
    assert_eq!(run(&bench, &id, &line).await.1, DONE);
    assert!(file.is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Not over another file, and none that is not a whole path.
    for (line, code) in [
        (line.as_str(), "cannot_save"),
        ("audit-log-get filename=audit", "xe_file_unnamed"),
    ] {
        let XeState::Failed { problem } = run(&bench, &id, line).await.1 else {
            panic!("{line}")
        };
        assert_eq!(problem.code, code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_something_is_refused_where_nothing_may_be_changed() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (key, vm) = vm_in(&sim, &id, "Halted");
    bench.engine.set_read_only(id.clone(), true).await.unwrap();
    let line = format!("vm-start vm='{vm}'");
    let refused = bench.engine.xe_begin(id.clone(), line).await.unwrap_err();
    assert_eq!(refused.code, "read_only");
    assert_eq!(run(&bench, &id, "host-list --minimal").await.1, DONE);

    // Nor is what was begun before that answered.
    bench.engine.set_read_only(id.clone(), false).await.unwrap();
    let line = format!("vm-uninstall vm='{vm}'");
    let asks = bench.engine.xe_begin(id.clone(), line).await.unwrap();
    assert_eq!(follow(&bench, asks).await.1, XeState::Asks);
    bench.engine.set_read_only(id.clone(), true).await.unwrap();
    let refused = bench.engine.xe_say(asks, "yes".to_owned()).await;
    assert_eq!(refused.unwrap_err().code, "read_only");
    assert!(sim.world().db.is("VM", key.reference.as_str()));
    bench.engine.remove_connection(id).await.unwrap();
    let forgotten = bench.engine.xe_read(asks, 0).await;
    assert_eq!(forgotten.unwrap_err().code, "no_such_object");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_completed_with_what_the_server_knows_and_the_pool_has() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (_, vm) = vm_in(&sim, &id, "Halted");
    let complete = async |line: &str| {
        let cursor = u32::try_from(line.len()).unwrap();
        let found = bench
            .engine
            .xe_complete(id.clone(), line.to_owned(), cursor)
            .await
            .unwrap();
        let texts = found.found.into_iter().map(|one| (one.text, one.hint));
        (found.from, texts.collect::<Vec<_>>())
    };
    let plain = |text: &str| (text.to_owned(), String::new());
    assert_eq!(complete("vm-star").await, (0, vec![plain("vm-start")]));
    let (from, found) = complete("vm-start ").await;
    assert_eq!(from, 9);
    for argument in ["--force", "on=", "vm=", "uuid="] {
        assert!(found.contains(&plain(argument)), "{argument}: {found:?}");
    }
    let (_, found) = complete(&format!("vm-start vm={}", &vm[..2])).await;
    assert!(
        found.iter().any(|(text, _)| text.contains(&vm)),
        "{found:?}"
    );
    let (_, found) = complete("vm-start uuid=").await;
    assert!(
        found
            .iter()
            .any(|(text, hint)| text.starts_with("uuid=") && *hint == vm)
    );
    let (_, found) = complete("vm-start on=").await;
    assert_eq!(found.len(), sim.world().db.all("host").len());
}
