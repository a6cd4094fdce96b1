//! What happens to a pool's objects, in the words that everything above this crate uses.

use crate::class::{Class, Object};
use crate::reference::OpaqueRef;

/// One step in the life of a copy of a pool.
///
/// A list of all objects is bracketed: `Init`, then an `InitApply` for each, then `InitDone`; what
/// was known before and is not in it has gone. Between lists come single `Apply` and `Delete`.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A full list begins. Keep showing what there was until `InitDone`.
    Init,
    /// One object of the list.
    InitApply(Object),
    /// The list is complete.
    InitDone,
    /// An object appeared or changed; the record is whole.
    Apply(Object),
    /// An object went away.
    Delete {
        /// Its class.
        class: Class,
        /// Its reference.
        reference: OpaqueRef,
    },
}

/// A list of everything.
pub(crate) fn bracketed(objects: impl Iterator<Item = Object>) -> Vec<Change> {
    let mut changes = Vec::with_capacity(objects.size_hint().1.unwrap_or(0) + 2);
    changes.push(Change::Init);
    changes.extend(objects.map(Change::InitApply));
    changes.push(Change::InitDone);
    changes
}
