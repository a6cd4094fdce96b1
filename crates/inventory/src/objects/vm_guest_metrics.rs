//! What a guest's tools tell about it: its system, its addresses.

use xapi::{OpaqueRef, Text, Vif, VmGuestMetrics};

use super::{Described, ObjectClass};
use crate::{
    index::{IndexEntry, IndexKey},
    sorted_index::Slot,
    world::World,
};

impl Described for VmGuestMetrics {
    fn index_entry(&self, _reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::default().with_lines(self.networks.values().map(Text::as_str))
    }

    /// Its VM, and that one's interfaces, which show their addresses.
    fn owners(&self, world: &World, reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        let start = dirty.len();
        dirty.extend(world.slots_in(&IndexKey::ToldBy(reference.clone())));
        for index in start..dirty.len() {
            if let Some(vm) = world.at(dirty[index]) {
                let interfaces = IndexKey::within::<Vif>(&vm.object.reference);
                dirty.extend(world.slots_in(&interfaces));
            }
        }
    }
}

impl ObjectClass for VmGuestMetrics {
    const KEPT: &'static [&'static str] = &[
        "networks.*",
        "netbios_name.host_name",
        "other.data-hostname",
        "os_version.name",
        "os_version.distro",
        "os_version.major",
        "os_version.minor",
        "os_version.uname",
        "PV_drivers_detected",
        "PV_drivers_version.major",
        "PV_drivers_version.minor",
        "PV_drivers_version.micro",
        "PV_drivers_version.build",
    ];

    const COMINGS_ARE_NOISE: Option<&'static str> =
        Some("they come and go with each start of their VM");
}
