//! Who measures an object.

use xapi::{Host, OpaqueRef, Vm};

use super::samples::{Measured, MeasuredKind};
use crate::{key::ObjectKey, world::World};

/// Where an object's measurements are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeasuredAt {
    /// What the hosts call it.
    pub measured: Measured,
    /// The host that measures it now; none: nothing does, and only what was kept can be had.
    pub host: Option<OpaqueRef>,
}

/// Who measures this object; none where nothing is measured of its like.
pub fn measured_at(world: &World, object: &ObjectKey) -> Option<MeasuredAt> {
    let reference = object.opaque();
    if let Some(host) = world.record::<Host>(&reference) {
        return Some(MeasuredAt {
            measured: Measured::new(MeasuredKind::Host, &host.uuid),
            host: Some(reference),
        });
    }
    let vm = world.record::<Vm>(&reference)?;
    let is_there = world.host(&vm.resident_on).is_some();
    Some(MeasuredAt {
        measured: Measured::new(MeasuredKind::Vm, &vm.uuid),
        host: is_there.then(|| vm.resident_on.opaque().clone()),
    })
}
