//! What is lost comes back as it was.

use std::net::SocketAddr;

use engine::api::{ConnectionState, ConnectionView, XoServerView};
use inventory::ConnectionId;
use poolsim::Sim;
use poolsim_xo::Xo;
use test_support::eventually_some;
use xapi::{Class, OpaqueRef};

use crate::{
    jobs::refused_as_not_live,
    scene::{Scene, ours, theirs},
    support::{Bench, is_stale},
};

/// Starts a Xen Orchestra where one was until a moment ago.
pub async fn again(place: SocketAddr, sims: &[Sim]) -> Xo {
    let pools: Vec<&Sim> = sims.iter().collect();
    let start = async || Xo::start(place, &pools).await.ok();
    eventually_some("a Xen Orchestra at the same place", start).await
}

fn references(bench: &Bench, pool: &ConnectionId) -> Vec<OpaqueRef> {
    let store = bench.engine.store(pool).unwrap();
    let world = store.read();
    let machines = world.objects().filter(|object| object.class() == Class::Vm);
    let mut all: Vec<OpaqueRef> = machines.map(|object| object.reference.clone()).collect();
    all.sort();
    all
}

fn code(state: &ConnectionState) -> &str {
    match state {
        ConnectionState::Stale { why, .. } => &why.code,
        _ => "",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_it_lost_stays_and_comes_back_with_the_same_references() {
    let (scene, id, pools) = Scene::connected().await;
    let before = references(&scene.bench, &pools[0]);
    assert!(before.len() > 5);
    scene.xo.cut(&scene.sims[0]);
    let state = scene.bench.state("a lost pool", &pools[0], is_stale).await;
    assert_eq!(code(&state), "xo_pool_lost");
    refused_as_not_live(&scene, &pools[0]).await;
    assert_eq!(
        references(&scene.bench, &pools[0]),
        before,
        "all is still shown"
    );
    // Neither it nor the other pool is touched by that.
    for other in [&id, &pools[1]] {
        scene.bench.live(other).await;
    }
    let gone = scene.sims[0].world().db.all("VM").len();
    scene.xo.restore(&scene.sims[0]).await;
    scene.bench.live(&pools[0]).await;
    assert_eq!(references(&scene.bench, &pools[0]), before);
    assert_eq!(gone, before.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_meanwhile_is_known_afterwards() {
    let (scene, _, pools) = Scene::connected().await;
    scene.xo.cut(&scene.sims[1]);
    scene.bench.state("a lost pool", &pools[1], is_stale).await;
    let name = "renamed meanwhile";
    {
        let direct = crate::support::plain(&scene.sims[1]);
        rename_a_machine(&format!("http://{direct}"), name).await;
    }
    assert!(
        !ours(&scene.bench, &pools[1], &Class::Vm)
            .values()
            .any(|other| other == name)
    );
    scene.xo.restore(&scene.sims[1]).await;
    scene.bench.live(&pools[1]).await;
    let theirs = theirs(&scene.sims[1], "VM");
    assert!(theirs.values().any(|other| other == name));
    assert_eq!(ours(&scene.bench, &pools[1], &Class::Vm), theirs);
}

async fn rename_a_machine(url: &str, name: &str) {
    let endpoint = xapi::Endpoint::parse(url).unwrap();
    let credentials = xapi::Credentials::new("root", crate::support::PASSWORD);
    let session = xapi::Connector::new(endpoint)
        .login(&credentials)
        .await
        .unwrap();
    let all: Vec<OpaqueRef> = session.call("VM.get_all", xapi::params![]).await.unwrap();
    let params = xapi::params![&all[0], name];
    session
        .call::<()>("VM.set_name_label", params)
        .await
        .unwrap();
    session.logout().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_of_it_is_survived() {
    let (scene, id, pools) = Scene::connected().await;
    let before: Vec<_> = pools
        .iter()
        .map(|pool| references(&scene.bench, pool))
        .collect();
    let place = scene
        .xo
        .url()
        .trim_start_matches("http://")
        .parse()
        .unwrap();
    let Scene { sims, xo, bench } = scene;
    xo.stop().await;
    bench.state("a lost Xen Orchestra", &id, is_stale).await;
    for pool in &pools {
        bench.state("a lost pool", pool, is_stale).await;
    }
    let xo = again(place, &sims).await;
    bench.live(&id).await;
    let scene = Scene { sims, xo, bench };
    assert_eq!(scene.live_pools(&id).await, pools, "the same connections");
    let after: Vec<_> = pools
        .iter()
        .map(|pool| references(&scene.bench, pool))
        .collect();
    assert_eq!(after, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_disconnects_it_disconnects_the_pools() {
    let (scene, id, pools) = Scene::connected().await;
    let bench = &scene.bench;
    let is_away = |state: &ConnectionState| *state == ConnectionState::Disconnected { why: None };
    bench.engine.disconnect(id.clone()).await.unwrap();
    for one in [&id, &pools[0], &pools[1]] {
        bench.state("rest", one, is_away).await;
    }
    bench.engine.connect(pools[1].clone()).await.unwrap();
    bench.live(&pools[1]).await;
    bench.live(&id).await;
    bench.state("rest", &pools[0], is_away).await;
    bench.engine.connect(id.clone()).await.unwrap();
    bench.live(&pools[0]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_was_installed_anew_takes_the_place_of_the_old_one() {
    let (scene, id, pools) = Scene::connected().await;
    // That it is known which server leads to which pool.
    scene.servers_known(&id).await;
    let new = crate::scene::pool("Lyon", 9).await;
    scene.xo.rebuilt(&scene.sims[0], &new).await;
    let uuid = crate::scene::uuid_of(&new);
    assert_ne!(uuid, crate::scene::uuid_of(&scene.sims[0]));
    let is_new = |view: &ConnectionView| {
        view.pool.as_deref() == Some(uuid.as_str())
            && matches!(view.state, ConnectionState::Live { .. })
    };
    scene.bench.connection("the new pool", is_new).await;
    scene.bench.connection_gone(&pools[0]).await;
    scene.bench.live(&pools[1]).await;
    let kept = std::fs::read_to_string(scene.bench.folder.path().join("config/servers.json"));
    assert!(!kept.unwrap().contains(pools[0].as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_switched_off_is_told_of_and_connect_switches_it_on() {
    let (scene, id, pools) = Scene::connected().await;
    let bench = &scene.bench;
    let servers = scene.servers_known(&id).await;
    let behind = |server: &&XoServerView| server.connection.as_ref() == Some(&pools[0]);
    let server = servers.iter().find(behind).unwrap().id.clone();
    let switched = bench
        .engine
        .xo_enable_server(id.clone(), server.clone(), false);
    switched.await.unwrap();
    let is_off = |state: &ConnectionState| code(state) == "xo_server_off";
    bench.state("a pool that is off", &pools[0], is_off).await;
    // It is still known what it leads to, and what it is called.
    let still = scene.servers_known(&id).await;
    assert!(still.iter().any(|one| behind(&one) && one.id == server));
    // Who may change nothing does not switch it on for everybody.
    bench.engine.set_read_only(id.clone(), true).await.unwrap();
    let refused = bench.engine.connect(pools[0].clone()).await;
    assert_eq!(refused.unwrap_err().code, "read_only");
    bench.engine.set_read_only(id.clone(), false).await.unwrap();
    bench.engine.connect(pools[0].clone()).await.unwrap();
    bench.live(&pools[0]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_is_disconnected_keeps_its_name() {
    let (scene, id, pools) = Scene::connected().await;
    let bench = &scene.bench;
    bench.engine.disconnect(id.clone()).await.unwrap();
    let rests = |name: &'static str| {
        move |view: &ConnectionView| {
            let rests = matches!(view.state, ConnectionState::Disconnected { .. });
            (rests && view.objects == 0).then(|| assert_eq!(view.name, name))
        }
    };
    bench.standing("rest", &pools[0], rests("Lyon")).await;
    bench.standing("rest", &pools[1], rests("Paris")).await;
    bench.engine.shutdown().await;
    let bench = crate::scene::next_start(bench.folder.clone(), bench.vault.clone()).await;
    bench.standing("rest", &pools[0], rests("Lyon")).await;
}
