//! What a host tells of itself from time to time: whether it lives, and how much memory it has.

use xapi::{HostMetrics, OpaqueRef};

use super::{Described, ObjectClass};
use crate::{index::IndexKey, sorted_index::Slot, world::World};

impl Described for HostMetrics {
    fn health_dependents(
        &self,
        world: &World,
        _slot: Slot,
        reference: &OpaqueRef,
        _comes_or_goes: bool,
        dependents: &mut Vec<Slot>,
    ) {
        dependents.extend(world.slots_in(&IndexKey::ToldBy(reference.clone())));
    }
}

impl ObjectClass for HostMetrics {
    const KEPT: &'static [&'static str] = &["live", "memory_total"];

    const NOISE: &'static [(&'static str, &'static str)] =
        &[("memory_total", "follows from the hardware")];
    const COMINGS_ARE_NOISE: Option<&'static str> = Some("they come and go with their host");
}
