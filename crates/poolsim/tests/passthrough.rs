//! Hardware that goes to a VM as it is: what is refused, where the VM starts, and what it cannot do meanwhile.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use common::{Client, Failed, pool};
use poolsim::Sim;
use serde_json::{Value, json};

const NULL: &str = "OpaqueRef:NULL";

async fn start() -> (Sim, Client) {
    let sim = pool(3, 20).await;
    let client = Client::login(&sim).await;
    (sim, client)
}

/// The object of a class of which a member is that.
async fn found(client: &Client, class: &str, member: &str, value: Value) -> String {
    let all = client
        .ok(&format!("{class}.get_all_records"), json!([]))
        .await;
    let all = all.as_object().unwrap();
    let one = all.iter().find(|(_, record)| record[member] == value);
    one.unwrap_or_else(|| panic!("{class} with {member} {value}"))
        .0
        .clone()
}

async fn refused(client: &Client, method: &str, params: Value, code: &str, expected: &[&str]) {
    let expected = expected.iter().map(|it| (*it).to_owned()).collect();
    let failed = client.fails(method, params).await;
    assert_eq!(failed, Failed(code.to_owned(), expected), "{method}");
}

async fn allowed(client: &Client, vm: &str) -> Vec<String> {
    let allowed = client.vm_field(vm, "allowed_operations").await;
    serde_json::from_value(allowed).unwrap()
}

#[tokio::test]
async fn a_usb_device_goes_to_one_machine_on_its_host() {
    let (_sim, client) = start().await;
    let vm = client.vm("build-agent-01").await;
    let running = client.vm("web-01").await;
    let device = found(&client, "PUSB", "product_id", json!("3031")).await;
    let record = client.ok("PUSB.get_record", json!([device])).await;
    let group = record["USB_group"].as_str().unwrap();
    let vusb = client.ok("VUSB.create", json!([vm, group, {}])).await;
    refused(
        &client,
        "VUSB.create",
        json!([running, group, {}]),
        "USB_GROUP_CONFLICT",
        &[group],
    )
    .await;
    // It is there once the machine runs, and the machine runs nowhere else.
    assert_eq!(
        client
            .ok("VUSB.get_currently_attached", json!([vusb]))
            .await,
        json!(false)
    );
    let other = found(&client, "PUSB", "product_id", json!("0201")).await;
    let other = client.ok("PUSB.get_host", json!([other])).await;
    let why = format!(
        "VUSB {} is not available on Host {}",
        vusb.as_str().unwrap(),
        other.as_str().unwrap()
    );
    refused(
        &client,
        "VM.start_on",
        json!([vm, other, false, false]),
        "OPERATION_NOT_ALLOWED",
        &[&why],
    )
    .await;
    client.ok("VM.start", json!([vm, false, false])).await;
    assert_eq!(client.vm_field(&vm, "resident_on").await, record["host"]);
    assert_eq!(
        client
            .ok("VUSB.get_currently_attached", json!([vusb]))
            .await,
        json!(true)
    );
    assert_eq!(
        client
            .ok("VUSB.get_allowed_operations", json!([vusb]))
            .await,
        json!(["attach", "unplug"])
    );
    let host = record["host"].as_str().unwrap();
    for (method, params) in [
        ("VM.suspend", json!([vm])),
        ("VM.snapshot", json!([vm, "x", []])),
        ("VM.checkpoint", json!([vm, "x"])),
        ("VM.pool_migrate", json!([vm, host, {}])),
    ] {
        refused(&client, method, params, "VM_HAS_VUSBS", &[&vm]).await;
    }
    let can = allowed(&client, &vm).await;
    for operation in [
        "suspend",
        "snapshot",
        "checkpoint",
        "pool_migrate",
        "migrate_send",
    ] {
        assert!(!can.iter().any(|it| it == operation), "{operation}");
    }
    refused(
        &client,
        "PUSB.set_passthrough_enabled",
        json!([device, false]),
        "USB_ALREADY_ATTACHED",
        &[&device, &vm],
    )
    .await;
    let [vusb_uuid, vm_uuid] = [
        client.ok("VUSB.get_uuid", json!([vusb])).await,
        client.ok("VM.get_uuid", json!([vm])).await,
    ];
    let why = format!(
        "VUSB '{}' still attached to '{}'",
        vusb_uuid.as_str().unwrap(),
        vm_uuid.as_str().unwrap()
    );
    refused(
        &client,
        "VUSB.destroy",
        json!([vusb]),
        "OPERATION_NOT_ALLOWED",
        &[&why],
    )
    .await;
    client.ok("VUSB.unplug", json!([vusb])).await;
    refused(
        &client,
        "VUSB.unplug",
        json!([vusb]),
        "DEVICE_ALREADY_DETACHED",
        &[vusb.as_str().unwrap()],
    )
    .await;
    // Unplugged or not: it belongs to the machine.
    refused(&client, "VM.suspend", json!([vm]), "VM_HAS_VUSBS", &[&vm]).await;
    client.ok("VUSB.destroy", json!([vusb])).await;
    assert!(allowed(&client, &vm).await.contains(&"suspend".to_owned()));
}

#[tokio::test]
async fn a_usb_device_that_is_kept_from_machines_is_given_to_none() {
    let (_sim, client) = start().await;
    let vm = client.vm("build-agent-01").await;
    let device = found(&client, "PUSB", "product_id", json!("0201")).await;
    let group = client.ok("PUSB.get_USB_group", json!([device])).await;
    let vusb = client.ok("VUSB.create", json!([vm, group, {}])).await;
    refused(
        &client,
        "VUSB.unplug",
        json!([vusb]),
        "VM_BAD_POWER_STATE",
        &[&vm, "running", "halted"],
    )
    .await;
    refused(
        &client,
        "USB_group.destroy",
        json!([group]),
        "USB_GROUP_CONTAINS_PUSB",
        &[&device],
    )
    .await;
    client
        .ok("PUSB.set_passthrough_enabled", json!([device, false]))
        .await;
    assert_eq!(
        client.fails("VUSB.get_record", json!([vusb])).await.0,
        "HANDLE_INVALID"
    );
    assert_eq!(client.vm_field(&vm, "VUSBs").await, json!([]));
    // A machine that is started anew by high availability cannot hang on one host.
    client
        .ok("VM.set_ha_restart_priority", json!([vm, "restart"]))
        .await;
    let why = format!(
        "VM {vm} ha_restart_priority has been set to 'restart', cannot create VUSB for it. "
    );
    refused(
        &client,
        "VUSB.create",
        json!([vm, group, {}]),
        "OPERATION_NOT_ALLOWED",
        &[&why],
    )
    .await;
}

#[tokio::test]
async fn parts_of_a_gpu_go_to_machines_until_it_is_full() {
    let (_sim, client) = start().await;
    let group = found(
        &client,
        "GPU_group",
        "name_label",
        json!("Group of NVIDIA Corporation AD104GL [L4] GPUs"),
    )
    .await;
    let whole = found(&client, "VGPU_type", "model_name", json!("NVIDIA L4-24Q")).await;
    let part = found(&client, "VGPU_type", "model_name", json!("NVIDIA L4-6Q")).await;
    let room = async |kind: &str| {
        client
            .ok("GPU_group.get_remaining_capacity", json!([group, kind]))
            .await
    };
    assert_eq!(
        (room(&whole).await, room(&part).await),
        (json!(2), json!(8))
    );
    let vm = client.vm("build-agent-01").await;
    let running = client.vm("web-01").await;
    refused(
        &client,
        "VGPU.create",
        json!([running, group, "0", {}, part]),
        "VM_BAD_POWER_STATE",
        &[&running, "halted", "running"],
    )
    .await;
    refused(
        &client,
        "VGPU.create",
        json!([vm, group, "first", {}, part]),
        "INVALID_DEVICE",
        &["first"],
    )
    .await;
    let vgpu = client
        .ok("VGPU.create", json!([vm, group, "0", {}, part]))
        .await;
    for (device, code, told) in [
        ("0", "DEVICE_ALREADY_EXISTS", "0"),
        ("1", "VGPU_TYPE_NOT_COMPATIBLE", &*whole),
    ] {
        let asked = json!([vm, group, device, {}, whole]);
        refused(&client, "VGPU.create", asked, code, &[told]).await;
    }
    client.ok("VM.start", json!([vm, false, false])).await;
    let record = client.ok("VGPU.get_record", json!([vgpu])).await;
    assert_eq!(record["currently_attached"], true);
    let gpu = record["resident_on"].as_str().unwrap();
    assert_eq!(
        client.ok("PGPU.get_host", json!([gpu])).await,
        client.vm_field(&vm, "resident_on").await
    );
    // One kind at a time on a GPU: the other host's is free for the other.
    assert_eq!(
        (room(&whole).await, room(&part).await),
        (json!(1), json!(7))
    );
    refused(&client, "VM.suspend", json!([vm]), "VM_HAS_VGPU", &[&vm]).await;
    refused(
        &client,
        "VGPU.destroy",
        json!([vgpu]),
        "OPERATION_NOT_ALLOWED",
        &["vGPU currently attached to a running VM"],
    )
    .await;
    refused(
        &client,
        "PGPU.remove_enabled_VGPU_types",
        json!([gpu, part]),
        "PGPU_IN_USE_BY_VM",
        &[&vm],
    )
    .await;
    client.ok("VM.hard_shutdown", json!([vm])).await;
    assert_eq!(room(&part).await, json!(8));
    // With the type nowhere enabled there is no host for it.
    for gpu in client
        .ok("GPU_group.get_PGPUs", json!([group]))
        .await
        .as_array()
        .unwrap()
    {
        client
            .ok("PGPU.remove_enabled_VGPU_types", json!([gpu, part]))
            .await;
    }
    refused(
        &client,
        "VM.start",
        json!([vm, false, false]),
        "NO_HOSTS_AVAILABLE",
        &[],
    )
    .await;
    let host = client.ok("host.get_all", json!([])).await[0].clone();
    refused(
        &client,
        "VM.start_on",
        json!([vm, host, false, false]),
        "VM_REQUIRES_VGPU",
        &[&vm, &group, &part],
    )
    .await;
    client.ok("VGPU.destroy", json!([vgpu])).await;
    client.ok("VM.start", json!([vm, false, false])).await;
}

#[tokio::test]
async fn a_whole_gpu_goes_to_one_machine() {
    let (_sim, client) = start().await;
    let group = found(
        &client,
        "GPU_group",
        "name_label",
        json!(
            "Group of Advanced Micro Devices, Inc. [AMD/ATI] Navi 23 WKS-XL [Radeon PRO W6600] GPUs"
        ),
    )
    .await;
    let gpu = client.ok("GPU_group.get_PGPUs", json!([group])).await[0].clone();
    let (vm, other) = (
        client.vm("build-agent-01").await,
        client.vm("build-agent-02").await,
    );
    let vms = [vm, other];
    for vm in &vms {
        client
            .ok("VGPU.create", json!([vm, group, "0", {}, NULL]))
            .await;
    }
    let [vm, other] = vms;
    client.ok("VM.start", json!([vm, false, false])).await;
    let pci = client.ok("PGPU.get_PCI", json!([gpu])).await;
    assert_eq!(client.vm_field(&vm, "attached_PCIs").await, json!([pci]));
    refused(
        &client,
        "VM.suspend",
        json!([vm]),
        "VM_HAS_PCI_ATTACHED",
        &[&vm],
    )
    .await;
    let host = client.ok("PGPU.get_host", json!([gpu])).await;
    refused(
        &client,
        "VM.start_on",
        json!([other, host, false, false]),
        "VM_REQUIRES_GPU",
        &[&other, &group],
    )
    .await;
    let nvidia = found(
        &client,
        "GPU_group",
        "name_label",
        json!("Group of NVIDIA Corporation AD104GL [L4] GPUs"),
    )
    .await;
    refused(
        &client,
        "PGPU.set_GPU_group",
        json!([gpu, nvidia]),
        "PGPU_IN_USE_BY_VM",
        &[&vm],
    )
    .await;
    client.ok("VM.hard_shutdown", json!([vm])).await;
    assert_eq!(client.vm_field(&vm, "attached_PCIs").await, json!([]));
    refused(
        &client,
        "PGPU.set_GPU_group",
        json!([gpu, nvidia]),
        "PGPU_NOT_COMPATIBLE_WITH_GPU_GROUP",
        &["1002/73e3", "[10de/27b8]"],
    )
    .await;
}

#[tokio::test]
async fn a_pci_device_is_there_where_it_is_or_the_start_fails() {
    let (_sim, client) = start().await;
    let vm = client.vm("build-agent-01").await;
    let device = found(&client, "PCI", "pci_id", json!("0000:5e:00.0")).await;
    let host = client.ok("PCI.get_host", json!([device])).await;
    client
        .ok(
            "VM.add_to_other_config",
            json!([vm, "pci", "0/0000:5e:00.0"]),
        )
        .await;
    let hosts = client.ok("host.get_all", json!([])).await;
    let other = hosts.as_array().unwrap().iter().find(|it| **it != host);
    let failed = client
        .fails("VM.start_on", json!([vm, other.unwrap(), false, false]))
        .await;
    assert_eq!(failed.0, "INTERNAL_ERROR");
    assert_eq!(client.vm_field(&vm, "power_state").await, "Halted");
    client
        .ok("VM.start_on", json!([vm, host, false, false]))
        .await;
    assert_eq!(client.vm_field(&vm, "attached_PCIs").await, json!([device]));
    refused(
        &client,
        "VM.suspend",
        json!([vm]),
        "VM_HAS_PCI_ATTACHED",
        &[&vm],
    )
    .await;
}
