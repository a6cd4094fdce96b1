//! The page of a host.

use xapi::{Class, Host, OpaqueRef};

use super::{Fields, fill, identity};
use crate::{
    connection::ConnectionInfo,
    hardware, look,
    memory::Memory,
    view::{Cell, ListKind, Page},
};

pub(super) fn page(
    info: &ConnectionInfo<'_>,
    reference: &OpaqueRef,
    host: &Host,
    page: Page,
) -> Page {
    let world = info.world;
    let software = |key: &str| Cell::code(hardware::software(host, key));
    let cpu = |key: &str| host.cpu_info.get(key).map_or("", |text| text.trim());
    let coordinates = world
        .coordinator()
        .is_some_and(|(coordinator, _)| coordinator == reference);
    let boot = hardware::moment(host, "boot_time");
    let state = Fields::new()
        .line("enabled", Cell::flag(host.enabled))
        .line("maintenance", Cell::flag(look::in_maintenance(host)))
        .line("coordinator", Cell::flag(coordinates))
        .line("address", Cell::code(&host.address))
        .line("runningVms", Cell::count(world.burden(reference).running))
        .if_any("bootTime", boot.clone())
        .if_any("agentStart", hardware::moment(host, "agent_start_time"))
        .section("state");
    let memory = Memory::of(world, reference, host);
    let memory = Fields::new()
        .line(
            "memoryUsed",
            memory.map_or(Cell::None, |memory| Cell::meter(memory.used, memory.total)),
        )
        .section("memory");
    let speed = cpu("speed").split('.').next().unwrap_or("").parse();
    let hardware = Fields::new()
        .line("cpuModel", Cell::text(cpu("modelname")))
        .line("cpuCount", hardware::count(host, "cpu_count"))
        .if_any("sockets", hardware::count(host, "socket_count"))
        .if_any(
            "cpuSpeed",
            speed.map_or(Cell::None, |count| Cell::Count { count }),
        )
        .section("hardware");
    let version = Fields::new()
        .line("product", Cell::text(hardware::version(host)))
        .if_any("build", software("build_number"))
        .if_any("xenVersion", software("xen"))
        .if_any("kernelVersion", software("linux"))
        .if_any(
            "apiVersion",
            Cell::code(format!(
                "{}.{}",
                host.api_version_major, host.api_version_minor
            )),
        )
        .if_any("license", Cell::text(&host.edition))
        .section("version");
    let network = Fields::new()
        .line("hostname", Cell::code(&host.hostname))
        .if_any("iscsiIqn", Cell::code(&host.iscsi_iqn))
        .line("multipathing", Cell::flag(host.multipathing))
        .section("network");
    let sections = vec![
        state,
        memory,
        hardware,
        version,
        network,
        identity(&host.uuid, &host.other_config, &host.tags),
    ];
    let lists = [
        ListKind::Vms,
        ListKind::Pbds,
        ListKind::Pifs,
        ListKind::Networks,
        ListKind::Messages,
    ];
    let page = Page {
        place: Some(look::pool_link(info))
            .filter(|link| *link != Cell::None)
            .into_iter()
            .collect(),
        since: match boot {
            Cell::Time { unix } => Some(unix),
            _ => None,
        },
        ..page
    };
    fill(page, &host.name_description, &host.tags, sections, &lists)
}

/// A link to a host, for other pages.
pub(super) fn link(info: &ConnectionInfo<'_>, reference: &OpaqueRef) -> Cell {
    look::link(info, &Class::Host, reference)
}
