//! Roles: what somebody who logs in may do. They are many, and not written to disk.

use xapi::{OpaqueRef, Role};

use super::{Described, ObjectClass, common, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    view::Cell,
};

impl Described for Role {
    fn description(&self) -> &str {
        &self.name_description
    }

    /// Those that people are given; the others are what these are made of, two thousand of them.
    fn index(&self, keys: &mut IndexKeys) {
        if !self.is_internal && !self.subroles.is_empty() {
            keys.all::<Role>();
        }
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &[], &[])
    }
}

impl ObjectClass for Role {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name().kept(&[]),
        Property::count("permissions", |item| {
            Cell::count(item.record.subroles.len())
        }),
        common::description().kept(&[]),
    ];
}
