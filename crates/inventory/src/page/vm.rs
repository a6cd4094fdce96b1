//! The pages of VMs, templates and snapshots.

use xapi::{Class, DomainType, Text, Vm, VmMetrics, VmPowerState};

use super::{Fields, fill, identity};
use crate::{
    connection::ConnectionInfo,
    filing, guest, look,
    view::{Cell, ListKind, Page, Section},
};

pub(super) fn machine(info: &ConnectionInfo<'_>, vm: &Vm, page: Page) -> Page {
    let metrics = info.world.get::<VmMetrics>(&vm.metrics);
    let started = metrics
        .map(|metrics| metrics.start_time)
        .filter(|time| !time.is_never());
    let runs = look::runs(vm);
    let host = look::link(info, &Class::Host, vm.resident_on.opaque());
    let state = Fields::new()
        .line(
            "powerState",
            Cell::Status {
                status: page.status,
            },
        )
        .line("host", host.clone())
        .if_any(
            "started",
            started.filter(|_| runs).map_or(Cell::None, Cell::time),
        )
        .if_any(
            "homeServer",
            look::link(info, &Class::Host, vm.affinity.opaque()),
        )
        .if_any(
            "installed",
            metrics.map_or(Cell::None, |metrics| Cell::time(metrics.install_time)),
        )
        .section("state");
    let sections = vec![
        state,
        guest_section(info, vm),
        compute(vm, metrics.filter(|_| runs && info.world.is_before_xapi())),
        memory(vm, metrics.filter(|_| runs)),
        options(vm, metrics),
        identity(&vm.uuid, &vm.other_config, &vm.tags),
    ];
    let lists = [
        ListKind::Disks,
        ListKind::Vifs,
        ListKind::Snapshots,
        ListKind::Messages,
    ];
    let page = Page {
        place: vec![look::pool_link(info), host]
            .into_iter()
            .filter(|link| *link != Cell::None)
            .collect(),
        since: started.filter(|_| runs).map(|time| time.unix()),
        ..page
    };
    fill(page, &vm.name_description, &vm.tags, sections, &lists)
}

pub(super) fn template(info: &ConnectionInfo<'_>, vm: &Vm, page: Page) -> Page {
    let kind = filing::template_kind(vm);
    let sections = vec![
        Fields::new().line("type", kind).section("state"),
        compute(vm, None),
        memory(vm, None),
        options(vm, None),
        identity(&vm.uuid, &vm.other_config, &vm.tags),
    ];
    let page = Page {
        place: pool_place(info),
        ..page
    };
    fill(
        page,
        &vm.name_description,
        &vm.tags,
        sections,
        &[ListKind::Disks, ListKind::Vifs],
    )
}

pub(super) fn snapshot(info: &ConnectionInfo<'_>, vm: &Vm, page: Page) -> Page {
    let of = look::link(info, &Class::Vm, vm.snapshot_of.opaque());
    let state = Fields::new()
        .line("snapshotOf", of.clone())
        .line("snapshotTime", Cell::time(vm.snapshot_time))
        .line(
            "withMemory",
            Cell::flag(vm.power_state == VmPowerState::Suspended),
        )
        .section("state");
    let sections = vec![
        state,
        compute(vm, None),
        memory(vm, None),
        options(vm, None),
        identity(&vm.uuid, &vm.other_config, &vm.tags),
    ];
    let mut place = pool_place(info);
    place.extend(Some(of).filter(|link| *link != Cell::None));
    fill(
        Page { place, ..page },
        &vm.name_description,
        &vm.tags,
        sections,
        &[ListKind::Disks, ListKind::Vifs],
    )
}

fn pool_place(info: &ConnectionInfo<'_>) -> Vec<Cell> {
    Some(look::pool_link(info))
        .filter(|link| *link != Cell::None)
        .into_iter()
        .collect()
}

fn guest_section(info: &ConnectionInfo<'_>, vm: &Vm) -> Section {
    let fields = Fields::new();
    let guest = guest::metrics(info.world, vm);
    let tools = match vm.power_state {
        _ if guest::has_tools(guest) => Cell::term("toolsInstalled"),
        VmPowerState::Running if !info.world.is_before_xapi() => Cell::term("toolsMissing"),
        // At rest a guest tells nothing, and that says nothing about its tools.
        _ => Cell::None,
    };
    let Some(guest) = guest else {
        return fields.if_any("tools", tools).section("guest");
    };
    let text = |key: &str| guest.os_version.get(key).map_or("", Text::as_str);
    let is_v6 = |address: &String| address.contains(':');
    let (v6, v4): (Vec<String>, Vec<String>) = guest::addresses(guest).into_iter().partition(is_v6);
    let hostname = guest
        .netbios_name
        .get("host_name")
        .or(guest.other.get("data-hostname"));
    let fields = fields
        .line("os", Cell::text(guest::os(guest)))
        .if_any("kernel", Cell::code(text("uname")))
        .if_any("hostname", Cell::code(hostname.map_or("", Text::as_str)))
        .line("ipv4", Cell::list(v4.into_iter().map(Cell::code)))
        .if_any("ipv6", Cell::list(v6.into_iter().map(Cell::code)))
        .if_any("tools", tools)
        .if_any("toolsVersion", Cell::code(guest::drivers_version(guest)));
    // What a guest told before it came to rest is not what is.
    if look::runs(vm) {
        fields.section("guest")
    } else {
        fields.section("guestBefore")
    }
}

/// With its metrics, how much of each processor a running VM uses. Only servers of before XAPI say
/// so there; later ones write zero, and have archives instead.
fn compute(vm: &Vm, metrics: Option<&VmMetrics>) -> Section {
    let share = |share: &f64| Cell::Ratio {
        ratio: share.clamp(0.0, 1.0),
    };
    let used = metrics.map(|metrics| metrics.vcpus_utilisation.values().map(share));
    let cores = vm
        .platform
        .get("cores-per-socket")
        .map_or("", |text| text.trim());
    Fields::new()
        .line(
            "vcpus",
            Cell::Count {
                count: vm.vcpus_at_startup,
            },
        )
        .line(
            "vcpusMax",
            Cell::Count {
                count: vm.vcpus_max,
            },
        )
        .if_any("vcpuUse", used.map_or(Cell::None, Cell::list))
        .if_any(
            "coresPerSocket",
            cores
                .parse()
                .map_or(Cell::None, |count| Cell::Count { count }),
        )
        .section("compute")
}

/// With its metrics, what a running VM really has.
fn memory(vm: &Vm, metrics: Option<&VmMetrics>) -> Section {
    let actual = metrics.map_or(0, |metrics| metrics.memory_actual);
    Fields::new()
        .if_any(
            "memoryActual",
            if actual > 0 {
                Cell::bytes(actual)
            } else {
                Cell::None
            },
        )
        .line("memoryDynamicMin", Cell::bytes(vm.memory_dynamic_min))
        .line("memoryDynamicMax", Cell::bytes(vm.memory_dynamic_max))
        .line("memoryStaticMax", Cell::bytes(vm.memory_static_max))
        .section("memory")
}

fn options(vm: &Vm, metrics: Option<&VmMetrics>) -> Section {
    let text = |map: &xapi::Map<Text, Text>, key: &str| map.get(key).cloned().unwrap_or_default();
    let ha = match vm.ha_restart_priority.as_str() {
        "restart" => Cell::term("haRestart"),
        "best-effort" => Cell::term("haBestEffort"),
        "" => Cell::None,
        other => Cell::text(other),
    };
    let seconds = |count: i64| {
        if count > 0 {
            Cell::Count { count }
        } else {
            Cell::None
        }
    };
    let auto_start = vm
        .other_config
        .get("auto_poweron")
        .is_some_and(|value| value == "true");
    Fields::new()
        .if_any("domainType", domain_type(vm, metrics))
        .if_any(
            "firmware",
            Cell::code(text(&vm.hvm_boot_params, "firmware")),
        )
        .if_any("boot", boot_order(&text(&vm.hvm_boot_params, "order")))
        .line("autoStart", Cell::flag(auto_start))
        .if_any("haPriority", ha)
        .if_any("order", seconds(vm.order))
        .if_any("startDelay", seconds(vm.start_delay))
        .section("options")
}

/// What it runs as; at rest, what it would run as.
fn domain_type(vm: &Vm, metrics: Option<&VmMetrics>) -> Cell {
    let known = |domain: &&DomainType| {
        !matches!(domain, DomainType::Unspecified) && !domain.as_str().is_empty()
    };
    let now = metrics
        .map(|metrics| &metrics.current_domain_type)
        .filter(known);
    match now.or(Some(&vm.domain_type).filter(known)) {
        Some(DomainType::Hvm) => Cell::term("hvm"),
        Some(DomainType::Pv) => Cell::term("pv"),
        Some(DomainType::PvInPvh) => Cell::term("pvInPvh"),
        Some(DomainType::Pvh) => Cell::term("pvh"),
        Some(other) => Cell::text(other.as_str()),
        None => Cell::None,
    }
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
