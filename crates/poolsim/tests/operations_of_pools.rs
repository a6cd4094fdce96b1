//! Operations that concern more than one machine: storage motion, high availability, what storage offers.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use common::{Client, Failed, pool};
use poolsim::targets::{FILER, FORGOTTEN_ON_FILER};
use serde_json::{Value, json};

async fn storage(client: &Client, name: &str) -> Value {
    let found = client.ok("SR.get_by_name_label", json!([name])).await;
    found[0].clone()
}

/// The disk of a machine.
async fn disk(client: &Client, vm: &str) -> Value {
    for vbd in client.vm_field(vm, "VBDs").await.as_array().unwrap() {
        let record = client.ok("VBD.get_record", json!([vbd])).await;
        if record["type"] == "Disk" {
            return record["VDI"].clone();
        }
    }
    panic!("no disk")
}

#[tokio::test]
async fn a_disk_goes_to_other_storage_under_its_machine() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let old = disk(&client, &vm).await;
    let from = client.ok("VDI.get_SR", json!([old])).await;
    let mut to = storage(&client, "iSCSI rapide").await;
    if to == from {
        to = storage(&client, "NFS").await;
    }
    let used = client
        .ok("SR.get_physical_utilisation", json!([to]))
        .await
        .as_i64();
    let new = client.ok("VDI.pool_migrate", json!([old, to, {}])).await;
    assert_ne!(new, old);
    assert_eq!(disk(&client, &vm).await, new);
    assert_eq!(client.ok("VDI.get_SR", json!([new])).await, to);
    let gone = client.fails("VDI.get_record", json!([old])).await;
    assert_eq!(gone.0, "HANDLE_INVALID");
    let size = client
        .ok("VDI.get_physical_utilisation", json!([new]))
        .await;
    let now = client.ok("SR.get_physical_utilisation", json!([to])).await;
    assert_eq!(
        now.as_i64().unwrap(),
        used.unwrap() + size.as_i64().unwrap()
    );
    // It runs as before, and with no mark left on it.
    assert_eq!(client.vm_field(&vm, "power_state").await, "Running");
    assert_eq!(client.vm_field(&vm, "current_operations").await, json!({}));
}

#[tokio::test]
async fn a_machine_moves_with_its_disk_within_the_pool() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let hosts = client.ok("host.get_all", json!([])).await;
    let home = client.vm_field(&vm, "resident_on").await;
    let there = hosts.as_array().unwrap().iter().find(|host| **host != home);
    let there = there.unwrap();
    let network = client.ok("network.get_all", json!([])).await[0].clone();
    let dest = client
        .ok("host.migrate_receive", json!([there, network, {}]))
        .await;
    let old = disk(&client, &vm).await;
    let mut to = storage(&client, "iSCSI rapide").await;
    if to == client.ok("VDI.get_SR", json!([old])).await {
        to = storage(&client, "NFS").await;
    }
    let disks = json!({ old.as_str().unwrap(): to });
    let asked = json!([vm, dest, true, disks, {}, {}]);
    client.ok("VM.assert_can_migrate", asked.clone()).await;
    let same = client.ok("VM.migrate_send", asked).await;
    assert_eq!(same, json!(vm));
    assert_eq!(client.vm_field(&vm, "resident_on").await, *there);
    let moved = disk(&client, &vm).await;
    assert_eq!(client.ok("VDI.get_SR", json!([moved])).await, to);

    let nowhere = json!({ moved.as_str().unwrap(): "OpaqueRef:NULL" });
    let refused = client
        .fails("VM.migrate_send", json!([vm, dest, true, nowhere, {}, {}]))
        .await;
    let expected = ["SR", "OpaqueRef:NULL"].map(str::to_owned).to_vec();
    assert_eq!(refused, Failed("HANDLE_INVALID".to_owned(), expected));
}

#[tokio::test]
async fn high_availability_goes_on_and_off() {
    let sim = pool(3, 20).await;
    let client = Client::login(&sim).await;
    let local = client.ok("SR.get_all_records", json!([])).await;
    let local = local.as_object().unwrap();
    let local = local
        .iter()
        .find(|(_, sr)| sr["shared"] == false)
        .unwrap()
        .0;
    let refused = client.fails("pool.enable_ha", json!([[local], {}])).await;
    assert_eq!(refused.0, "HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED");
    assert_eq!(
        client.fails("pool.disable_ha", json!([])).await.0,
        "HA_NOT_ENABLED"
    );
    let prevented = client.fails("pool.ha_prevent_restarts_for", json!(["60"]));
    assert_eq!(prevented.await.0, "HA_NOT_ENABLED");

    client
        .ok("pool.enable_ha", json!([[], {"timeout": "60"}]))
        .await;
    let pool_ref = client.ok("pool.get_all", json!([])).await[0].clone();
    let record = client.ok("pool.get_record", json!([pool_ref])).await;
    assert_eq!(record["ha_enabled"], true);
    assert_eq!(record["ha_configuration"]["timeout"], "60");
    let heartbeat = &record["ha_statefiles"][0];
    let kind = client.ok("VDI.get_type", json!([heartbeat])).await;
    assert_eq!(kind, "ha_statefile");
    assert_eq!(
        client.fails("pool.enable_ha", json!([[], {}])).await.0,
        "HA_IS_ENABLED"
    );
    assert_eq!(
        client
            .ok("pool.ha_failover_plan_exists", json!(["2"]))
            .await,
        true
    );

    client.ok("pool.disable_ha", json!([])).await;
    // Its storage stays as it is, and is used again.
    let record = client.ok("pool.get_record", json!([pool_ref])).await;
    assert_eq!(record["ha_enabled"], false);
    assert_eq!(record["ha_statefiles"], json!([heartbeat]));
    client.ok("pool.enable_ha", json!([[], {}])).await;
    let record = client.ok("pool.get_record", json!([pool_ref])).await;
    assert_eq!(record["ha_statefiles"], json!([heartbeat]));
}

#[tokio::test]
async fn storage_can_be_forgotten_once_it_is_detached() {
    let sim = pool(2, 4).await;
    let client = Client::login(&sim).await;
    let sr = client
        .ok(
            "SR.introduce",
            json!([FORGOTTEN_ON_FILER, "spare", "", "nfs", "user", true, {}]),
        )
        .await;
    let offered = |operation: &'static str| {
        let (client, sr) = (&client, &sr);
        async move {
            let allowed = client.ok("SR.get_allowed_operations", json!([sr])).await;
            allowed.as_array().unwrap().contains(&json!(operation))
        }
    };
    assert!(offered("forget").await && !offered("destroy").await);
    let host = client.ok("host.get_all", json!([])).await[0].clone();
    let config = json!({"server": FILER, "serverpath": "/volume1/old"});
    let pbd = client
        .ok(
            "PBD.create",
            json!([{ "host": host, "SR": sr, "device_config": config }]),
        )
        .await;
    assert!(offered("destroy").await);
    client.ok("PBD.plug", json!([pbd])).await;
    assert!(!offered("forget").await && !offered("destroy").await);
    assert_eq!(client.fails("SR.forget", json!([sr])).await.0, "SR_HAS_PBD");
    client.ok("PBD.unplug", json!([pbd])).await;
    client.ok("SR.forget", json!([sr])).await;
}

#[tokio::test]
async fn a_host_is_woken_as_it_was_told_to_be() {
    let sim = pool(2, 0).await;
    let client = Client::login(&sim).await;
    let hosts = client.ok("host.get_all", json!([])).await;
    let host = &hosts[1];
    let asleep = Failed("HOST_POWER_ON_MODE_DISABLED".to_owned(), Vec::new());
    client.ok("host.disable", json!([host])).await;
    client.ok("host.shutdown", json!([host])).await;
    assert_eq!(client.fails("host.power_on", json!([host])).await, asleep);
    client
        .ok("host.set_power_on_mode", json!([host, "wake-on-lan", {}]))
        .await;
    let allowed = client
        .ok("host.get_allowed_operations", json!([host]))
        .await;
    assert_eq!(allowed, json!(["power_on"]));
    client.ok("host.power_on", json!([host])).await;
}
