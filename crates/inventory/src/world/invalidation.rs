//! What is invalidated when an object changes: its own row, and the rows of what tells of it.
//!
//! A projection that keeps the order of its rows looks again at what [`World::seen_since`] names and
//! at nothing else. So this must name every object whose row, in one of the tables whose order is kept
//! (`ObjectClass::IS_ORDER_KEPT`), may stand elsewhere or be filtered differently; the tree's filter
//! asks for less. What it costs is for the writer to pay, once a change.

use xapi::{Message, Object, OpaqueRef};

use super::{Entry, World};
use crate::{index::IndexKey, look, objects::describe, sorted_index::Slot};

impl World {
    /// The slots that may look different than in a revision; none where all was listed anew since.
    pub(crate) fn seen_since(&self, revision: u64) -> Option<impl Iterator<Item = Slot>> {
        if revision < self.listed {
            return None;
        }
        // Where nothing changed there is nothing to look through; and most chunks have not changed.
        let chunks = (revision != self.revision).then(|| self.seen.chunks());
        let changed = chunks
            .into_iter()
            .flatten()
            .filter(move |(_, chunk)| chunk.iter().any(|seen| *seen > revision));
        Some(changed.flat_map(move |(first, chunk)| {
            let seen = chunk.iter().enumerate();
            seen.filter(move |(_, seen)| **seen > revision)
                .map(move |(index, _)| (first + index) as Slot)
        }))
    }

    /// Marks what may look different now that what was in a slot is something else.
    pub(super) fn invalidate(&mut self, slot: Slot, old: Option<Entry>) {
        let mut dirty = vec![slot];
        let new = self.at(slot).map(|entry| &*entry.object);
        let old = old.as_ref().map(|entry| &*entry.object);
        for object in [old, new].into_iter().flatten() {
            describe(&object.record).owners(self, &object.reference, &mut dirty);
        }
        if old.map(label) != new.map(label) {
            for object in [old, new].into_iter().flatten() {
                describe(&object.record).referrers(self, &object.reference, &mut dirty);
                let uuid = OpaqueRef::from(object.record.uuid());
                dirty.extend(self.slots_in(&IndexKey::within::<Message>(&uuid)));
            }
        }
        for slot in dirty {
            self.see(slot);
        }
    }
}

/// By what others name an object.
fn label(object: &Object) -> (&str, &str) {
    (look::name(object), object.record.uuid())
}
