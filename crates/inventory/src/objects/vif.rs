//! VIFs: the virtual interfaces of VMs.

use std::marker::PhantomData;

use xapi::{Class, Object, OpaqueRef, Vif};

use super::{
    AnyTable, Described, ObjectClass, Table,
    layout::{DefaultOrder, parts_of},
    property::{Item, Property},
    vm,
};
use crate::{
    guest,
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    sorted_index::Slot,
    view::{Cell, ListKind, Status},
    world::World,
};

impl Described for Vif {
    fn state(&self, world: &World, _object: &Object) -> Status {
        vm::state_of_device(world, &self.vm, self.currently_attached)
    }

    fn called<'a>(&'a self, world: &'a World) -> Option<&'a str> {
        world.name_of(self.network.opaque())
    }

    fn position(&self) -> &str {
        &self.device
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.within::<Vif>(self.vm.opaque());
        keys.within::<Vif>(self.network.opaque());
        keys.all::<Vif>();
        if !self.mac.is_empty() {
            keys.push(IndexKey::Mac(self.mac.clone()));
        }
    }

    /// What is without a name is found by what its row shows; a VM by its interfaces' MACs.
    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.device).with_lines(std::iter::once(&*self.mac))
    }

    fn owners(&self, world: &World, _reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slot_of(&self.vm));
    }
}

type P = Property<Vif>;

impl ObjectClass for Vif {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::link("vm", |item| look::link_to(item.info, &item.record.vm)).operator("vm"),
        P::code("device", |item| Cell::code(&item.record.device))
            .kept(&["device"])
            .operator("device"),
        P::link("network", |item| {
            look::link_to(item.info, &item.record.network)
        })
        .operator("network"),
        P::code("mac", |item| Cell::code(&item.record.mac))
            .kept(&["MAC"])
            .operator("mac"),
        P::list("address", addresses).operator("address"),
        P::count("mtu", |item| Cell::Count {
            count: item.record.mtu,
        })
        .kept(&["MTU"]),
        P::flag("attached", |item| {
            Cell::flag(item.record.currently_attached)
        })
        .kept(&["currently_attached"]),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[
        &Table::<Vif> {
            list: ListKind::Vifs,
            all: None,
            within: &[parts_of::<Vif>(Class::Vm)],
            columns: &["device", "network", "mac", "address", "mtu", "attached"],
            order: DefaultOrder::Name,
            of: PhantomData,
        },
        &Table::<Vif> {
            list: ListKind::Vifs,
            all: Some(|| vec![IndexKey::all::<Vif>()]),
            within: &[parts_of::<Vif>(Class::Network)],
            columns: &[
                "vm", "device", "network", "mac", "address", "mtu", "attached",
            ],
            order: DefaultOrder::Column("vm"),
            of: PhantomData,
        },
    ];

    const IS_ORDER_KEPT: bool = true;
    const KEPT: &'static [&'static str] = &["uuid", "VM", "network"];
}

/// What the guest tells for this device, while it can tell.
fn addresses(item: &Item<'_, Vif>) -> Cell {
    let vm = item.world().vm(&item.record.vm);
    let vm = vm.filter(|vm| vm::runs(vm));
    let guest = vm.and_then(|vm| guest::metrics(item.world(), vm));
    let addresses = guest.map(|guest| guest::addresses_of_device(guest, &item.record.device));
    Cell::list(addresses.into_iter().flatten().map(Cell::code))
}
