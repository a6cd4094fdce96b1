//! Records of that time in the words of today.

use ecow::eco_format;

use crate::class::{Object, Record};
use crate::enums::{DomainType, VbdType, VmOperation, VmPowerState};
use crate::record::{Extra, Host, HostCpu, Vbd, Vdi, Vif, Vm};
use crate::text::{List, Text};

/// Fills in what a record of xend says in other words, or leaves unsaid because it could not be
/// otherwise. None for what is no record: the server could not tell of the object.
///
/// `host` is where the server is reached: it does not tell its own address.
pub(super) fn adopt(mut object: Object, host: &str) -> Option<Object> {
    let uuid = object.reference.as_str().to_owned();
    match &mut object.record {
        Record::Unknown { .. } => return None,
        Record::Vm(record) => {
            unset(&mut record.extra);
            vm(record);
        }
        Record::Host(record) => {
            unset(&mut record.extra);
            self::host(record, host);
        }
        Record::HostMetrics(record) => record.live = true,
        Record::Vdi(record) => {
            unset(&mut record.extra);
            vdi(record);
        }
        Record::Vbd(record) => {
            unset(&mut record.extra);
            vbd(record);
        }
        Record::Vif(record) => {
            unset(&mut record.extra);
            vif(record);
        }
        Record::Pif(record) => {
            // It shows only interfaces that are there and in use.
            record.physical = true;
            record.managed = true;
            record.currently_attached = true;
        }
        // It knows nothing of cables; what it shows works.
        Record::PifMetrics(record) => record.carrier = true,
        // A network is a bridge, and called like it.
        Record::Network(record) => record.bridge.clone_from(&record.name_label),
        // Some versions count to a hundred.
        Record::Task(record) if record.progress > 1.0 => record.progress /= 100.0,
        Record::VbdMetrics(record) => record.uuid = uuid.into(),
        Record::VifMetrics(record) => record.uuid = uuid.into(),
        _ => {}
    }
    Some(object)
}

/// Forgets members that are told as nothing at all, which is how a configuration says that
/// something is not set.
fn unset(extra: &mut Extra) {
    extra.retain(|_, value| !value.is_null());
}

fn vm(vm: &mut Vm) {
    use VmOperation as Op;
    use VmPowerState as State;
    // The name is told in both places.
    if vm.name_description == vm.name_label {
        vm.name_description.clear();
    }
    // It has one host, and says so of machines that are off as well.
    vm.affinity = vm.resident_on.clone();
    if !matches!(vm.power_state, State::Running | State::Paused) {
        vm.resident_on = Default::default();
    }
    vm.domain_type = if vm.hvm_boot_policy.is_empty() {
        DomainType::Pv
    } else {
        DomainType::Hvm
    };
    // It gives no opinion on what can be done: this is what it does.
    vm.allowed_operations = match &vm.power_state {
        _ if vm.is_control_domain => List::new(),
        State::Halted => List::from([Op::Start, Op::Destroy]),
        State::Suspended => List::from([Op::Resume, Op::HardShutdown]),
        State::Paused => List::from([Op::Unpause, Op::HardShutdown, Op::HardReboot]),
        State::Running => List::from([
            Op::Pause,
            Op::Suspend,
            Op::CleanShutdown,
            Op::CleanReboot,
            Op::HardShutdown,
            Op::HardReboot,
        ]),
        State::Unknown(_) => List::from([Op::HardShutdown]),
    };
}

fn host(host: &mut Host, address: &str) {
    if host.hostname.is_empty() {
        host.hostname.clone_from(&host.name_label);
    }
    host.address = address.into();
    let software = &mut host.software_version;
    if let Some(version) = software.get("Xen").cloned() {
        for (key, value) in [
            ("product_brand", "Xen"),
            ("product_version", &version),
            ("xen", &version),
        ] {
            if !software.contains_key(key) {
                software.insert(key.into(), value.into());
            }
        }
    }
    let number = |key: &str| -> Option<i64> { host.cpu_configuration.get(key)?.parse().ok() };
    if let Some(count) = number("nr_cpus").or(number("cpu_count")) {
        let threads =
            number("cores_per_socket").unwrap_or(1) * number("threads_per_core").unwrap_or(1);
        let sockets = count / threads.max(1);
        let sockets = sockets.max(1);
        host.cpu_info
            .insert("cpu_count".into(), eco_format!("{count}"));
        host.cpu_info
            .insert("socket_count".into(), eco_format!("{sockets}"));
        if let Some(speed) = host.cpu_configuration.get("cpu_mhz") {
            host.cpu_info.insert("speed".into(), speed.clone());
        }
    }
}

/// What a host's processors are, which only their own records tell.
pub(super) fn equip(host: &mut Host, cpu: &HostCpu) {
    for (key, value) in [("vendor", &cpu.vendor), ("modelname", &cpu.modelname)] {
        host.cpu_info.insert(key.into(), value.clone());
    }
}

fn vdi(vdi: &mut Vdi) {
    vdi.managed = true;
    if let Some(location) = vdi.other_config.get("location") {
        vdi.location.clone_from(location);
    }
}

fn vbd(vbd: &mut Vbd) {
    if vbd.userdevice.is_empty() {
        vbd.userdevice = position(&vbd.device).unwrap_or_default().into();
    }
    vbd.empty = vbd.r#type == VbdType::Cd && vbd.vdi.is_null();
}

fn vif(vif: &mut Vif) {
    // Where nobody chose a size it is an empty text.
    if vif.extra.get("MTU").is_some_and(|size| size == "") {
        vif.extra.remove("MTU");
    }
    let number = vif.device.strip_prefix("eth");
    if let Some(number) = number.map(Text::from) {
        vif.device = number;
    }
}

/// The position of a disk by its name in the guest: `xvda` and `hda` are 0, `xvdc` and `sdc1` 2.
fn position(device: &str) -> Option<String> {
    let known = ["xvd", "hd", "sd"];
    let rest = known
        .iter()
        .find_map(|prefix| device.strip_prefix(prefix))?;
    let letter = rest.bytes().next().filter(u8::is_ascii_lowercase)?;
    Some((letter - b'a').to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::class::{Class, RecordOf};
    use crate::codec::xml::decode_objects;
    use crate::params;

    /// A reply of `get_all_records`, as xend writes it, with one object.
    fn read<T: RecordOf>(class: &Class, record: &Value) -> T {
        let call = crate::codec::xml::encode_call(
            "",
            &params![
                json!({"Status": "Success", "Value": {"b28e4ee3-216f-fa85-9cae-615e954dbbe7": record}})
            ],
        );
        let text = String::from_utf8(call).unwrap();
        let params = &text[text.find("<params>").unwrap()..text.find("</methodCall>").unwrap()];
        let reply =
            format!("<?xml version='1.0'?>\n<methodResponse>\n{params}\n</methodResponse>\n");
        let mut objects = decode_objects(class, reply.as_bytes()).unwrap();
        T::take(adopt(objects.remove(0), "xen.example").unwrap().record).unwrap()
    }

    #[test]
    fn a_machine_of_that_time_is_a_machine() {
        let record = json!({
            "uuid": "b28e4ee3-216f-fa85-9cae-615e954dbbe7", "name_label": "guest002",
            "name_description": "guest002", "power_state": "Running", "domid": "3",
            "memory_static_max": "268435456", "VCPUs_max": "1", "HVM_boot_policy": "",
            "resident_on": "d6b8e58d-8e4b-4d7a-8d8c-5f3e4d9b7c10", "VCPUs_params": {"weight": "256"},
            "actions_after_reboot": "restart", "is_control_domain": false, "tools_version": {},
        });
        let running: Vm = read(&Class::Vm, &record);
        assert_eq!(running.memory_static_max, 268_435_456);
        assert_eq!((running.domid, running.vcpus_max), (3, 1));
        assert_eq!(running.power_state, VmPowerState::Running);
        assert_eq!(running.name_description, "");
        assert_eq!(
            running.resident_on.as_str(),
            "d6b8e58d-8e4b-4d7a-8d8c-5f3e4d9b7c10"
        );
        assert_eq!(running.domain_type, DomainType::Pv);
        assert!(
            running
                .allowed_operations
                .contains(&VmOperation::CleanShutdown)
        );

        let mut record = record;
        record["power_state"] = "Halted".into();
        record["HVM_boot_policy"] = "BIOS order".into();
        let halted: Vm = read(&Class::Vm, &record);
        assert!(halted.resident_on.is_null());
        assert_eq!(
            halted.affinity.as_str(),
            "d6b8e58d-8e4b-4d7a-8d8c-5f3e4d9b7c10"
        );
        assert_eq!(halted.domain_type, DomainType::Hvm);
        assert!(halted.allowed_operations.contains(&VmOperation::Start));
        record["power_state"] = "Crashed".into();
        let crashed: Vm = read(&Class::Vm, &record);
        assert_eq!(crashed.power_state.as_str(), "Crashed");
        assert_eq!(crashed.allowed_operations, [VmOperation::HardShutdown]);
    }

    /// The record that the slides of April 2007 show.
    #[test]
    fn metrics_have_a_share_of_each_processor() {
        let record = json!({
            "VCPUs_CPU": {"1": "1", "0": "0"}, "VCPUs_flags": {"1": [], "0": ["online"]},
            "VCPUs_number": "1", "VCPUs_params": {"cap": "0", "weight": "256"},
            "VCPUs_utilisation": {"1": 0.0, "0": 0.124}, "memory_actual": "268304384",
            "start_time": "20070418T12:59:49", "state": [],
            "uuid": "53b59b27-adeb-855e-8ea3-a50d4e3b9824",
        });
        let metrics: crate::VmMetrics = read(&Class::VmMetrics, &record);
        assert_eq!(metrics.memory_actual, 268_304_384);
        assert_eq!(metrics.vcpus_utilisation[&0], 0.124);
        assert_eq!(metrics.vcpus_flags[&0].as_slice(), ["online"]);
        assert_eq!(metrics.start_time.unix(), 1_176_901_189);
        assert!(metrics.extra.is_empty(), "{:?}", metrics.extra);
    }

    #[test]
    fn hosts_and_devices_say_what_they_leave_unsaid() {
        let host: Host = read(
            &Class::Host,
            &json!({
                "name_label": "xen-lab", "enabled": true, "software_version": {"Xen": "4.1.2"},
                "cpu_configuration": {"nr_cpus": "8", "cores_per_socket": "4", "threads_per_core": "1"},
            }),
        );
        assert_eq!(host.address, "xen.example");
        assert_eq!(host.hostname, "xen-lab");
        assert_eq!(host.software_version["product_version"], "4.1.2");
        assert_eq!(
            (
                host.cpu_info["cpu_count"].as_str(),
                host.cpu_info["socket_count"].as_str()
            ),
            ("8", "2")
        );
        let vbd: Vbd = read(
            &Class::Vbd,
            &json!({"device": "hdc", "type": "CD", "mode": "RO", "VDI": ""}),
        );
        assert_eq!((vbd.userdevice.as_str(), vbd.empty), ("2", true));
        let vif: Vif = read(&Class::Vif, &json!({"device": "eth1", "MTU": "1500"}));
        assert_eq!((vif.device.as_str(), vif.mtu), ("1", 1500));
        let vif: Vif = read(&Class::Vif, &json!({"device": "eth0", "MTU": ""}));
        assert_eq!((vif.device.as_str(), vif.extra.len()), ("0", 0));
        let vdi: Vdi = read(
            &Class::Vdi,
            &json!({"other_config": {"location": "file:/a"}}),
        );
        assert_eq!((vdi.location.as_str(), vdi.managed), ("file:/a", true));
    }

    #[test]
    fn positions_of_disks_are_in_their_names() {
        for (device, expect) in [
            ("xvda", "0"),
            ("hdc", "2"),
            ("sdb1", "1"),
            ("xvd", "-"),
            ("eth0", "-"),
        ] {
            assert_eq!(
                position(device).as_deref().unwrap_or("-"),
                expect,
                "{device}"
            );
        }
    }
}
