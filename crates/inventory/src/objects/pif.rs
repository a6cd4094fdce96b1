//! PIFs: the physical interfaces of hosts, and the VLANs and bonds upon them.

use std::marker::PhantomData;

use xapi::{Class, IpConfigurationMode, Object, OpaqueRef, Pif, PifMetrics};

use super::{
    AnyTable, Described, ObjectClass, Table,
    layout::{DefaultOrder, parts_of},
    property::{Item, Property},
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    sorted_index::Slot,
    view::{Cell, ListKind, Status},
    world::World,
};

impl Described for Pif {
    fn state(&self, world: &World, _object: &Object) -> Status {
        match world.get::<PifMetrics>(&self.metrics) {
            _ if !self.currently_attached => Status::Disabled,
            Some(metrics) if !metrics.carrier => Status::Broken,
            _ => Status::Ok,
        }
    }

    fn position(&self) -> &str {
        &self.device
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.within::<Pif>(self.host.opaque());
        keys.within::<Pif>(self.network.opaque());
        keys.all::<Pif>();
        keys.told_by(self.metrics.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.device)
    }

    fn owners(&self, world: &World, _reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slot_of(&self.network));
    }
}

type P = Property<Pif>;

impl ObjectClass for Pif {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::link("host", |item| look::link_to(item.info, &item.record.host)).operator("host"),
        P::code("nic", |item| Cell::code(&item.record.device))
            .kept(&["device"])
            .operator("nic"),
        P::link("network", |item| {
            look::link_to(item.info, &item.record.network)
        })
        .operator("network"),
        P::term("carrier", |item| match metrics(item) {
            Some(metrics) if metrics.carrier => Cell::term("linkUp"),
            Some(_) => Cell::term("linkDown"),
            None => Cell::None,
        }),
        // In Mbit/s; none without a link.
        P::count("speed", |item| match metrics(item) {
            Some(metrics) if metrics.carrier && metrics.speed > 0 => Cell::Count {
                count: metrics.speed,
            },
            _ => Cell::None,
        }),
        P::code("mac", |item| Cell::code(&item.record.mac))
            .kept(&["MAC"])
            .operator("mac"),
        P::count("vlan", |item| vlan(item.record)).kept(&["VLAN"]),
        P::term("mode4", |item| match &item.record.ip_configuration_mode {
            IpConfigurationMode::None => Cell::None,
            IpConfigurationMode::Dhcp => Cell::term("dhcp"),
            IpConfigurationMode::Static => Cell::term("static"),
            IpConfigurationMode::Unknown(other) => Cell::text(other),
        })
        .kept(&["ip_configuration_mode"]),
        P::code("address", |item| Cell::code(&item.record.ip))
            .kept(&["IP"])
            .operator("address"),
        P::flag("management", |item| Cell::flag(item.record.management)).kept(&["management"]),
        P::count("mtu", |item| Cell::Count {
            count: item.record.mtu,
        })
        .kept(&["MTU"]),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[
        &Table::<Pif> {
            list: ListKind::Pifs,
            all: None,
            within: &[parts_of::<Pif>(Class::Host)],
            columns: &[
                "nic",
                "network",
                "carrier",
                "speed",
                "mac",
                "vlan",
                "mode4",
                "address",
                "management",
                "mtu",
            ],
            order: DefaultOrder::Name,
            of: PhantomData,
        },
        &Table::<Pif> {
            list: ListKind::Pifs,
            all: Some(|| vec![IndexKey::all::<Pif>()]),
            within: &[parts_of::<Pif>(Class::Network)],
            columns: &[
                "host",
                "nic",
                "carrier",
                "speed",
                "mac",
                "vlan",
                "mode4",
                "address",
                "management",
                "mtu",
            ],
            order: DefaultOrder::Column("host"),
            of: PhantomData,
        },
    ];

    const KEPT: &'static [&'static str] =
        &["uuid", "host", "network", "metrics", "currently_attached"];

    const NOISE: &'static [(&'static str, &'static str)] =
        &[("metrics", "where measurements are, not what they say")];
}

fn metrics<'a>(item: &Item<'a, Pif>) -> Option<&'a PifMetrics> {
    item.get(&item.record.metrics)
}

/// The tag of its VLAN; the server writes −1 for none.
pub(super) fn vlan(pif: &Pif) -> Cell {
    match pif.vlan >= 0 {
        true => Cell::Count { count: pif.vlan },
        false => Cell::None,
    }
}
