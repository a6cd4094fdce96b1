//! Types of VGPUs: into which parts GPUs can be divided.

use xapi::{OpaqueRef, VgpuType};

use super::{Described, ObjectClass, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    view::Cell,
};

impl Described for VgpuType {
    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<VgpuType>();
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.model_name, &[], &[&self.vendor_name])
    }
}

type P = Property<VgpuType>;

impl ObjectClass for VgpuType {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("model", |item| Cell::text(&item.record.model_name))
            .kept(&["model_name"])
            .operator("model"),
        P::text("vendor", |item| Cell::text(&item.record.vendor_name))
            .kept(&["vendor_name"])
            .operator("vendor"),
        P::bytes("memory", |item| Cell::bytes(item.record.framebuffer_size))
            .kept(&["framebuffer_size"]),
        P::count("heads", |item| Cell::Count {
            count: item.record.max_heads,
        })
        .kept(&["max_heads"]),
        P::flag("experimental", |item| Cell::flag(item.record.experimental))
            .kept(&["experimental"]),
    ];

    const KEPT: &'static [&'static str] = &["uuid"];
}
