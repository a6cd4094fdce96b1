//! VGPUs: the GPUs, or parts of such, of VMs.

use xapi::{Object, OpaqueRef, Vgpu, VgpuType};

use super::{Described, ObjectClass, property::Property, vm};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::{Cell, Status},
    world::World,
};

impl Described for Vgpu {
    fn state(&self, world: &World, _object: &Object) -> Status {
        vm::state_of_device(world, &self.vm, self.currently_attached)
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Vgpu>();
        keys.within::<Vgpu>(self.vm.opaque());
        keys.within::<Vgpu>(self.gpu_group.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.device)
    }
}

type P = Property<Vgpu>;

impl ObjectClass for Vgpu {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::link("vm", |item| look::link_to(item.info, &item.record.vm))
            .kept(&["VM"])
            .operator("vm"),
        P::code("device", |item| Cell::code(&item.record.device)).kept(&["device"]),
        P::text("type", |item| {
            let of_type = item.get::<VgpuType>(&item.record.r#type);
            of_type.map_or(Cell::None, |of_type| Cell::text(&of_type.model_name))
        })
        .kept(&["type"])
        .operator("type"),
        P::link("group", |item| {
            look::link_to(item.info, &item.record.gpu_group)
        })
        .kept(&["GPU_group"])
        .operator("group"),
        P::flag("attached", |item| {
            Cell::flag(item.record.currently_attached)
        })
        .kept(&["currently_attached"]),
    ];

    const KEPT: &'static [&'static str] = &["uuid"];
}
