//! Hosts, storage and networks, administered on a simulated pool.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use engine::api::TaskState;
use inventory::Job;
use poolsim::{
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::json;
use support::{
    request,
    scene::{NONE, Scene, scene},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_vlan_is_made_on_all_hosts_and_goes_again() {
    let scene = scene().await;
    let pool = scene.sim.world().pool();
    let coordinator = scene.sim.world().db.reference(&pool, "master");
    let nic = scene.find("PIF", |db, pif| {
        db.reference(pif, "host") == coordinator
            && &*db.reference(pif, "bond_slave_of") == NONE
            && &*db.reference(pif, "VLAN_master_of") == NONE
    });
    let hosts = scene.sim.world().db.all("host").len();
    let named = |scene: &Scene, name: &str| {
        let world = scene.sim.world();
        let mut all = world.db.all("network").into_iter();
        all.find(|network| world.db.text(network, "name_label") == name)
    };
    let inputs = json!({ "name": "dmz", "nic": scene.key("PIF", &nic), "vlan": 1234 });
    let key = scene.key("pool", &pool);
    scene.runs(Job::CreateNetwork, inputs.clone(), &key).await;
    let made = named(&scene, "dmz").expect("it was made");
    assert_eq!(scene.sim.world().db.refs(&made, "PIFs").len(), hosts);

    let network = scene.key("network", &made);
    scene.may(Job::DeleteNetwork, &network).await;
    scene.runs(Job::DeleteNetwork, json!({}), &network).await;
    assert_eq!(named(&scene, "dmz"), None);

    // It fails half-way: the network that was made goes again.
    let replies = Replies::once().to("pool.create_VLAN_from_PIF");
    let code = "VLAN_TAG_INVALID".to_owned();
    let fault = Fault::Refuse { code, replies };
    scene.sim.order(fault).await.unwrap();
    let end = scene.run(Job::CreateNetwork, inputs, &key).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(named(&scene, "dmz"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_is_rescanned_made_the_default_detached_and_forgotten() {
    let scene = scene().await;
    let idle = scene.find("SR", |db, sr| {
        let used = |vdi: &Ref| !db.refs(vdi, "VBDs").is_empty();
        db.text(sr, "content_type") != "iso"
            && !db.refs(sr, "PBDs").is_empty()
            && !db.refs(sr, "VDIs").iter().any(used)
    });
    let key = scene.key("SR", &idle);
    scene.runs(Job::ScanSr, json!({}), &key).await;
    scene.runs(Job::SetDefaultSr, json!({}), &key).await;
    let pool = scene.sim.world().pool();
    assert_eq!(scene.sim.world().db.reference(&pool, "default_SR"), idle);
    scene.runs(Job::DetachSr, json!({}), &key).await;
    let is_attached = |scene: &Scene| {
        let world = scene.sim.world();
        let pbds = world.db.refs(&idle, "PBDs");
        pbds.iter()
            .any(|pbd| world.db.flag(pbd, "currently_attached"))
    };
    assert!(!is_attached(&scene));
    scene.runs(Job::ForgetSr, json!({}), &key).await;
    assert!(!scene.sim.world().db.all("SR").contains(&idle));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_rebooted_once_it_is_empty() {
    let scene = scene().await;
    let coordinator = {
        let world = scene.sim.world();
        world.db.reference(&world.pool(), "master")
    };
    let host = scene.find("host", |_, host| *host != coordinator);
    let key = scene.key("host", &host);
    let asked = request(Job::RebootHost, json!({}));
    let refused = scene
        .bench
        .engine
        .run_job(asked, vec![key.clone()], None)
        .await;
    assert_eq!(refused.unwrap_err().code, "host_in_use");
    scene.runs(Job::RestartToolstack, json!({}), &key).await;
    {
        let mut world = scene.sim.world();
        for vm in world.db.refs(&host, "resident_VMs") {
            if !world.db.flag(&vm, "is_control_domain") {
                world.db.set(&vm, "power_state", "Halted");
                world.db.set(&vm, "resident_on", NONE);
            }
        }
    }
    scene.may(Job::RebootHost, &key).await;
    scene.runs(Job::RebootHost, json!({}), &key).await;
    let calls = scene.sim.calls();
    assert!(calls.iter().any(|call| call.method == "Async.host.reboot"));
}
