//! What of a VM is set by people, to be compared with what it would be.

use std::sync::Arc;

use xapi::{Object, Vm};

use super::properties::PROPERTIES;
use crate::{
    connection::ConnectionInfo, index::IndexEntry, objects::Item, view::Cell, world::Entry,
};

/// The properties that are settings: not where it is, how it is or what its guest tells.
const SETTINGS: &[&str] = &[
    "name",
    "description",
    "vcpus",
    "vcpusMax",
    "coresPerSocket",
    "memoryStaticMax",
    "memoryDynamicMax",
    "memoryDynamicMin",
    "firmware",
    "boot",
    "autoStart",
    "haPriority",
    "order",
    "startDelay",
    "folder",
];

/// What differs between two VMs in what is set: the label of each setting, and both values.
pub(crate) fn differing_settings(
    info: &ConnectionInfo<'_>,
    before: Object,
    after: Object,
) -> Vec<(&'static str, Cell, Cell)> {
    let [before, after] = [before, after].map(|object| Entry {
        index: IndexEntry::of(&object),
        object: Arc::new(object),
    });
    let (Some(before), Some(after)) = (Item::<Vm>::of(info, &before), Item::<Vm>::of(info, &after))
    else {
        return Vec::new();
    };
    PROPERTIES
        .iter()
        .filter(|property| SETTINGS.contains(&property.id))
        .map(|property| {
            (
                property.field,
                (property.get)(&before),
                (property.get)(&after),
            )
        })
        .filter(|(_, before, after)| before != after)
        .collect()
}
