//! What is kept of a pool for the next start: shown before the server has answered, and never taken
//! for the truth.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::{fs, path::PathBuf, time::Duration};

use engine::api::{ConnectionState, ConnectionView};
use inventory::{ConnectionId, Job, view::ListKind};
use support::{Bench, PASSWORD, again, all_vms, is_stale, sim, simple, stopped, vm_in};
use test_support::{eventually, stays};

fn folder(bench: &Bench) -> PathBuf {
    bench.folder.path().join("data").join("inventory")
}

fn file(bench: &Bench, id: &ConnectionId) -> PathBuf {
    folder(bench).join(format!("{}.kept", id.as_str()))
}

fn files(bench: &Bench) -> Vec<String> {
    let entries = fs::read_dir(folder(bench)).into_iter().flatten();
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| name(entry.unwrap())).collect()
}

fn unix_seconds() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(now.unwrap().as_secs()).unwrap()
}

async fn waiting(bench: &Bench, id: &ConnectionId) -> ConnectionView {
    bench
        .standing("the next try", id, |view| {
            is_stale(&view.state).then(|| view.clone())
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_full_before_the_server_answers() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let list = bench.list(ListKind::Vms).await;
    let vms = all_vms(&bench, list).await;
    let (halted, _) = vm_in(&sim, &id, "Halted");
    let live = bench.live(&id).await;
    assert_eq!(live.as_of, None, "what is live is as of now");
    bench.engine.shutdown().await;
    let ended = unix_seconds();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file(&bench, &id))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    sim.stop().await;

    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    let view = waiting(&again, &id).await;
    assert_eq!(view.name, "Lyon", "the pool's name is known from it");
    let as_of = view.as_of.expect("it says as of when");
    assert!((ended - 20..=ended).contains(&as_of), "{as_of} at {ended}");
    assert!(view.objects > 20 && view.objects < live.objects);
    let list = again.list(ListKind::Vms).await;
    assert_eq!(all_vms(&again, list).await, vms);
    let refused = again
        .engine
        .run_job(simple(Job::Start), vec![halted], None)
        .await;
    assert_eq!(refused.unwrap_err().code, "not_live");
    again.engine.shutdown().await;
    let kept = fs::read(file(&again, &id)).unwrap();
    let third = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    assert_eq!(waiting(&third, &id).await.as_of, Some(as_of));
    assert_eq!(
        fs::read(file(&third, &id)).unwrap(),
        kept,
        "old is not made new"
    );
    assert!(!String::from_utf8_lossy(&kept).contains(PASSWORD));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_list_takes_its_place() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let list = bench.list(ListKind::Vms).await;
    let vms = all_vms(&bench, list).await;
    bench.engine.shutdown().await;
    assert!(sim.world().rename_vm(&vms[0], "renamed while we were away"));
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    again.live(&id).await;
    let list = again.list(ListKind::Vms).await;
    again
        .row("the new name", list, |row| {
            support::name(row) == "renamed while we were away"
        })
        .await;
    assert_eq!(all_vms(&again, list).await.len(), vms.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_set_aside_and_told_once() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    bench.engine.shutdown().await;
    let mut bytes = fs::read(file(&bench, &id)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file(&bench, &id), &bytes).unwrap();

    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    let told = again
        .until("word of it", |heard| heard.notices.first().cloned())
        .await;
    assert_eq!(told.problem.code, "file_set_aside");
    assert_eq!(told.connection, Some(id.clone()));
    assert_eq!(fs::read(&told.problem.params["aside"]).unwrap(), bytes);
    again.live(&id).await;
    again.engine.shutdown().await;
    assert_eq!(again.heard.lock().unwrap().notices.len(), 1);

    let third = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    third.live(&id).await;
    assert_eq!(third.heard.lock().unwrap().notices, []);
    third.engine.remove_connection(id).await.unwrap();
    assert_eq!(files(&third), [""; 0], "what was set aside goes as well");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_disconnected_is_kept_until_it_is_removed() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    bench.engine.disconnect(id.clone()).await.unwrap();
    bench
        .standing("nothing", &id, |view| {
            let gone = matches!(view.state, ConnectionState::Disconnected { .. });
            (gone && view.objects == 0).then_some(())
        })
        .await;
    let place = stopped(sim).await;
    let path = file(&bench, &id);
    eventually("the file", || path.exists()).await;
    bench.engine.connect(id.clone()).await.unwrap();
    bench
        .standing("the objects, as of then", &id, |view| {
            (view.objects > 20 && view.as_of.is_some()).then_some(())
        })
        .await;
    let sim = again(place).await;
    bench.live(&id).await;
    assert_eq!(files(&bench).len(), 1);
    bench.engine.remove_connection(id).await.unwrap();
    let period = Duration::from_millis(200);
    stays("nothing is kept", period, || files(&bench).is_empty()).await;
    drop(sim);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_costs_little_and_strangers_are_swept_away() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let path = file(&bench, &id);
    eventually("the file", || path.exists()).await;
    let stranger = folder(&bench).join("0-0-0.kept");
    fs::copy(&path, &stranger).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let unfinished = folder(&bench).join(format!(".new-a1b2c3{name}"));
    fs::copy(&path, &unfinished).unwrap();
    sim.stop().await;
    // No word of farewell: as if the program had been killed, and its lock with it.
    fs::remove_file(bench.folder.path().join("config/in-use")).unwrap();
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    assert!(waiting(&again, &id).await.objects > 20);
    assert!(path.exists() && !stranger.exists() && !unfinished.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_of_the_demonstration() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let (url, print) = (sim.https_url().unwrap(), sim.fingerprint());
    let id = bench.engine.add_demo(&url, &print, "root", PASSWORD);
    bench.live(&id).await;
    bench.engine.disconnect(id.clone()).await.unwrap();
    bench.engine.shutdown().await;
    assert_eq!(files(&bench), [""; 0]);
}
