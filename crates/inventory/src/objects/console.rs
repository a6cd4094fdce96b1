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
}
