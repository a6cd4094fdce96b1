//! PCI devices of hosts: what GPUs and NICs are called.

use xapi::{OpaqueRef, Pci};

use super::{Described, ObjectClass, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::Cell,
};

impl Described for Pci {
    fn index(&self, keys: &mut IndexKeys) {
        keys.within::<Pci>(self.host.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.pci_id)
    }
}

type P = Property<Pci>;

impl ObjectClass for Pci {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("model", |item| Cell::text(&item.record.device_name))
            .kept(&["device_name"])
            .operator("model"),
        P::text("vendor", |item| Cell::text(&item.record.vendor_name))
            .kept(&["vendor_name"])
            .operator("vendor"),
        P::code("address", |item| Cell::code(&item.record.pci_id)).kept(&["pci_id"]),
        P::link("host", |item| look::link_to(item.info, &item.record.host))
            .kept(&["host"])
            .operator("host"),
    ];

    const KEPT: &'static [&'static str] = &["uuid"];
}
