//! USB groups: USB devices that can stand for each other; of the servers there are, one device each.

use xapi::{Map, OpaqueRef, Pusb, Text, UsbGroup, Vusb};

use super::{Described, ObjectClass, common, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    view::Cell,
};

impl Described for UsbGroup {
    fn description(&self) -> &str {
        &self.name_description
    }

    fn other_config(&self) -> Option<&Map<Text, Text>> {
        Some(&self.other_config)
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<UsbGroup>();
        keys.uuid::<UsbGroup>(&self.uuid);
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &[], &[&self.uuid])
    }
}

type P = Property<UsbGroup>;

impl ObjectClass for UsbGroup {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::pool(),
        P::count("devices", |item| {
            Cell::count(item.world().within::<Pusb>(item.reference).count())
        }),
        P::count("given", |item| {
            Cell::count(item.world().within::<Vusb>(item.reference).count())
        }),
        common::description(),
        common::uuid(),
    ];
}
