//! What stays where when a person wants something forgotten, and what is lost when the disk or the
//! keyring does not do its part: nothing.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::fs;

use engine::{
    api::{ConnectionState, KeepPassword, NewConnection, ServerKind},
    secret::Secret,
    vault::Vault,
};
use inventory::{ConnectionId, Problem};
use poolsim::Sim;
use support::{Bench, PASSWORD, sim};
use test_support::eventually_some;

async fn told(bench: &Bench, code: &str) {
    let what = format!("a notice {code}");
    let look = |heard: &support::Heard| {
        let mut notices = heard.notices.iter();
        notices.find(|notice| notice.problem.code == code).map(drop)
    };
    bench.until(&what, look).await;
}

/// Waits until the keyring holds no secret of the pool or of its sessions.
async fn empty(bench: &Bench, id: &ConnectionId) {
    for key in [id.to_string(), format!("{id}/sessions")] {
        let gone = async || bench.vault.get(&key).await.unwrap().is_none().then_some(());
        eventually_some(&format!("the end of {key}"), gone).await;
    }
}

/// Waits until it holds both.
async fn full(bench: &Bench, id: &ConnectionId) {
    for key in [id.to_string(), format!("{id}/sessions")] {
        eventually_some(&key, async || bench.vault.get(&key).await.unwrap()).await;
    }
}

/// A pool that is connected, with its password and its session in the keyring.
async fn kept(sim: &Sim, bench: &Bench) -> ConnectionId {
    let id = bench.connected(sim).await;
    full(bench, &id).await;
    id
}

/// The person types the password again, to be kept so.
async fn give_password(bench: &Bench, id: &ConnectionId, keep: KeepPassword) {
    let given = bench
        .engine
        .give_password(id.clone(), Secret::new(PASSWORD), None, keep);
    given.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_to_be_asked_each_time_leaves_nothing_in_the_keyring() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = kept(&sim, &bench).await;
    give_password(&bench, &id, KeepPassword::Ask).await;
    empty(&bench, &id).await;
    // Nor does the end put anything back.
    bench.engine.disconnect(id.clone()).await.unwrap();
    bench.engine.shutdown().await;
    empty(&bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_to_be_asked_while_the_keyring_is_locked_is_told_that_it_stays() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = kept(&sim, &bench).await;
    let locked = Problem::new("keyring_locked");
    bench.vault.break_with(Some(locked));
    give_password(&bench, &id, KeepPassword::Ask).await;
    told(&bench, "keyring_locked").await;
    // When the server goes, it goes too, though nothing should be there.
    bench.vault.break_with(None);
    bench.engine.remove_connection(id.clone()).await.unwrap();
    empty(&bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_removed_leaves_nothing_whichever_removal_fails() {
    for stays in ["", "/sessions"] {
        let (sim, bench) = (sim().await, Bench::new().await);
        let id = kept(&sim, &bench).await;
        let stays = format!("{id}{stays}");
        bench.vault.refuse_removal_of(Some(&stays));
        let told = bench.engine.remove_connection(id.clone()).await;
        assert_eq!(told.unwrap_err().code, "keyring_refused");
        bench.connection_gone(&id).await;
        bench.vault.refuse_removal_of(None);
        for key in [id.to_string(), format!("{id}/sessions")] {
            let there = bench.vault.get(&key).await.unwrap().is_some();
            assert_eq!(there, key == stays, "{key}");
        }
    }
}

/// Where no file can be written any more, as on a full disk: root, too, is refused.
fn block(bench: &Bench) {
    let config = bench.folder.path().join("config");
    fs::rename(&config, bench.folder.path().join("away")).unwrap();
    fs::write(config, "").unwrap();
}

fn unblock(bench: &Bench) {
    let config = bench.folder.path().join("config");
    fs::remove_file(&config).unwrap();
    fs::rename(bench.folder.path().join("away"), config).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_could_not_be_added_is_there_once_when_it_can() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let add = || {
        bench.engine.add_connection(NewConnection {
            kind: ServerKind::Pool,
            address: sim.http_url(),
            user: "root".into(),
            password: Secret::new(PASSWORD),
            otp: None,
            keep: KeepPassword::Keyring,
            read_only: false,
        })
    };
    // The folder comes into being with the first thing in it.
    block(&bench);
    assert_eq!(add().await.unwrap_err().code, "cannot_save");
    unblock(&bench);
    let id = add().await.unwrap();
    bench.live(&id).await;
    let text = fs::read_to_string(bench.folder.path().join("config/servers.json")).unwrap();
    let servers: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(servers.len(), 1);
    assert_eq!(servers[0]["id"], id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_could_not_be_removed_is_all_there() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = kept(&sim, &bench).await;
    block(&bench);
    let told = bench.engine.remove_connection(id.clone()).await;
    assert_eq!(told.unwrap_err().code, "cannot_save");
    bench.live(&id).await;
    full(&bench, &id).await;
    unblock(&bench);
    bench.engine.remove_connection(id.clone()).await.unwrap();
    bench.connection_gone(&id).await;
    empty(&bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_is_locked_in_the_middle_loses_nothing() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = kept(&sim, &bench).await;
    bench.vault.break_with(Some(Problem::new("keyring_locked")));
    // The session is renewed and the connection ends, without a word from the keyring.
    sim.world().end_sessions();
    bench.live(&id).await;
    bench.engine.shutdown().await;
    assert_eq!(sim.world().live_sessions(), 0);
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    let why = |state: &ConnectionState| matches!(state, ConnectionState::Password { why: Some(why) } if why.code == "keyring_locked");
    again.state("a question that says why", &id, why).await;
    bench.vault.break_with(None);
    again.engine.connect(id.clone()).await.unwrap();
    again.live(&id).await;
}
