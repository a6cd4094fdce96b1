//! The columns of networks and of the interfaces on them.

use std::collections::BTreeSet;

use xapi::{Class, Network, Pif, PifMetrics, Vif};

use super::rows::{Col, Seen, col, name, num, pool, status};
use crate::{guest, look, net, view::Cell};

pub(super) const NETWORKS: &[Col<Network>] = &[
    col("name", name),
    col("status", status),
    col("pool", pool),
    col("nic", |seen| {
        let pifs = seen.world().within::<Pif>(seen.reference);
        let names: BTreeSet<&str> = pifs.map(|(_, pif)| pif.device.as_str()).collect();
        Cell::list(names.into_iter().map(Cell::code))
    }),
    num("vlan", |seen| {
        net::vlan_of_network(seen.world(), seen.reference)
    }),
    num("mtu", |seen| Cell::Count {
        count: seen.record.mtu,
    }),
    col("bridge", |seen| Cell::code(&seen.record.bridge)),
    num("vms", |seen| {
        Cell::count(net::vms(seen.world(), seen.reference))
    }),
    col("description", |seen| {
        Cell::text(&seen.record.name_description)
    }),
];

pub(super) const VIFS: &[Col<Vif>] = &[
    col("vm", |seen| {
        look::link(seen.info, &Class::Vm, seen.record.vm.opaque())
    }),
    col("device", device),
    col("network", network),
    col("mac", mac),
    col("address", address),
    num("mtu", |seen| Cell::Count {
        count: seen.record.mtu,
    }),
    col("attached", |seen| {
        Cell::flag(seen.record.currently_attached)
    }),
];

pub(super) const VIFS_OF_VM: &[Col<Vif>] = &[
    col("device", device),
    col("network", network),
    col("mac", mac),
    col("address", address),
    num("mtu", |seen| Cell::Count {
        count: seen.record.mtu,
    }),
    col("attached", |seen| {
        Cell::flag(seen.record.currently_attached)
    }),
];

pub(super) const PIFS: &[Col<Pif>] = &[
    col("host", |seen| {
        look::link(seen.info, &Class::Host, seen.record.host.opaque())
    }),
    col("nic", |seen| Cell::code(&seen.record.device)),
    col("carrier", carrier),
    num("speed", speed),
    col("mac", |seen| Cell::code(&seen.record.mac)),
    num("vlan", |seen| net::vlan(seen.record.vlan)),
    col("mode4", |seen| {
        net::ip_mode(&seen.record.ip_configuration_mode)
    }),
    col("address", |seen| Cell::code(&seen.record.ip)),
    col("management", |seen| Cell::flag(seen.record.management)),
    num("mtu", |seen| Cell::Count {
        count: seen.record.mtu,
    }),
];

pub(super) const PIFS_OF_HOST: &[Col<Pif>] = &[
    col("nic", |seen| Cell::code(&seen.record.device)),
    col("network", |seen| {
        look::link(seen.info, &Class::Network, seen.record.network.opaque())
    }),
    col("carrier", carrier),
    num("speed", speed),
    col("mac", |seen| Cell::code(&seen.record.mac)),
    num("vlan", |seen| net::vlan(seen.record.vlan)),
    col("mode4", |seen| {
        net::ip_mode(&seen.record.ip_configuration_mode)
    }),
    col("address", |seen| Cell::code(&seen.record.ip)),
    col("management", |seen| Cell::flag(seen.record.management)),
    num("mtu", |seen| Cell::Count {
        count: seen.record.mtu,
    }),
];

fn device(seen: &Seen<'_, Vif>) -> Cell {
    Cell::code(&seen.record.device)
}

fn network(seen: &Seen<'_, Vif>) -> Cell {
    look::link(seen.info, &Class::Network, seen.record.network.opaque())
}

fn mac(seen: &Seen<'_, Vif>) -> Cell {
    Cell::code(&seen.record.mac)
}

/// What the guest tells for this device, while it can tell.
fn address(seen: &Seen<'_, Vif>) -> Cell {
    let vm = seen.world().vm(&seen.record.vm);
    let vm = vm.filter(|vm| look::runs(vm));
    let guest = vm.and_then(|vm| guest::metrics(seen.world(), vm));
    let addresses = guest.map(|guest| guest::addresses_of_device(guest, &seen.record.device));
    Cell::list(addresses.into_iter().flatten().map(Cell::code))
}

fn carrier(seen: &Seen<'_, Pif>) -> Cell {
    let metrics = seen.world().get::<PifMetrics>(&seen.record.metrics);
    metrics.map_or(Cell::None, |metrics| {
        if metrics.carrier {
            Cell::term("linkUp")
        } else {
            Cell::term("linkDown")
        }
    })
}

fn speed(seen: &Seen<'_, Pif>) -> Cell {
    net::speed(seen.world().get::<PifMetrics>(&seen.record.metrics))
}
