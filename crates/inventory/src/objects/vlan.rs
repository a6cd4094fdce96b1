//! VLANs: which tag upon which NIC.

use xapi::{OpaqueRef, Pif, Vlan};

use super::{Described, ObjectClass, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::Cell,
};

impl Described for Vlan {
    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Vlan>();
        keys.within::<Vlan>(self.tagged_pif.opaque());
        keys.within::<Vlan>(self.untagged_pif.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.tag.to_string())
    }
}

type P = Property<Vlan>;

impl ObjectClass for Vlan {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::count("vlan", |item| Cell::Count {
            count: item.record.tag,
        })
        .kept(&["tag"]),
        P::code("nic", |item| {
            let pif = item.get::<Pif>(&item.record.tagged_pif);
            pif.map_or(Cell::None, |pif| Cell::code(&pif.device))
        })
        .kept(&["tagged_PIF"])
        .operator("nic"),
        P::link("network", |item| {
            let pif = item.get::<Pif>(&item.record.untagged_pif);
            pif.map_or(Cell::None, |pif| look::link_to(item.info, &pif.network))
        })
        .kept(&["untagged_PIF"])
        .operator("network"),
    ];

    const KEPT: &'static [&'static str] = &["uuid"];
}
