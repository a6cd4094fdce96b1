//! VUSBs: USB devices that were given to VMs.

use std::marker::PhantomData;

use xapi::{Class, Object, OpaqueRef, Pusb, Vusb};

use super::{
    AnyTable, Described, ObjectClass, Table, common,
    layout::{DefaultOrder, parts_of},
    property::Property,
    pusb, vm,
};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::{Cell, ListKind, Status},
    world::World,
};

impl Described for Vusb {
    fn state(&self, world: &World, _object: &Object) -> Status {
        vm::state_of_device(world, &self.vm, self.currently_attached)
    }

    fn operation(&self) -> Option<String> {
        common::first(&self.current_operations)
    }

    fn called<'a>(&'a self, world: &'a World) -> Option<&'a str> {
        device(world, self).map(pusb::called)
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Vusb>();
        keys.within::<Vusb>(self.vm.opaque());
        keys.within::<Vusb>(self.usb_group.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.uuid)
    }
}

type P = Property<Vusb>;

impl ObjectClass for Vusb {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("name", |item| {
            Cell::text(device(item.world(), item.record).map_or("", pusb::called))
        })
        .operator("name"),
        P::text("vendor", |item| {
            let device = device(item.world(), item.record);
            Cell::text(device.map_or("", |device| device.vendor_desc.as_str()))
        })
        .operator("vendor"),
        P::link("host", |item| {
            let device = device(item.world(), item.record);
            device.map_or(Cell::None, |device| look::link_to(item.info, &device.host))
        })
        .operator("host"),
        P::code("serial", |item| {
            let device = device(item.world(), item.record);
            Cell::code(device.map_or("", |device| device.serial.as_str()))
        })
        .operator("serial"),
        P::flag("attached", |item| {
            Cell::flag(item.record.currently_attached)
        })
        .kept(&["currently_attached"]),
        P::link("vm", |item| look::link_to(item.info, &item.record.vm))
            .kept(&["VM"])
            .operator("vm"),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Vusb> {
        list: ListKind::UsbDevices,
        all: None,
        within: &[parts_of::<Vusb>(Class::Vm)],
        columns: &["name", "vendor", "host", "serial", "attached"],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const KEPT: &'static [&'static str] = &["uuid", "USB_group"];
}

/// The device behind it.
pub(crate) fn device<'a>(world: &'a World, vusb: &Vusb) -> Option<&'a Pusb> {
    let mut devices = world.within::<Pusb>(vusb.usb_group.opaque());
    devices.next().map(|(_, device)| device)
}
