//! The page of a pool.

use xapi::{Class, Pool, Vm, VmPowerState};

use super::{Fields, fill, host, identity};
use crate::{
    connection::ConnectionInfo,
    hardware, look,
    memory::Memory,
    view::{Cell, ListKind, Page},
};

pub(super) fn page(info: &ConnectionInfo<'_>, pool: &Pool, page: Page) -> Page {
    let world = info.world;
    let running = |vm: &&Vm| vm.power_state == VmPowerState::Running;
    let machines = || world.shown::<Vm>().map(|(_, vm)| vm);
    let coordinator = world.coordinator().map(|(_, host)| host);
    let state = Fields::new()
        .line("coordinator", host::link(info, pool.master.opaque()))
        .line("hosts", Cell::count(world.count(&Class::Host)))
        .line("vms", Cell::count(machines().count()))
        .line(
            "runningVms",
            Cell::count(machines().filter(running).count()),
        )
        .section("state");
    let memory = Memory::of_all(world);
    let memory = Fields::new()
        .line(
            "memoryUsed",
            memory.map_or(Cell::None, |memory| Cell::meter(memory.used, memory.total)),
        )
        .section("memory");
    let storage = Fields::new()
        .line(
            "defaultSr",
            look::link(info, &Class::Sr, pool.default_sr.opaque()),
        )
        .line("srs", Cell::count(world.count(&Class::Sr)))
        .section("storage");
    let tolerance = Cell::Count {
        count: pool.ha_host_failures_to_tolerate,
    };
    let options = Fields::new()
        .line("ha", Cell::flag(pool.ha_enabled))
        .if_any(
            "haTolerance",
            if pool.ha_enabled {
                tolerance
            } else {
                Cell::None
            },
        )
        .section("options");
    let version = Fields::new()
        .line(
            "product",
            coordinator.map_or(Cell::None, |host| Cell::text(hardware::version(host))),
        )
        .section("version");
    let sections = vec![
        state,
        memory,
        storage,
        options,
        version,
        identity(&pool.uuid, &pool.other_config, &pool.tags),
    ];
    let lists = [
        ListKind::Hosts,
        ListKind::Vms,
        ListKind::Srs,
        ListKind::Networks,
        ListKind::Snapshots,
        ListKind::Templates,
        ListKind::Messages,
    ];
    let page = Page {
        name: info.name().to_owned(),
        ..page
    };
    fill(page, &pool.name_description, &pool.tags, sections, &lists)
}
