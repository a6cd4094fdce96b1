//! VGPUs: the GPUs, or parts of such, of VMs.

use std::marker::PhantomData;

use xapi::{Class, Object, OpaqueRef, Pgpu, Vgpu, VgpuType};

use super::{
    AnyTable, Described, ObjectClass, Table,
    layout::{DefaultOrder, parts_of},
    property::Property,
    vm,
};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::{Cell, ListKind, Status},
    world::World,
};

impl Described for Vgpu {
    fn state(&self, world: &World, _object: &Object) -> Status {
        vm::state_of_device(world, &self.vm, self.currently_attached)
    }

    fn called<'a>(&'a self, world: &'a World) -> Option<&'a str> {
        let of_type = world.get::<VgpuType>(&self.r#type)?;
        Some(&of_type.model_name)
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
        P::link("host", |item| {
            let gpu = item.get::<Pgpu>(&item.record.resident_on);
            gpu.map_or(Cell::None, |gpu| look::link_to(item.info, &gpu.host))
        })
        .kept(&["resident_on"])
        .operator("host"),
        P::flag("attached", |item| {
            Cell::flag(item.record.currently_attached)
        })
        .kept(&["currently_attached"]),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Vgpu> {
        list: ListKind::Gpus,
        all: None,
        within: &[parts_of::<Vgpu>(Class::Vm)],
        columns: &["type", "group", "host", "attached"],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const KEPT: &'static [&'static str] = &["uuid"];

    const NOISE: &'static [(&'static str, &'static str)] =
        &[("resident_on", "follows from starts and stops")];
}
