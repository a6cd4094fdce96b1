//! High availability: switched on and off, and what becomes of the machines of a host that fails.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use engine::api::TaskState;
use inventory::{Job, ObjectKey};
use poolsim::{
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::{Value, json};
use support::{
    scene::{Scene, scene_of},
    small_pool,
};
use test_support::eventually;

async fn three_hosts() -> (Scene, ObjectKey) {
    let scene = scene_of(poolsim::Config {
        hosts: 3,
        ..small_pool()
    })
    .await;
    let pool = scene.sim.world().pool();
    let key = scene.key("pool", &pool);
    (scene, key)
}

/// Over the first storage that is fit.
fn enabling(scene: &Scene, failures: i64) -> Value {
    let sr = scene.find("SR", |db, sr| {
        db.flag(sr, "shared")
            && db.text(sr, "content_type") != "iso"
            && db
                .refs(sr, "PBDs")
                .iter()
                .all(|pbd| db.flag(pbd, "currently_attached"))
            && db.refs(sr, "PBDs").len() == 3
    });
    json!({ "sr": scene.key("SR", &sr), "failures": failures })
}

fn flag(scene: &Scene, field: &str) -> bool {
    let world = scene.sim.world();
    world.db.flag(&world.pool(), field)
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_switched_on_changed_and_off_and_each_is_taken_back() {
    let (scene, pool) = three_hosts().await;
    let end = scene.run(Job::EnableHa, enabling(&scene, 1), &pool).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert!(flag(&scene, "ha_enabled"));
    scene.may(Job::SetHaTolerance, &pool).await;
    scene
        .runs(Job::SetHaTolerance, json!({ "failures": 2 }), &pool)
        .await;
    let off = scene.run(Job::DisableHa, json!({}), &pool).await;
    assert!(!flag(&scene, "ha_enabled"));
    let again = scene.bench.engine.undo_task(off.id).await.unwrap();
    assert_eq!(scene.end_of(&again).await.state, TaskState::Succeeded);
    assert!(flag(&scene, "ha_enabled"));
    let back = scene.bench.engine.undo_task(end.id).await.unwrap();
    assert_eq!(scene.end_of(&back).await.state, TaskState::Succeeded);
    assert!(!flag(&scene, "ha_enabled"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_cannot_be_switched_on_all_is_as_it_was() {
    let (scene, pool) = three_hosts().await;
    let code = "HA_FAILED_TO_FORM_LIVESET".to_owned();
    let replies = Replies::once().to("pool.enable_ha");
    scene
        .sim
        .order(Fault::Refuse { code, replies })
        .await
        .unwrap();
    let end = scene.run(Job::EnableHa, enabling(&scene, 2), &pool).await;
    assert_eq!(end.state, TaskState::Failed);
    assert_eq!(end.error.unwrap().code, "HA_FAILED_TO_FORM_LIVESET");
    let world = scene.sim.world();
    assert_eq!(
        world.db.int(&world.pool(), "ha_host_failures_to_tolerate"),
        0
    );
}

/// The machines of a host that fails start elsewhere: those that are protected.
#[tokio::test(flavor = "multi_thread")]
async fn protected_machines_of_a_host_that_fails_start_elsewhere() {
    let (scene, pool) = three_hosts().await;
    let (host, machines) = {
        let world = scene.sim.world();
        let guests = |host: &Ref| -> Vec<Ref> {
            let mut all = world.db.refs(host, "resident_VMs");
            all.retain(|vm| !world.db.flag(vm, "is_control_domain"));
            all
        };
        let coordinator = world.coordinator();
        let mut hosts = world
            .db
            .all("host")
            .into_iter()
            .filter(|host| *host != coordinator);
        let host = hosts
            .find(|host| guests(host).len() > 1)
            .expect("some run there");
        let machines = guests(&host);
        (host, machines)
    };
    let (protected, other) = (&machines[0], &machines[1]);
    let restart = json!({ "haPriority": "haRestart" });
    scene
        .runs(Job::SetRestart, restart, &scene.key("VM", protected))
        .await;
    scene.runs(Job::EnableHa, enabling(&scene, 1), &pool).await;
    let number = {
        let world = scene.sim.world();
        world
            .listeners
            .iter()
            .position(|listener| listener.host == host)
            .unwrap()
    };
    scene
        .sim
        .order(Fault::KillHost { host: number })
        .await
        .unwrap();
    eventually("that it runs elsewhere", || {
        let world = scene.sim.world();
        world.db.text(protected, "power_state") == "Running"
            && world.db.reference(protected, "resident_on") != host
    })
    .await;
    let world = scene.sim.world();
    assert_eq!(world.db.text(other, "power_state"), "Halted");
    drop(world);
    // And the tree says so.
    let is_down = |scene: &Scene| {
        let key = scene.key("VM", other);
        let engine = scene.bench.engine.clone();
        async move {
            let actions = engine.actions(vec![key]).await.unwrap();
            let start = actions.iter().find(|action| action.job == Job::Start);
            start
                .is_some_and(|start| start.refusal.is_none())
                .then_some(())
        }
    };
    test_support::eventually_some("that it is known to be halted", async || {
        is_down(&scene).await
    })
    .await;
}
