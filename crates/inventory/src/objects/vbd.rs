//! VBDs: the drives of VMs, with the disks in them.

use std::marker::PhantomData;

use xapi::{Class, Object, OpaqueRef, Sr, Vbd, VbdMode, VbdType, Vdi};

use super::{
    AnyTable, Described, ObjectClass, Table,
    layout::{DefaultOrder, parts_of},
    property::{Item, Property},
    sr::known_size,
    vm,
};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    sorted_index::Slot,
    view::{Cell, ListKind, Status},
    world::World,
};

impl Described for Vbd {
    fn state(&self, world: &World, _object: &Object) -> Status {
        if world.get(&self.vdi).is_some_and(|vdi| vdi.missing) {
            return Status::Broken;
        }
        vm::state_of_device(world, &self.vm, self.currently_attached)
    }

    fn called<'a>(&'a self, world: &'a World) -> Option<&'a str> {
        world.name_of(self.vdi.opaque())
    }

    fn position(&self) -> &str {
        match self.device.as_str() {
            "" => &self.userdevice,
            device => device,
        }
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.within::<Vbd>(self.vm.opaque());
        keys.within::<Vbd>(self.vdi.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.userdevice)
    }

    fn owners(&self, world: &World, _reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slot_of(&self.vdi));
    }
}

type P = Property<Vbd>;

impl ObjectClass for Vbd {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("name", |item| match disk(item) {
            Some(vdi) => Cell::text(&vdi.name_label),
            None if item.record.empty => Cell::term("emptyDrive"),
            None => Cell::None,
        })
        .kept(&["empty"])
        .operator("name"),
        P::code("device", |item| match item.record.device.as_str() {
            "" => Cell::code(&item.record.userdevice),
            device => Cell::code(device),
        })
        .kept(&["device", "userdevice"])
        .operator("device"),
        P::term("type", |item| match &item.record.r#type {
            VbdType::Cd => Cell::term("cd"),
            VbdType::Disk => Cell::term("disk"),
            VbdType::Floppy => Cell::term("floppy"),
            VbdType::Unknown(other) => Cell::text(other),
        })
        .kept(&["type"]),
        P::link("sr", |item| {
            disk(item).map_or(Cell::None, |vdi| look::link_to::<Sr>(item.info, &vdi.sr))
        })
        .operator("sr"),
        P::bytes("size", |item| {
            disk(item).map_or(Cell::None, |vdi| Cell::bytes(vdi.virtual_size))
        })
        .summed(),
        P::bytes("used", |item| {
            disk(item).map_or(Cell::None, |vdi| known_size(vdi.physical_utilisation))
        })
        .summed(),
        P::term("mode", |item| match &item.record.mode {
            VbdMode::Ro => Cell::term("ro"),
            VbdMode::Rw => Cell::term("rw"),
            VbdMode::Unknown(other) => Cell::text(other),
        })
        .kept(&["mode"]),
        P::flag("bootable", |item| Cell::flag(item.record.bootable)).kept(&["bootable"]),
        P::flag("attached", |item| {
            Cell::flag(item.record.currently_attached)
        })
        .kept(&["currently_attached"]),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Vbd> {
        list: ListKind::Disks,
        all: None,
        within: &[parts_of::<Vbd>(Class::Vm)],
        columns: &[
            "name", "device", "type", "sr", "size", "used", "mode", "bootable", "attached",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const KEPT: &'static [&'static str] = &["uuid", "VM", "VDI"];
}

fn disk<'a>(item: &Item<'a, Vbd>) -> Option<&'a Vdi> {
    item.get(&item.record.vdi)
}
