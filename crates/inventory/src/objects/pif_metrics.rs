//! What a host's NIC tells of its link.

use xapi::{OpaqueRef, Pif, PifMetrics};

use super::{Described, ObjectClass};
use crate::{index::IndexKey, sorted_index::Slot, world::World};

impl Described for PifMetrics {
    fn health_dependents(
        &self,
        world: &World,
        slot: Slot,
        reference: &OpaqueRef,
        comes_or_goes: bool,
        dependents: &mut Vec<Slot>,
    ) {
        for pif in world.slots_in(&IndexKey::ToldBy(reference.clone())) {
            if let Some(pif) = world.record_at::<Pif>(pif) {
                pif.health_dependents(world, slot, reference, comes_or_goes, dependents);
            }
        }
    }
}

impl ObjectClass for PifMetrics {
    const KEPT: &'static [&'static str] = &["carrier", "speed"];

    const COMINGS_ARE_NOISE: Option<&'static str> = Some("they come and go with their NIC");
}
