//! What the server measures of a VM: its memory, since when it runs, as what.

use xapi::{OpaqueRef, VmMetrics};

use super::{Described, ObjectClass};
use crate::{index::IndexKey, sorted_index::Slot, world::World};

impl Described for VmMetrics {
    fn owners(&self, world: &World, reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slots_in(&IndexKey::ToldBy(reference.clone())));
    }

    fn tells_memory_of(&self, world: &World, _slot: Slot, reference: &OpaqueRef) -> Vec<Slot> {
        world
            .slots_in(&IndexKey::ToldBy(reference.clone()))
            .collect()
    }
}

impl ObjectClass for VmMetrics {
    const KEPT: &'static [&'static str] = &[
        "memory_actual",
        "VCPUs_utilisation.*",
        "start_time",
        "install_time",
        "current_domain_type",
    ];

    const NOISE: &'static [(&'static str, &'static str)] = &[
        ("memory_actual", "a measurement"),
        ("VCPUs_utilisation.*", "a measurement"),
        ("current_domain_type", "follows from how the VM is started"),
    ];
    const COMINGS_ARE_NOISE: Option<&'static str> = Some("they come and go with their VM");
}
