//! What lists and pages say alike about networks.

use xapi::{Class, IpConfigurationMode, OpaqueRef, Pif, PifMetrics, Vif, Vm, VmKind};

use crate::{lists::Slot, view::Cell, world::World};

/// A VLAN's tag; the server writes −1 for none.
pub(crate) fn vlan(tag: i64) -> Cell {
    if tag >= 0 {
        Cell::Count { count: tag }
    } else {
        Cell::None
    }
}

/// The tag that a network's interfaces carry.
pub(crate) fn vlan_of_network(world: &World, network: &OpaqueRef) -> Cell {
    world
        .within::<Pif>(network)
        .next()
        .map_or(Cell::None, |(_, pif)| vlan(pif.vlan))
}

/// A link's speed in Mbit/s; none without a link.
pub(crate) fn speed(metrics: Option<&PifMetrics>) -> Cell {
    match metrics {
        Some(metrics) if metrics.carrier && metrics.speed > 0 => Cell::Count {
            count: metrics.speed,
        },
        _ => Cell::None,
    }
}

/// How an interface gets its address.
pub(crate) fn ip_mode(mode: &IpConfigurationMode) -> Cell {
    match mode {
        IpConfigurationMode::None => Cell::None,
        IpConfigurationMode::Dhcp => Cell::term("dhcp"),
        IpConfigurationMode::Static => Cell::term("static"),
        IpConfigurationMode::Unknown(other) => Cell::text(other),
    }
}

/// How many machines have an interface on a network.
pub(crate) fn vms(world: &World, network: &OpaqueRef) -> usize {
    let slot = |vif: &Vif| {
        let slot = world.slot(&Class::Vm, vif.vm.opaque())?;
        let is_machine = |vm: &Vm| vm.kind() == VmKind::Machine;
        world
            .record_at(slot)
            .is_some_and(is_machine)
            .then_some(slot)
    };
    let mut vms: Vec<Slot> = world
        .within::<Vif>(network)
        .filter_map(|(_, vif)| slot(vif))
        .collect();
    vms.sort_unstable();
    vms.dedup();
    vms.len()
}
