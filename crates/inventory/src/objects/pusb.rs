//! PUSBs: USB devices that are plugged into hosts.

use std::marker::PhantomData;

use xapi::{Class, OpaqueRef, Pusb, Vusb};

use super::{
    AnyTable, Described, ObjectClass, Table,
    layout::{DefaultOrder, parts_without},
    property::Property,
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    view::{Cell, ListKind},
    world::World,
};

impl Described for Pusb {
    fn called<'a>(&'a self, _world: &'a World) -> Option<&'a str> {
        Some(called(self))
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Pusb>();
        keys.within::<Pusb>(self.host.opaque());
        keys.within::<Pusb>(self.usb_group.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        let more = [&*self.vendor_desc, &*self.serial, &*self.path];
        IndexEntry::named(reference, called(self), &[], &more)
    }
}

type P = Property<Pusb>;

impl ObjectClass for Pusb {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("name", |item| Cell::text(called(item.record)))
            .kept(&["product_desc", "description", "product_id"])
            .operator("name"),
        P::text("vendor", |item| Cell::text(&item.record.vendor_desc))
            .kept(&["vendor_desc"])
            .operator("vendor"),
        P::link("host", |item| look::link_to(item.info, &item.record.host))
            .kept(&["host"])
            .operator("host"),
        P::code("serial", |item| Cell::code(&item.record.serial))
            .kept(&["serial"])
            .operator("serial"),
        P::flag("passthrough", |item| {
            Cell::flag(item.record.passthrough_enabled)
        })
        .kept(&["passthrough_enabled"]),
        P::link("vm", |item| {
            let given = item.world().within::<Vusb>(item.record.usb_group.opaque());
            let mut given = given.map(|(_, vusb)| look::link_to(item.info, &vusb.vm));
            given.next().unwrap_or(Cell::None)
        })
        .operator("vm"),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Pusb> {
        list: ListKind::UsbDevices,
        all: Some(|| vec![IndexKey::all::<Pusb>()]),
        within: &[parts_without::<Pusb>(Class::Host, &["host"])],
        columns: &["name", "vendor", "host", "serial", "passthrough", "vm"],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const KEPT: &'static [&'static str] = &["uuid", "USB_group", "path"];
}

/// What a device is called: by its maker where it says, else by its number.
pub(crate) fn called(device: &Pusb) -> &str {
    let names = [
        &device.product_desc,
        &device.description,
        &device.product_id,
    ];
    let said = names.into_iter().find(|name| !name.trim().is_empty());
    said.map_or("", |name| name.trim())
}
