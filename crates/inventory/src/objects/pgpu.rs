//! GPUs of hosts.

use xapi::{OpaqueRef, Pci, Pgpu};

use super::{Described, ObjectClass, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::Cell,
};

impl Described for Pgpu {
    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Pgpu>();
        keys.within::<Pgpu>(self.host.opaque());
        keys.within::<Pgpu>(self.gpu_group.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.uuid)
    }
}

type P = Property<Pgpu>;

impl ObjectClass for Pgpu {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("model", |item| {
            let pci = item.get::<Pci>(&item.record.pci);
            pci.map_or(Cell::None, |pci| Cell::text(&pci.device_name))
        })
        .operator("model"),
        P::link("host", |item| look::link_to(item.info, &item.record.host))
            .kept(&["host"])
            .operator("host"),
        P::link("group", |item| {
            look::link_to(item.info, &item.record.gpu_group)
        })
        .kept(&["GPU_group"])
        .operator("group"),
        P::count("vgpus", |item| {
            Cell::count(item.record.resident_vgpus.len())
        })
        .kept(&["resident_VGPUs"]),
        P::flag("display", |item| {
            Cell::flag(item.record.is_system_display_device)
        })
        .kept(&["is_system_display_device"]),
    ];

    const KEPT: &'static [&'static str] = &["uuid", "PCI"];

    const NOISE: &'static [(&'static str, &'static str)] =
        &[("resident_VGPUs", "the virtual GPU tells it")];
}
