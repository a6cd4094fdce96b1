use serde_json::{Value, json};
use xapi::{
    Class, Console, Host, HostMetrics, Message, MessageClass, Network, Object, Pbd, Pif,
    PifMetrics, Pool, Record, RecordOf, Sr, Task, TaskStatus, Vbd, VbdType, Vdi, Vif, Vm,
    VmGuestMetrics, VmKind, VmMetrics, VmOperation, VmPowerState,
};

use super::of;

fn made(object: Value) -> Vec<Object> {
    let text = object.to_string();
    let object = xo::Object::parse("x", text).unwrap();
    of(&object, &|id| (id == "a-vm").then_some(Class::Vm))
}

fn the<T: RecordOf + Clone>(objects: &[Object]) -> T {
    let found = objects
        .iter()
        .find_map(|object| T::from_record(&object.record));
    found.cloned().unwrap_or_else(|| panic!("{objects:?}"))
}

fn references(objects: &[Object]) -> Vec<&str> {
    objects
        .iter()
        .map(|object| object.reference.as_str())
        .collect()
}

fn machine(state: &str, more: Value) -> Vec<Object> {
    let mut object = json!({
        "type": "VM", "id": "x", "uuid": "x", "$pool": "p", "name_label": "web", "power_state": state,
        "$container": "h", "CPUs": {"max": 4, "number": 2}, "memory": {
            "size": 2048, "dynamic": [1024, 2048], "static": [512, 4096],
        },
        "virtualizationMode": "hvm", "$VBDs": ["b"], "VIFs": ["i"], "tags": ["prod"],
        "startTime": 1_795_219_060, "other": {"k": "v"},
    });
    object
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    made(object)
}

#[test]
fn a_running_machine_has_its_parts() {
    let tools = json!({
        "pvDriversDetected": true, "pvDriversVersion": "7.30.0-12", "managementAgentDetected": true,
        "addresses": {"0/ipv4/0": "10.0.0.7"}, "os_version": {"name": "Debian"},
    });
    let objects = machine("Running", tools);
    assert_eq!(
        references(&objects),
        ["x", "x/metrics", "x/console", "x/guest"]
    );
    let vm: Vm = the(&objects);
    assert_eq!(vm.kind(), VmKind::Machine);
    assert_eq!((vm.name_label.as_str(), vm.uuid.as_str()), ("web", "x"));
    assert_eq!(vm.power_state, VmPowerState::Running);
    assert_eq!(vm.resident_on.as_str(), "h");
    assert_eq!((vm.memory_static_min, vm.memory_dynamic_max), (512, 2048));
    assert_eq!((vm.vcpus_max, vm.vcpus_at_startup), (4, 2));
    assert_eq!(vm.vbds[0].as_str(), "b");
    assert_eq!(vm.other_config["k"], "v");
    assert!(vm.allowed_operations.contains(&VmOperation::CleanShutdown));
    assert!(!vm.allowed_operations.contains(&VmOperation::Start));
    let metrics: VmMetrics = the(&objects);
    assert_eq!(
        (metrics.memory_actual, metrics.start_time.unix()),
        (2048, 1_795_219_060)
    );
    let console: Console = the(&objects);
    assert_eq!((console.location.as_str(), console.vm.as_str()), ("x", "x"));
    let guest: VmGuestMetrics = the(&objects);
    assert_eq!(guest.pv_drivers_version["micro"], "0");
    assert_eq!(guest.pv_drivers_version["build"], "12");
    assert_eq!(guest.networks["0/ipv4/0"], "10.0.0.7");
}

#[test]
fn a_machine_at_rest_has_no_console_and_is_nowhere() {
    let objects = machine("Halted", json!({}));
    assert_eq!(references(&objects), ["x", "x/metrics"]);
    let vm: Vm = the(&objects);
    assert!(vm.resident_on.is_null() && vm.consoles.is_empty() && vm.guest_metrics.is_null());
    assert!(vm.allowed_operations.contains(&VmOperation::Start));
    let metrics: VmMetrics = the(&objects);
    assert_eq!(metrics.memory_actual, 0);
}

#[test]
fn what_is_under_way_leaves_only_the_plug() {
    let busy = json!({"current_operations": {"task-1": "snapshot"}});
    let vm: Vm = the(&machine("Running", busy.clone()));
    assert_eq!(vm.current_operations["task-1"], VmOperation::Snapshot);
    assert_eq!(
        vm.allowed_operations,
        [VmOperation::HardShutdown, VmOperation::HardReboot]
    );
    let vm: Vm = the(&machine("Halted", busy));
    assert!(vm.allowed_operations.is_empty());
}

#[test]
fn templates_snapshots_and_control_domains_are_told_apart() {
    for (kind, expect, parts) in [
        ("VM-template", VmKind::Template, 1),
        ("VM-snapshot", VmKind::Snapshot, 1),
        ("VM-controller", VmKind::ControlDomain, 3),
    ] {
        let state = if kind == "VM-controller" {
            "Running"
        } else {
            "Halted"
        };
        let objects = machine(
            state,
            json!({"type": kind, "$snapshot_of": "v", "snapshot_time": 7}),
        );
        let vm: Vm = the(&objects);
        assert_eq!(vm.kind(), expect, "{kind}");
        assert!(vm.allowed_operations.is_empty(), "{kind}");
        assert_eq!(vm.snapshot_of.as_str(), "v");
        assert_eq!(objects.len(), parts, "{kind}");
    }
}

#[test]
fn a_host_has_its_memory_and_its_times() {
    let objects = made(json!({
        "type": "host", "uuid": "x", "name_label": "host-1", "enabled": true, "power_state": "Running",
        "memory": {"size": 64, "usage": 24}, "cpus": {"cores": 8, "sockets": 2},
        "CPUs": {"modelname": "EPYC"}, "startTime": 100, "agentStartTime": 200, "version": "8.3.0",
        "productBrand": "XCP-ng", "rebootRequired": true, "address": "10.0.0.1",
    }));
    let host: Host = the(&objects);
    assert_eq!(host.metrics.as_str(), "x/metrics");
    assert_eq!(
        (
            host.cpu_info["cpu_count"].as_str(),
            host.cpu_info["modelname"].as_str()
        ),
        ("8", "EPYC")
    );
    assert_eq!(host.other_config["boot_time"], "100");
    assert_eq!(host.software_version["product_version"], "8.3.0");
    assert_eq!(host.pending_guidances.len(), 1);
    let metrics: HostMetrics = the(&objects);
    assert!(metrics.live);
    assert_eq!((metrics.memory_total, metrics.memory_free), (64, 40));
    let unknown = made(json!({"type": "host", "power_state": "Unknown", "memory": {"size": 64}}));
    assert_eq!(unknown.len(), 1);
}

#[test]
fn pools_storage_and_networks() {
    let pool: Pool = the(&made(json!({
        "type": "pool", "uuid": "x", "name_label": "lab", "master": "h", "default_SR": "s",
        "HA_enabled": true, "cpus": {"cores": 16, "sockets": 2},
    })));
    assert_eq!((pool.master.as_str(), pool.default_sr.as_str()), ("h", "s"));
    assert!(pool.ha_enabled);
    let sr: Sr = the(&made(json!({
        "type": "SR", "SR_type": "nfs", "content_type": "user", "shared": true, "size": 100,
        "physical_usage": 40, "usage": 70, "VDIs": ["d"], "$PBDs": ["c"],
    })));
    assert_eq!(
        (
            sr.physical_size,
            sr.physical_utilisation,
            sr.virtual_allocation
        ),
        (100, 40, 70)
    );
    let vdi: Vdi = the(&made(json!({
        "type": "VDI-snapshot", "size": 10, "usage": 3, "$SR": "s", "VDI_type": "user",
        "$snapshot_of": "d", "snapshot_time": 9,
    })));
    assert!(vdi.is_a_snapshot && vdi.managed);
    let unmanaged: Vdi = the(&made(json!({"type": "VDI-unmanaged"})));
    assert!(!unmanaged.managed);
    let vbd: Vbd = the(&made(json!({
        "type": "VBD", "VM": "v", "is_cd_drive": true, "position": "3", "device": "xvdd", "attached": true,
    })));
    assert!(vbd.empty && vbd.currently_attached);
    assert_eq!((vbd.r#type, vbd.userdevice.as_str()), (VbdType::Cd, "3"));
    let pbd: Pbd = the(&made(
        json!({"type": "PBD", "host": "h", "SR": "s", "attached": true}),
    ));
    assert!(pbd.currently_attached);
    let network: Network = the(&made(json!({
        "type": "network", "name_label": "LAN", "bridge": "xenbr0", "MTU": 1500, "PIFs": ["p"],
    })));
    assert_eq!((network.bridge.as_str(), network.mtu), ("xenbr0", 1500));
    let vif: Vif = the(&made(json!({
        "type": "VIF", "$VM": "v", "$network": "n", "device": "0", "MAC": "aa:bb", "rateLimit": 100,
    })));
    assert_eq!(vif.qos_algorithm_params["kbps"], "100");
    let objects = made(json!({
        "type": "PIF", "$host": "h", "$network": "n", "device": "eth0", "vlan": -1, "carrier": true,
        "speed": 10_000, "mode": "DHCP", "management": true, "attached": true,
    }));
    let pif: Pif = the(&objects);
    assert_eq!((pif.vlan, pif.device.as_str()), (-1, "eth0"));
    let metrics: PifMetrics = the(&objects);
    assert!(metrics.carrier && metrics.speed == 10_000);
}

#[test]
fn tasks_and_messages() {
    let task: Task = the(&made(json!({
        "type": "task", "name_label": "VM.snapshot", "status": "pending", "progress": 0.5, "created": 7,
        "finished": null, "allowedOperations": ["cancel"], "$host": "h",
    })));
    assert_eq!(
        (task.status, task.progress, task.created.unix()),
        (TaskStatus::Pending, 0.5, 7)
    );
    assert!(task.finished.is_never());
    let about = |object: &str| -> Message {
        the(&made(json!({
            "type": "message", "name": "ALARM", "body": "value: 1", "time": 7, "$object": object,
        })))
    };
    assert_eq!(about("a-vm").cls, MessageClass::Vm);
    assert_eq!(about("nobody").cls, MessageClass::default());
    assert_eq!(about("a-vm").priority, 3);
}

#[test]
fn whatever_comes_spoils_nothing_else() {
    assert!(made(json!({"type": "PCI", "id": "x"})).is_empty());
    assert!(made(json!(null)).is_empty());
    assert!(made(json!({"type": 7})).is_empty());
    let odd = json!({
        "name_label": {"evil": [1, 2]}, "memory": "much", "CPUs": [], "power_state": 5, "$VBDs": {"a": 1},
        "addresses": ["10.0.0.7"], "os_version": 3, "current_operations": ["x"], "startTime": "never",
        "blockedOperations": "x".repeat(10_000), "tags": [null, {}, "kept"], "created": -1e300,
        "progress": "half", "size": "no", "cpus": 3, "other": "x", "snapshot_time": 1e18,
    });
    for kind in [
        "pool",
        "host",
        "VM",
        "VM-controller",
        "VM-snapshot",
        "VM-template",
        "SR",
        "VDI",
        "VDI-snapshot",
        "VDI-unmanaged",
        "VBD",
        "VIF",
        "PIF",
        "network",
        "PBD",
        "task",
        "message",
    ] {
        let mut object = odd.clone();
        object["type"] = kind.into();
        let objects = made(object);
        assert_eq!(objects[0].reference.as_str(), "x", "{kind}");
        if let Record::Vm(vm) = &objects[0].record {
            assert_eq!(vm.tags.as_slice(), ["kept"], "{kind}");
        }
        // Nobody is told of an object that everything later on would stumble over.
        assert!(
            objects.iter().all(|object| !object.reference.is_null()),
            "{kind}"
        );
    }
}
