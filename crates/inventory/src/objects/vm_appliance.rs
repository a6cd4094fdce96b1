//! Appliances (vApps): VMs that are started and stopped together, in an order.

use xapi::{OpaqueRef, VmAppliance};

use super::{Described, ObjectClass, common, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    sorted_index::Slot,
    view::Cell,
    world::World,
};

impl Described for VmAppliance {
    fn operation(&self) -> Option<String> {
        common::first(&self.current_operations)
    }

    fn description(&self) -> &str {
        &self.name_description
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<VmAppliance>();
        keys.uuid::<VmAppliance>(&self.uuid);
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &[], &[&self.uuid])
    }

    /// Its VMs.
    fn referrers(&self, world: &World, _reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(self.vms.iter().filter_map(|vm| world.slot_of(vm)));
    }
}

type P = Property<VmAppliance>;

impl ObjectClass for VmAppliance {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::status(),
        common::pool(),
        P::list("vms", |item| {
            let vms = item.record.vms.iter();
            Cell::list(vms.map(|vm| look::link_to(item.info, vm)))
        })
        .kept(&["VMs"])
        .operator("vm"),
        common::description(),
        common::uuid(),
    ];

    const NOISE: &'static [(&'static str, &'static str)] = &[("VMs", "the VM tells it")];
}
