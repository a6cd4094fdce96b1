//! Operations on VMs: what they change, when they are refused, and what is told of them meanwhile.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use common::{Client, Failed, pool};
use serde_json::{Value, json};

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

fn failed(code: &str, params: &[&str]) -> Failed {
    Failed(
        code.to_owned(),
        params.iter().map(|p| (*p).to_owned()).collect(),
    )
}

#[tokio::test]
async fn a_vm_goes_through_its_states() {
    let sim = pool(3, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("build-agent-01").await;
    client.ok("VM.start", json!([vm, false, false])).await;
    let record = client.ok("VM.get_record", json!([vm])).await;
    assert_eq!(record["power_state"], "Running");
    assert_ne!(record["resident_on"], "OpaqueRef:NULL");
    assert_ne!(record["guest_metrics"], "OpaqueRef:NULL");
    assert_eq!(record["consoles"].as_array().unwrap().len(), 1);
    let guest = client
        .ok(
            "VM_guest_metrics.get_networks",
            json!([record["guest_metrics"]]),
        )
        .await;
    assert!(guest["0/ip"].as_str().unwrap().starts_with("10."));
    client.ok("VM.pause", json!([vm])).await;
    assert_eq!(client.vm_field(&vm, "power_state").await, "Paused");
    client.ok("VM.unpause", json!([vm])).await;
    client.ok("VM.suspend", json!([vm])).await;
    let record = client.ok("VM.get_record", json!([vm])).await;
    assert_eq!(
        (&record["power_state"], &record["resident_on"]),
        (&json!("Suspended"), &json!("OpaqueRef:NULL"))
    );
    assert_eq!(
        client
            .ok("VDI.get_type", json!([record["suspend_VDI"]]))
            .await,
        "suspend"
    );
    client.ok("VM.resume", json!([vm, false, false])).await;
    client.ok("VM.clean_shutdown", json!([vm])).await;
    let record = client.ok("VM.get_record", json!([vm])).await;
    assert_eq!(
        (&record["power_state"], &record["domid"]),
        (&json!("Halted"), &json!(-1))
    );
    assert_eq!(record["consoles"], json!([]));
    let vbd = client
        .ok("VBD.get_record", json!([record["VBDs"][0]]))
        .await;
    assert_eq!(vbd["currently_attached"], false);
}

#[tokio::test]
async fn wrong_states_are_refused_with_what_was_expected() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let (halted, running) = (client.vm("build-agent-01").await, client.vm("web-01").await);
    let refused = client
        .fails("VM.start", json!([running, false, false]))
        .await;
    assert_eq!(
        refused,
        failed("VM_BAD_POWER_STATE", &[&running, "halted", "running"])
    );
    let refused = client.fails("VM.clone", json!([running, "c"])).await;
    assert_eq!(
        refused,
        failed("VM_BAD_POWER_STATE", &[&running, "halted", "running"])
    );
    let refused = client.fails("VM.clean_shutdown", json!([halted])).await;
    assert_eq!(
        refused,
        failed("VM_BAD_POWER_STATE", &[&halted, "running", "halted"])
    );
    // No agent in this one: no clean end, but a hard one.
    let appliance = client.vm("pare-feu 🔥").await;
    let refused = client.fails("VM.clean_shutdown", json!([appliance])).await;
    assert_eq!(refused, failed("VM_LACKS_FEATURE", &[&appliance]));
    client.ok("VM.hard_shutdown", json!([appliance])).await;
}

#[tokio::test]
async fn what_is_allowed_follows_what_happens() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("build-agent-01").await;
    let before = strings(&client.vm_field(&vm, "allowed_operations").await);
    assert!(before.contains(&"start".to_owned()) && !before.contains(&"suspend".to_owned()));
    let task = client.ok("Async.VM.start", json!([vm, false, false])).await;
    let record = client.ok("VM.get_record", json!([vm])).await;
    assert_eq!(
        record["current_operations"][task.as_str().unwrap()],
        "start"
    );
    let during = strings(&record["allowed_operations"]);
    assert!(!during.contains(&"start".to_owned()), "{during:?}");
    let refused = client.fails("VM.start", json!([vm, false, false])).await;
    assert_eq!(
        refused,
        failed(
            "OTHER_OPERATION_IN_PROGRESS",
            &["VM", &vm, "start", task.as_str().unwrap()]
        )
    );
    assert_eq!(client.done(&task).await["status"], "success");
    let after = client.ok("VM.get_record", json!([vm])).await;
    assert_eq!(after["current_operations"], json!({}));
    assert!(strings(&after["allowed_operations"]).contains(&"clean_shutdown".to_owned()));
}

#[tokio::test]
async fn a_task_shows_progress_and_its_result_as_xml() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("build-agent-01").await;
    let task = client.ok("Async.VM.clone", json!([vm, "copy of it"])).await;
    let record = client.done(&task).await;
    let copy = client.vm("copy of it").await;
    assert_eq!(record["result"], format!("<value>{copy}</value>"));
    assert_eq!(
        (&record["progress"], &record["type"]),
        (&json!(1.0), &json!("<none/>"))
    );
    let task = client
        .ok(
            "Async.VM.start",
            json!([client.vm("web-01").await, false, false]),
        )
        .await;
    let record = client.done(&task).await;
    assert_eq!(
        (&record["status"], &record["error_info"][0]),
        (&json!("failure"), &json!("VM_BAD_POWER_STATE"))
    );
    client.ok("task.destroy", json!([task])).await;
    assert_eq!(
        client.fails("task.get_record", json!([task])).await.0,
        "HANDLE_INVALID"
    );
}

#[tokio::test]
async fn a_task_can_be_cancelled() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("build-agent-01").await;
    let task = client.ok("Async.VM.start", json!([vm, false, false])).await;
    while client
        .ok("task.get_allowed_operations", json!([task]))
        .await
        == json!([])
    {}
    client.ok("task.cancel", json!([task])).await;
    assert_eq!(client.done(&task).await["status"], "cancelled");
    let record = client.ok("VM.get_record", json!([vm])).await;
    assert_eq!(
        (
            &record["power_state"],
            &record["scheduled_to_be_resident_on"]
        ),
        (&json!("Halted"), &json!("OpaqueRef:NULL"))
    );
    assert_eq!(record["current_operations"], json!({}));
}

#[tokio::test]
async fn a_vm_moves_and_its_console_with_it() {
    let sim = pool(3, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("build-agent-01").await;
    client.ok("VM.start", json!([vm, false, false])).await;
    let from = client.vm_field(&vm, "resident_on").await;
    let hosts = strings(&client.ok("host.get_all", json!([])).await);
    let to = hosts.iter().find(|host| json!(host) != from).unwrap();
    let console = client.vm_field(&vm, "consoles").await[0].clone();
    client
        .ok("VM.pool_migrate", json!([vm, to, {"live": "true"}]))
        .await;
    assert_eq!(client.vm_field(&vm, "resident_on").await, json!(to));
    assert_eq!(
        client.fails("console.get_record", json!([console])).await.0,
        "HANDLE_INVALID"
    );
    let address = client.ok("host.get_address", json!([to])).await;
    let new = client.vm_field(&vm, "consoles").await[0].clone();
    let location = client.ok("console.get_location", json!([new])).await;
    assert!(
        location
            .as_str()
            .unwrap()
            .contains(address.as_str().unwrap()),
        "{location} {address}"
    );
    client.ok("host.disable", json!([from])).await;
    assert_eq!(
        client.fails("VM.pool_migrate", json!([vm, from, {}])).await,
        failed("HOST_DISABLED", &[from.as_str().unwrap()])
    );
}

#[tokio::test]
async fn memory_is_limited() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("build-agent-01").await;
    client.ok("VM.set_memory", json!([vm, 900i64 << 30])).await;
    assert_eq!(
        client.fails("VM.start", json!([vm, false, false])).await,
        failed("NO_HOSTS_AVAILABLE", &[])
    );
    let host = client.ok("host.get_all", json!([])).await[0].clone();
    let refused = client
        .fails("VM.start_on", json!([vm, host, false, false]))
        .await;
    assert_eq!(
        (refused.0.as_str(), refused.1.len()),
        ("HOST_NOT_ENOUGH_FREE_MEMORY", 2)
    );
    assert_eq!(
        client.ok("VM.get_possible_hosts", json!([vm])).await,
        json!([])
    );
}

#[tokio::test]
async fn a_template_becomes_a_vm() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let template = client.vm("Debian Bookworm 12").await;
    assert_eq!(
        client
            .fails("VM.start", json!([template, false, false]))
            .await
            .0,
        "VM_IS_TEMPLATE"
    );
    // As it comes it leaves open where its disks go: that is refused, and yet it is a template no more.
    let open = client
        .ok("VM.clone", json!([template, "an open one"]))
        .await;
    assert_eq!(
        client.fails("VM.provision", json!([open])).await,
        failed("UUID_INVALID", &["sr", ""])
    );
    client.ok("VM.start", json!([open, false, false])).await;
    let vm = client.ok("VM.clone", json!([template, "new one"])).await;
    let storage = client
        .ok("SR.get_by_name_label", json!(["NFS on nas-01"]))
        .await;
    let storage = client.ok("SR.get_uuid", json!([storage[0]])).await;
    let mut config = client.ok("VM.get_other_config", json!([vm])).await;
    let named = format!("sr={storage}");
    config["disks"] = json!(config["disks"].as_str().unwrap().replace("sr=\"\"", &named));
    client.ok("VM.set_other_config", json!([vm, config])).await;
    client.ok("VM.provision", json!([vm])).await;
    let record = client.ok("VM.get_record", json!([vm])).await;
    assert_eq!(record["is_a_template"], false);
    assert_eq!(record["VBDs"].as_array().unwrap().len(), 1);
    let vdi = client.ok("VBD.get_VDI", json!([record["VBDs"][0]])).await;
    assert_eq!(
        client.ok("VDI.get_virtual_size", json!([vdi])).await,
        json!(10i64 << 30)
    );
    client.ok("VM.start", json!([vm, false, false])).await;
    assert_eq!(
        client.vm_field(vm.as_str().unwrap(), "power_state").await,
        "Running"
    );
}

#[tokio::test]
async fn a_snapshot_brings_back_what_was() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("build-agent-01").await;
    let snapshot = client.ok("VM.snapshot", json!([vm, "before"])).await;
    assert_eq!(client.vm_field(&vm, "snapshots").await, json!([snapshot]));
    let own = client.vm_field(snapshot.as_str().unwrap(), "snapshot_metadata");
    let own = own.await;
    let name = "('name__label' 'build-agent-01')";
    assert!(own.as_str().unwrap().contains(name), "{own}");
    client.ok("VM.set_VCPUs_at_startup", json!([vm, 1])).await;
    client.ok("VM.set_name_label", json!([vm, "renamed"])).await;
    client.ok("VM.add_tags", json!([vm, "stays"])).await;
    let disk_of = async |vm: &str| {
        let drives = client.vm_field(vm, "VBDs").await;
        client.ok("VBD.get_VDI", json!([drives[0]])).await
    };
    let before = disk_of(&vm).await;
    let later = client
        .ok("VDI.copy", json!([before, "OpaqueRef:NULL", "", ""]))
        .await;
    let drive = json!({
        "VM": vm, "VDI": later, "userdevice": "7", "bootable": false, "mode": "RW", "type": "Disk",
        "empty": false, "other_config": {}, "qos_algorithm_type": "", "qos_algorithm_params": {},
    });
    client.ok("VBD.create", json!([drive])).await;
    client.ok("VM.revert", json!([snapshot])).await;
    assert_eq!(client.vm_field(&vm, "VCPUs_at_startup").await, 2);
    assert_eq!(client.vm_field(&vm, "name_label").await, "build-agent-01");
    let tags = client.vm_field(&vm, "tags").await;
    assert!(tags.as_array().unwrap().contains(&json!("stays")), "{tags}");
    // The disk is another one, of which there is still a snapshot; that which came later has no drive.
    let after = disk_of(&vm).await;
    assert_ne!(after, before);
    let taken = disk_of(snapshot.as_str().unwrap()).await;
    let of = client.ok("VDI.get_snapshot_of", json!([taken])).await;
    assert_eq!(of, after);
    assert_eq!(client.ok("VDI.get_VBDs", json!([later])).await, json!([]));
    client.fails("VDI.get_uuid", json!([before])).await;
    client.ok("VM.destroy", json!([snapshot])).await;
    assert_eq!(client.vm_field(&vm, "snapshots").await, json!([]));
    // Its disk is not taken away with it.
    client.ok("VDI.destroy", json!([taken])).await;
}

#[tokio::test]
async fn devices_come_and_go() {
    let sim = pool(2, 20).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let sr = client
        .ok("SR.get_by_name_label", json!(["NFS on nas-01"]))
        .await[0]
        .clone();
    let disk = json!({"SR": sr, "virtual_size": 1i64 << 30, "type": "user", "sharable": false, "read_only": false, "other_config": {}});
    let vdi = client.ok("VDI.create", json!([disk])).await;
    let mut record = json!({"VM": vm, "VDI": vdi, "userdevice": "7", "bootable": false, "mode": "RW", "type": "Disk",
        "empty": false, "other_config": {}, "qos_algorithm_type": ""});
    let refused = client.fails("VBD.create", json!([record])).await;
    assert_eq!(
        refused,
        failed(
            "INTERNAL_ERROR",
            &["Server_helpers.Dispatcher_FieldNotFound(\"qos_algorithm_params\")"]
        )
    );
    record["qos_algorithm_params"] = json!({});
    let vbd = client.ok("VBD.create", json!([record])).await;
    assert_eq!(
        client.fails("VBD.create", json!([record])).await,
        failed("DEVICE_ALREADY_EXISTS", &["7"])
    );
    client.ok("VBD.plug", json!([vbd])).await;
    assert_eq!(
        client.fails("VDI.destroy", json!([vdi])).await.0,
        "VDI_IN_USE"
    );
    assert_eq!(
        client.fails("VBD.plug", json!([vbd])).await.0,
        "DEVICE_ALREADY_ATTACHED"
    );
    client.ok("VBD.unplug", json!([vbd])).await;
    client.ok("VBD.destroy", json!([vbd])).await;
    client.ok("VDI.destroy", json!([vdi])).await;
    let huge = json!({"SR": sr, "virtual_size": 1i64 << 60, "type": "user", "sharable": false, "read_only": false, "other_config": {}});
    assert_eq!(client.fails("VDI.create", json!([huge])).await.0, "SR_FULL");
}

#[tokio::test]
async fn a_host_is_emptied_before_it_stops() {
    let sim = pool(3, 12).await;
    let client = Client::login(&sim).await;
    let coordinator = client.ok("pool.get_all_records", json!([])).await;
    let coordinator = coordinator.as_object().unwrap().values().next().unwrap()["master"].clone();
    let hosts = client.ok("host.get_all", json!([])).await;
    let host = hosts
        .as_array()
        .unwrap()
        .iter()
        .find(|host| **host != coordinator)
        .unwrap();
    assert_eq!(
        client.fails("host.shutdown", json!([host])).await,
        failed("HOST_NOT_DISABLED", &[])
    );
    // What cannot move is told beforehand, with the reason.
    let stuck = client
        .ok("host.get_vms_which_prevent_evacuation", json!([host]))
        .await;
    for vm in stuck.as_object().unwrap().keys() {
        client.ok("VM.hard_shutdown", json!([vm])).await;
    }
    client.ok("host.evacuate", json!([host])).await;
    assert_eq!(client.ok("host.get_enabled", json!([host])).await, false);
    let left = client.ok("host.get_resident_VMs", json!([host])).await;
    assert_eq!(left.as_array().unwrap().len(), 1, "only its control domain");
    client.ok("host.shutdown", json!([host])).await;
    let metrics = client.ok("host.get_metrics", json!([host])).await;
    assert_eq!(
        client.ok("host_metrics.get_live", json!([metrics])).await,
        false
    );
}

#[tokio::test]
async fn who_may_only_read_may_only_read() {
    let sim = pool(2, 12).await;
    let client = Client::login_as(&sim, "viewer", "pooldeck-viewer").await;
    let vm = client.vm("web-01").await;
    let lacks = |permission: &str, roles: &str| {
        let reason =
            format!("No permission in user session. (Roles with this permission: {roles})");
        failed("RBAC_PERMISSION_DENIED", &[permission, &reason])
    };
    let operators = "vm-power-admin, vm-admin, vm-operator, pool-admin, pool-operator";
    assert_eq!(
        client.fails("VM.set_name_label", json!([vm, "x"])).await,
        lacks(
            "vm.set_name_label",
            "vm-power-admin, vm-admin, pool-admin, pool-operator"
        )
    );
    assert_eq!(
        client.fails("VM.start", json!([vm, false, false])).await,
        lacks("vm.start", operators)
    );
    // A key that is open to more people is a permission of its own.
    assert_eq!(
        client
            .fails("VM.add_to_other_config", json!([vm, "folder", "/a"]))
            .await,
        lacks("vm.add_to_other_config/key:folder", operators)
    );
    // What runs as a task is taken, and its task says that it was not allowed.
    let task = client.ok("Async.VM.clean_shutdown", json!([vm])).await;
    let end = client.done(&task).await;
    assert_eq!(end["status"], "failure");
    assert_eq!(
        (&end["error_info"][0], &end["error_info"][1]),
        (
            &json!("RBAC_PERMISSION_DENIED"),
            &json!("vm.clean_shutdown")
        )
    );
    assert_eq!(client.vm_field(&vm, "power_state").await, "Running");
    assert!(
        client
            .ok("VM.get_all_records", json!([]))
            .await
            .as_object()
            .unwrap()
            .len()
            > 12
    );
}
