//! Consoles of VMs and of control domains.

use xapi::{Console, OpaqueRef};

use super::{Described, ObjectClass};
use crate::index::{IndexEntry, IndexKeys};

impl Described for Console {
    fn index(&self, keys: &mut IndexKeys) {
        keys.within::<Console>(self.vm.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, "")
    }
}

impl ObjectClass for Console {
    const KEPT: &'static [&'static str] = &["uuid", "VM", "protocol"];

    const NOISE: &'static [(&'static str, &'static str)] = &[("uuid", "each start has a new one")];
    const COMINGS_ARE_NOISE: Option<&'static str> = Some("each start makes new ones");
}
