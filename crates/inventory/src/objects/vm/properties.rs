//! The properties of VMs, templates and snapshots.

use xapi::{DomainType, Text, Vm, VmGuestMetrics, VmKind, VmMetrics, VmPowerState};

use super::{super::common, is_default_template, runs, started};
use crate::{
    guest,
    jobs::Job,
    look,
    objects::{Described, Item, Property},
    view::Cell,
};

type P = Property<Vm>;

pub(super) const PROPERTIES: &[P] = &[
    common::name(),
    P::state("status", |item| Cell::Status {
        status: item.record.status(item.info, item.object()),
    })
    .field("powerState")
    .kept(&["power_state"]),
    // Of templates.
    P::term("kind", |item| {
        if is_default_template(item.record) {
            Cell::term("defaultTemplate")
        } else {
            Cell::term("customTemplate")
        }
    })
    .field("type"),
    // Of snapshots.
    P::link("snapshotOf", |item| match item.record.kind() {
        VmKind::Snapshot => look::link_to(item.info, &item.record.snapshot_of),
        _ => Cell::None,
    })
    .column("vm")
    .kept(&["snapshot_of"])
    .operator("of"),
    // What it was made of last: of a machine, where among its snapshots it stands.
    P::link("parent", |item| {
        look::link_to(item.info, &item.record.parent)
    })
    .with_value()
    .since_xapi()
    .kept(&["parent"]),
    P::time("snapshotTime", |item| Cell::time(item.record.snapshot_time))
        .column("created")
        .kept(&["snapshot_time"]),
    P::flag("withMemory", |item| Cell::flag(has_memory(item.record))),
    P::term("contents", |item| match has_memory(item.record) {
        true => Cell::term("diskAndMemory"),
        false => Cell::term("diskOnly"),
    })
    .column("kind"),
    // Where it is and since when.
    P::link("host", |item| {
        look::link_to(item.info, &item.record.resident_on)
    })
    .kept(&["resident_on"])
    .operator("host"),
    common::pool(),
    P::link("homeServer", |item| {
        look::link_to(item.info, &item.record.affinity)
    })
    .since_xapi()
    .kept(&["affinity"])
    .edited_by(Job::SetHomeServer),
    P::time("started", |item| {
        let started = started(item.world(), item.record).filter(|_| runs(item.record));
        started.map_or(Cell::None, Cell::time)
    })
    .column("uptime")
    .reversed()
    .with_value(),
    P::time("installed", |item| {
        metrics(item).map_or(Cell::None, |metrics| Cell::time(metrics.install_time))
    })
    .with_value(),
    P::link("appliance", |item| {
        look::link_to(item.info, &item.record.appliance)
    })
    .with_value()
    .kept(&["appliance"])
    .operator("appliance")
    .edited_by(Job::SetAppliance),
    P::link("snapshotSchedule", |item| {
        look::link_to(item.info, &item.record.snapshot_schedule)
    })
    .with_value()
    .kept(&["snapshot_schedule"])
    .operator("schedule")
    .edited_by(Job::SetSchedule),
    // What its guest tells.
    P::text("os", |item| {
        guest_of(item).map_or(Cell::None, |guest| Cell::text(guest::os(guest)))
    })
    .when(has_guest)
    .operator("os"),
    P::code("kernel", |item| {
        let kernel = guest_of(item).and_then(|guest| guest.os_version.get("uname"));
        Cell::code(kernel.map_or("", Text::as_str))
    })
    .with_value(),
    P::code("hostname", |item| {
        let name = guest_of(item).and_then(|guest| {
            let netbios = guest.netbios_name.get("host_name");
            netbios.or(guest.other.get("data-hostname"))
        });
        Cell::code(name.map_or("", Text::as_str))
    })
    .with_value()
    .operator("hostname"),
    // Where it can be reached now.
    P::code("address", |item| {
        let guest = guest_of(item).filter(|_| runs(item.record));
        let first = guest.and_then(|guest| guest::addresses(guest).into_iter().next());
        first.map_or(Cell::None, Cell::code)
    })
    .operator("address"),
    P::list("ipv4", |item| addresses(item, false)).when(has_guest),
    P::list("ipv6", |item| addresses(item, true)).with_value(),
    P::term("tools", |item| {
        let before_xapi = item.world().is_before_xapi();
        match item.record.power_state {
            _ if guest::has_tools(guest_of(item)) => Cell::term("toolsInstalled"),
            VmPowerState::Running if !before_xapi => Cell::term("toolsMissing"),
            // At rest a guest tells nothing, and that says nothing about its tools.
            _ => Cell::None,
        }
    })
    .with_value(),
    P::code("toolsVersion", |item| {
        guest_of(item).map_or(Cell::None, |guest| {
            Cell::code(guest::drivers_version(guest))
        })
    })
    .with_value(),
    // What it computes with.
    P::count("vcpus", |item| Cell::Count {
        count: item.record.vcpus_at_startup,
    })
    .summed()
    .kept(&["VCPUs_at_startup"])
    .edited_by(Job::SetProcessors),
    P::count("vcpusMax", |item| Cell::Count {
        count: item.record.vcpus_max,
    })
    .kept(&["VCPUs_max"])
    .edited_by(Job::SetProcessors),
    // The same, as the column of templates.
    P::count("vcpusOfTemplate", |item| Cell::Count {
        count: item.record.vcpus_max,
    })
    .column("vcpus")
    .summed(),
    P::list("vcpuUse", vcpu_use).with_value(),
    P::count("coresPerSocket", |item| {
        let cores = item.record.platform.get("cores-per-socket");
        let cores = cores.map_or("", |text| text.trim()).parse();
        cores.map_or(Cell::None, |count| Cell::Count { count })
    })
    .since_xapi()
    .kept(&["platform.cores-per-socket"])
    .edited_by(Job::SetProcessors),
    // What it has now; at rest, what it would get.
    P::bytes("memory", |item| {
        Cell::bytes(match memory_now(item) {
            0 => item.record.memory_dynamic_max,
            now => now,
        })
    })
    .summed(),
    P::bytes("memoryActual", |item| match memory_now(item) {
        0 => Cell::None,
        now => Cell::bytes(now),
    })
    .with_value(),
    P::bytes("memoryDynamicMin", |item| {
        Cell::bytes(item.record.memory_dynamic_min)
    })
    .kept(&["memory_dynamic_min"])
    .edited_by(Job::SetMemory),
    P::bytes("memoryDynamicMax", |item| {
        Cell::bytes(item.record.memory_dynamic_max)
    })
    .kept(&["memory_dynamic_max"])
    .edited_by(Job::SetMemory),
    P::bytes("memoryStaticMax", |item| {
        Cell::bytes(item.record.memory_static_max)
    })
    .column("memory")
    .summed()
    .kept(&["memory_static_max"])
    .edited_by(Job::SetMemory),
    // How it starts.
    P::term("domainType", domain_type)
        .with_value()
        .kept(&["domain_type"]),
    P::code("firmware", |item| {
        Cell::code(boot_param(item.record, "firmware"))
    })
    .with_value()
    .kept(&["HVM_boot_params.firmware"])
    .edited_by(Job::SetFirmware),
    P::flag("vtpm", |item| match item.record.vtpms.is_empty() {
        true => Cell::None,
        false => Cell::flag(true),
    })
    .with_value()
    .kept(&["VTPMs"]),
    P::list("boot", |item| boot_order(boot_param(item.record, "order")))
        .with_value()
        .kept(&["HVM_boot_params.order"])
        .edited_by(Job::SetBootOrder),
    P::flag("autoStart", |item| {
        let other = &item.record.other_config;
        Cell::flag(crate::index::is_true(other, "auto_poweron"))
    })
    .since_xapi()
    .kept(&["other_config.auto_poweron"])
    .edited_by(Job::SetAutoStart),
    P::term("haPriority", |item| {
        match item.record.ha_restart_priority.as_str() {
            "restart" => Cell::term("haRestart"),
            "best-effort" => Cell::term("haBestEffort"),
            "" => Cell::None,
            other => Cell::text(other),
        }
    })
    .since_xapi()
    .kept(&["ha_restart_priority"])
    .edited_by(Job::SetRestart),
    P::count("order", |item| if_any(item.record.order))
        .since_xapi()
        .kept(&["order"])
        .edited_by(Job::SetRestart),
    P::duration("startDelay", |item| if_any(item.record.start_delay))
        .since_xapi()
        .kept(&["start_delay"])
        .edited_by(Job::SetRestart),
    P::duration("shutdownDelay", |item| if_any(item.record.shutdown_delay))
        .since_xapi()
        .kept(&["shutdown_delay"])
        .edited_by(Job::SetRestart),
    common::tags(),
    common::description(),
    common::folder(),
    common::custom_fields_of(),
    common::alarms(),
    common::uuid(),
];

fn metrics<'a>(item: &Item<'a, Vm>) -> Option<&'a VmMetrics> {
    item.get(&item.record.metrics)
}

fn guest_of<'a>(item: &Item<'a, Vm>) -> Option<&'a VmGuestMetrics> {
    guest::metrics(item.world(), item.record)
}

/// Whether its guest has told anything.
pub(super) fn has_guest(item: &Item<'_, Vm>) -> bool {
    guest_of(item).is_some()
}

/// Whether a snapshot holds the machine's memory too.
fn has_memory(snapshot: &Vm) -> bool {
    snapshot.power_state == VmPowerState::Suspended
}

/// The memory that it has now, in bytes; 0 where it has none, or that is not known.
fn memory_now(item: &Item<'_, Vm>) -> i64 {
    match metrics(item) {
        Some(metrics) if runs(item.record) => metrics.memory_actual.max(0),
        _ => 0,
    }
}

fn addresses(item: &Item<'_, Vm>, v6: bool) -> Cell {
    let all = guest_of(item).map(guest::addresses);
    let wanted = all.into_iter().flatten();
    let wanted = wanted.filter(|address| address.contains(':') == v6);
    Cell::list(wanted.map(Cell::code))
}

/// How much of each processor it uses. Only servers of before XAPI say so in metrics; later ones write
/// zero, and have archives instead.
fn vcpu_use(item: &Item<'_, Vm>) -> Cell {
    if !runs(item.record) || !item.world().is_before_xapi() {
        return Cell::None;
    }
    let share = |share: &f64| Cell::Ratio {
        ratio: share.clamp(0.0, 1.0),
    };
    metrics(item).map_or(Cell::None, |metrics| {
        Cell::list(metrics.vcpus_utilisation.values().map(share))
    })
}

fn boot_param<'a>(vm: &'a Vm, key: &str) -> &'a str {
    vm.hvm_boot_params.get(key).map_or("", Text::as_str)
}

/// The letters of the firmware as words: `cd` is disk, then CD.
fn boot_order(order: &str) -> Cell {
    Cell::list(order.chars().map(|letter| match letter {
        'c' => Cell::term("bootDisk"),
        'd' => Cell::term("bootCd"),
        'n' => Cell::term("bootNetwork"),
        other => Cell::code(other.to_string()),
    }))
}

/// What a machine runs as; at rest, what it would run as.
fn domain_type(item: &Item<'_, Vm>) -> Cell {
    let known = |domain: &&DomainType| {
        !matches!(domain, DomainType::Unspecified) && !domain.as_str().is_empty()
    };
    let metrics = metrics(item).filter(|_| item.record.kind() == VmKind::Machine);
    let now = metrics
        .map(|metrics| &metrics.current_domain_type)
        .filter(known);
    match now.or(Some(&item.record.domain_type).filter(known)) {
        Some(DomainType::Hvm) => Cell::term("hvm"),
        Some(DomainType::Pv) => Cell::term("pv"),
        Some(DomainType::PvInPvh) => Cell::term("pvInPvh"),
        Some(DomainType::Pvh) => Cell::term("pvh"),
        Some(other) => Cell::text(other.as_str()),
        None => Cell::None,
    }
}

fn if_any(count: i64) -> Cell {
    match count > 0 {
        true => Cell::Count { count },
        false => Cell::None,
    }
}
