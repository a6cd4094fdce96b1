//! What a run of the program that ended without a word leaves on the server, and who clears it away.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::{collections::BTreeSet, fs, sync::Arc};

use engine::{Engine, StartError, vault::Memory};
use poolsim::Sim;
use support::{Bench, sim};
use test_support::eventually;

fn sessions(sim: &Sim) -> BTreeSet<String> {
    let world = sim.world();
    world.sessions.keys().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_a_crash_left_is_ended_at_the_next_start() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let left = sessions(&sim);
    assert_eq!(left.len(), 1);
    // The keyring is told a moment after.
    let kept = || bench.vault.holds(left.first().unwrap());
    eventually("the session in the keyring", kept).await;

    // The next start, after a crash: on the same files and secrets, with nobody else there. (The
    // first run is alive in this test, but knows nothing of the other folder.)
    let folder = tempfile::tempdir().unwrap();
    for name in ["config", "data"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    for file in ["config/servers.json", "data/certificates.json"] {
        fs::copy(bench.folder.path().join(file), folder.path().join(file)).unwrap();
    }
    let next = Bench::at(Arc::new(folder), bench.vault.clone()).await;
    next.live(&id).await;
    eventually("its end", || sessions(&sim).is_disjoint(&left)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_on_the_same_files_does_not_start_and_harms_nothing() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let first = sessions(&sim);
    let kept = || bench.vault.holds(first.first().unwrap());
    eventually("the session in the keyring", kept).await;
    let start = || Engine::start(support::config(&bench.folder, &bench.vault));
    assert!(matches!(start().await, Err(StartError::InUse)));
    assert_eq!(sessions(&sim), first);
    // The first one still writes what it is told, and the next run finds it.
    bench.engine.set_read_only(id.clone(), true).await.unwrap();
    bench.engine.shutdown().await;
    assert_eq!(sessions(&sim).len(), 0);
    let next = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    assert!(next.live(&id).await.read_only);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_of_a_file_is_swept_away() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    for name in ["config", "data"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let left = [
        "config/.new-aBservers.json",
        "data/.new-cDcertificates.json",
    ];
    for file in left {
        fs::write(folder.path().join(file), "[{").unwrap();
    }
    let _bench = Bench::at(folder.clone(), Memory::new()).await;
    for file in left {
        assert!(!folder.path().join(file).exists(), "{file}");
    }
}
