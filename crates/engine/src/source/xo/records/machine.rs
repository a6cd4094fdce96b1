//! Virtual machines and what is like them, with what is measured of them and their console.

use xapi::{
    Console, ConsoleProtocol, DomainType, List, Map, Object, Ref, Text, Vm, VmGuestMetrics,
    VmMetrics, VmOperation, VmPowerState,
};

use super::fields::{link, links, made, part, texts, time, under_way, words};

pub(super) fn machine(id: &str, vm: xo::record::Vm) -> Vec<Object> {
    let state = VmPowerState::from(vm.power_state.as_str());
    let runs = matches!(state, VmPowerState::Running | VmPowerState::Paused);
    let (is_snapshot, is_template, is_control) = match vm.kind.as_str() {
        "VM-snapshot" => (true, true, false),
        "VM-template" => (false, true, false),
        "VM-controller" => (false, false, true),
        _ => (false, false, false),
    };
    let of = |word: &str, is_there: bool| {
        if is_there {
            part(id, word)
        } else {
            String::new()
        }
    };
    let guest = guest(&vm);
    let metrics_of = of("metrics", !is_template);
    let guest_of = of("guest", guest.is_some());
    let console_of = of("console", runs && !is_template);
    let mut parts = Vec::new();
    if !is_template {
        parts.push(made(&metrics_of, metrics(&vm, runs)));
    }
    if runs && !is_template {
        parts.push(made(&console_of, console(id)));
    }
    parts.extend(guest.map(|guest| made(&guest_of, guest)));
    let current_operations = under_way(vm.current_operations.clone());
    let allowed = match is_template || is_control {
        true => Vec::new(),
        false => allowed(&state, !current_operations.is_empty()),
    };
    let bound = |limits: &[i64], index: usize| limits.get(index).copied().unwrap_or_default();
    let record = Vm {
        allowed_operations: allowed.into(),
        current_operations,
        is_a_template: is_template,
        is_default_template: vm.is_default_template,
        is_a_snapshot: is_snapshot,
        is_control_domain: is_control,
        resident_on: match runs {
            true => link(&vm.container),
            false => Default::default(),
        },
        affinity: link(&vm.affinity_host),
        memory_static_min: bound(&vm.memory.fixed, 0),
        memory_static_max: bound(&vm.memory.fixed, 1),
        memory_dynamic_min: bound(&vm.memory.dynamic, 0),
        memory_dynamic_max: bound(&vm.memory.dynamic, 1),
        vcpus_max: vm.cpus.max,
        vcpus_at_startup: vm.cpus.number,
        consoles: parts_of(&console_of),
        vifs: links(&vm.vifs),
        vbds: links(&vm.vbds),
        metrics: link(&metrics_of),
        guest_metrics: link(&guest_of),
        domain_type: DomainType::from(vm.virtualization_mode.as_str()),
        hvm_boot_policy: match vm.virtualization_mode.as_str() {
            "hvm" => "BIOS order".into(),
            _ => Text::new(),
        },
        platform: platform(&vm),
        snapshots: links(&vm.snapshots),
        snapshot_of: link(&vm.snapshot_of),
        snapshot_time: time(vm.snapshot_time),
        parent: link(&vm.parent),
        suspend_vdi: link(&vm.suspend_vdi),
        suspend_sr: link(&vm.suspend_sr),
        ha_restart_priority: vm.high_availability.into(),
        start_delay: vm.start_delay,
        blocked_operations: vm
            .blocked_operations
            .into_iter()
            .map(|(operation, why)| (VmOperation::from(operation.as_str()), why.into()))
            .collect(),
        hvm_boot_params: texts(vm.boot),
        other_config: texts(vm.other_config),
        xenstore_data: texts(vm.xenstore_data),
        power_state: state,
        uuid: vm.uuid.into(),
        name_label: vm.name_label.into(),
        name_description: vm.name_description.into(),
        tags: words(vm.tags),
        ..Vm::default()
    };
    let mut all = vec![made(id, record)];
    all.append(&mut parts);
    all
}

/// What may be done: Xen Orchestra does not say, so it is what the pool would say of a machine in
/// that state, and less while something is under way.
fn allowed(state: &VmPowerState, busy: bool) -> Vec<VmOperation> {
    use VmOperation::{
        CleanReboot, CleanShutdown, Clone, HardReboot, HardShutdown, Pause, PoolMigrate, Resume,
        Snapshot, Start, Suspend, Unpause,
    };
    let operations: &[VmOperation] = match (state, busy) {
        (VmPowerState::Running | VmPowerState::Paused, true) => &[HardShutdown, HardReboot],
        (_, true) => &[],
        (VmPowerState::Halted, false) => &[Start, Clone, Snapshot],
        (VmPowerState::Running, false) => &[
            CleanShutdown,
            CleanReboot,
            Suspend,
            Pause,
            HardShutdown,
            HardReboot,
            Snapshot,
            PoolMigrate,
        ],
        (VmPowerState::Paused, false) => &[Unpause, HardShutdown, HardReboot, Snapshot],
        (VmPowerState::Suspended, false) => &[Resume, HardShutdown, Snapshot, Clone],
        (VmPowerState::Unknown(_), false) => &[],
    };
    operations.to_vec()
}

fn metrics(vm: &xo::record::Vm, runs: bool) -> VmMetrics {
    VmMetrics {
        memory_actual: if runs { vm.memory.size } else { 0 },
        vcpus_number: if runs { vm.cpus.number } else { 0 },
        start_time: time(vm.start_time),
        install_time: time(vm.install_time),
        hvm: vm.virtualization_mode == "hvm",
        current_domain_type: match runs {
            true => DomainType::from(vm.virtualization_mode.as_str()),
            false => DomainType::Unspecified,
        },
        ..VmMetrics::default()
    }
}

/// What its tools told; nothing, where nothing is known of any.
fn guest(vm: &xo::record::Vm) -> Option<VmGuestMetrics> {
    let has_tools = vm.pv_drivers_detected || vm.management_agent_detected;
    if !has_tools && vm.os_version.is_empty() && vm.addresses.is_empty() {
        return None;
    }
    Some(VmGuestMetrics {
        os_version: texts(vm.os_version.clone()),
        pv_drivers_version: drivers(&vm.pv_drivers_version),
        pv_drivers_up_to_date: vm.pv_drivers_up_to_date,
        // What a guest can do is not told: one with tools can do what tools are for.
        pv_drivers_detected: has_tools,
        networks: texts(vm.addresses.clone()),
        live: true,
        ..VmGuestMetrics::default()
    })
}

/// `7.30.0-12`, in its parts.
fn drivers(version: &str) -> Map<Text, Text> {
    let (numbers, build) = version.split_once('-').unwrap_or((version, ""));
    let mut numbers = numbers.splitn(3, '.');
    ["major", "minor", "micro"]
        .into_iter()
        .map(|key| (key, numbers.next().unwrap_or_default()))
        .chain([("build", build)])
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| (key.into(), text.into()))
        .collect()
}

fn platform(vm: &xo::record::Vm) -> Map<Text, Text> {
    let flag = |on: bool| on.then(|| Text::from("true"));
    let number = |number: Option<i64>| number.map(|number| Text::from(number.to_string()));
    [
        ("secureboot", flag(vm.secure_boot)),
        ("viridian", flag(vm.viridian)),
        ("cores-per-socket", number(vm.cores_per_socket)),
        ("videoram", number(vm.videoram)),
        (
            "vga",
            Some(Text::from(&vm.vga)).filter(|vga| !vga.is_empty()),
        ),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.into(), value?)))
    .collect()
}

/// One link, or none.
fn parts_of<T>(reference: &str) -> List<Ref<T>> {
    match reference {
        "" => List::new(),
        reference => List::from([link(reference)]),
    }
}

/// It is opened by the machine's id.
fn console(id: &str) -> Console {
    Console {
        protocol: ConsoleProtocol::Rfb,
        location: id.into(),
        vm: link(id),
        ..Console::default()
    }
}
