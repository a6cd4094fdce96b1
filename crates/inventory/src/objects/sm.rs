//! Drivers of storage: which kinds a pool can have, and what they can do.

use xapi::{OpaqueRef, Sm};

use super::{Described, ObjectClass, common, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    view::Cell,
};

impl Described for Sm {
    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Sm>();
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &[], &[])
    }
}

type P = Property<Sm>;

impl ObjectClass for Sm {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        P::code("type", |item| Cell::code(&item.record.r#type)).kept(&["type"]),
    ];

    const KEPT: &'static [&'static str] = &["features"];
}
