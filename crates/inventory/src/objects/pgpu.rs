//! GPUs of hosts.

use std::marker::PhantomData;

use xapi::{Class, OpaqueRef, Pci, Pgpu, Ref, Vgpu, VgpuImplementation, VgpuType};

use super::{
    AnyTable, Described, ObjectClass, Table,
    layout::{DefaultOrder, parts_without},
    pci::is_passed,
    property::Property,
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    view::{Cell, ListKind},
    world::World,
};

impl Described for Pgpu {
    fn called<'a>(&'a self, world: &'a World) -> Option<&'a str> {
        let pci = world.get::<Pci>(&self.pci)?;
        Some(&pci.device_name)
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Pgpu>();
        keys.within::<Pgpu>(self.host.opaque());
        keys.within::<Pgpu>(self.gpu_group.opaque());
        keys.within::<Pgpu>(self.pci.opaque());
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
        P::list("vms", |item| {
            let carried = item.record.resident_vgpus.iter();
            let vgpus = carried.filter_map(|vgpu| item.get::<Vgpu>(vgpu));
            Cell::list(vgpus.map(|vgpu| look::link_to(item.info, &vgpu.vm)))
        }),
        P::list("free", |item| {
            let types = item.record.enabled_vgpu_types.iter();
            let rooms = types.filter_map(|of_type| {
                let model = &item.get::<VgpuType>(of_type)?.model_name;
                match room(item.world(), item.record, of_type) {
                    0 => None,
                    _ if is_whole(item.world(), of_type) => Some(Cell::term("wholeGpu")),
                    room => Some(Cell::text(format!("{room} × {model}"))),
                }
            });
            Cell::list(rooms)
        })
        .kept(&["enabled_VGPU_types", "supported_VGPU_max_capacities"]),
        P::flag("display", |item| {
            Cell::flag(item.record.is_system_display_device)
        })
        .kept(&["is_system_display_device"]),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Pgpu> {
        list: ListKind::Gpus,
        all: Some(|| vec![IndexKey::all::<Pgpu>()]),
        within: &[parts_without::<Pgpu>(Class::Host, &["host"])],
        columns: &["model", "host", "group", "vms", "free"],
        order: DefaultOrder::Column("model"),
        of: PhantomData,
    }];

    const KEPT: &'static [&'static str] = &["uuid", "PCI"];

    const NOISE: &'static [(&'static str, &'static str)] =
        &[("resident_VGPUs", "the virtual GPU tells it")];
}

/// Whether a type of virtual GPU is a whole one.
fn is_whole(world: &World, of_type: &Ref<VgpuType>) -> bool {
    let of_type = world.get::<VgpuType>(of_type);
    of_type.is_some_and(|of_type| of_type.implementation == VgpuImplementation::Passthrough)
}

/// How many more virtual GPUs of a type a GPU can carry: those on it are all of one type.
pub(crate) fn room(world: &World, gpu: &Pgpu, of_type: &Ref<VgpuType>) -> i64 {
    if !gives(world, gpu, of_type) {
        return 0;
    }
    let carried = gpu.resident_vgpus.iter();
    let mut carried = carried.filter_map(|vgpu| world.get::<Vgpu>(vgpu));
    let is_alone = gpu.resident_vgpus.is_empty() || !is_whole(world, of_type);
    if !is_alone || !carried.all(|vgpu| vgpu.r#type == *of_type) {
        return 0;
    }
    let most = gpu.supported_vgpu_max_capacities.get(of_type);
    let taken = i64::try_from(gpu.resident_vgpus.len()).unwrap_or(i64::MAX);
    most.copied().unwrap_or(1).saturating_sub(taken).max(0)
}

/// Whether a GPU may carry another virtual GPU of a type, beside so many that are to come. Where those on it are of other
/// types, the server alone knows: some bear that.
pub(crate) fn may_carry(world: &World, gpu: &Pgpu, of_type: &Ref<VgpuType>, coming: i64) -> bool {
    let carried = gpu.resident_vgpus.iter();
    let mut carried = carried.filter_map(|vgpu| world.get::<Vgpu>(vgpu));
    let differs = |vgpu: &Vgpu| vgpu.r#type != *of_type && !is_whole(world, &vgpu.r#type);
    match gives(world, gpu, of_type) && !is_whole(world, of_type) && carried.any(differs) {
        true => true,
        false => room(world, gpu, of_type) > coming,
    }
}

/// Whether parts of a type can be had of a GPU at all: its card is not passed through as a PCI device.
fn gives(world: &World, gpu: &Pgpu, of_type: &Ref<VgpuType>) -> bool {
    let is_enabled = gpu.enabled_vgpu_types.iter().any(|known| known == of_type);
    is_enabled && !is_passed(world, gpu.pci.opaque())
}

/// Whether a GPU is at work for VMs as what it is: its card is no device to be passed through beside that.
pub(crate) fn carries(world: &World, card: &OpaqueRef) -> bool {
    world.within::<Pgpu>(card).next().is_some()
}
