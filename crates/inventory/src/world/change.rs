//! How a world changes: object by object, or as a list that is filed when it is complete.

use std::sync::Arc;

use xapi::{Class, Object, OpaqueRef, Record, Vm};

use super::{Entry, World};
use crate::{
    health::Sign,
    index::IndexKeys,
    memory::HostUsage,
    objects::{self, describe},
    sorted_index::Slot,
};

/// What has changed in a world.
pub(crate) struct Changed {
    /// Where.
    pub slot: Slot,
    /// What was there.
    pub old: Option<Arc<Object>>,
}

impl World {
    /// Puts an object in, in the place of what it was before; none where that made no difference.
    pub(crate) fn put(&mut self, object: Object) -> Option<Changed> {
        let mut object = mended(object);
        let slot = self.allot(&object.class(), &object.reference);
        if let Some(Entry { object: old, .. }) = self.at(slot) {
            if **old == object {
                return None;
            }
            object.reference.clone_from(&old.reference);
            object.record.share(&old.record);
        }
        let old = self.set(slot, Some(Entry::new(object)));
        Some(Changed { slot, old })
    }

    /// Takes an object out; none where it was not there.
    pub(crate) fn remove(&mut self, class: &Class, reference: &OpaqueRef) -> Option<Changed> {
        let slot = self.give_up(class, reference)?;
        let old = self.set(slot, None);
        Some(Changed { slot, old })
    }

    /// Takes in an object of a list under way: it stands in its lists, but these are in no order
    /// until [`Self::settle`].
    pub(crate) fn collect(&mut self, object: Object) {
        let object = mended(object);
        let slot = self.allot(&object.class(), &object.reference);
        // It may be listed twice, or change while the list is under way.
        self.drop_out(slot);
        let entry = Entry::new(object);
        for key in IndexKeys::of(&entry.object.record) {
            self.indexes.collect(key, entry.placed(slot));
        }
        self.replace(slot, Some(entry));
    }

    /// Takes an object out of a list under way.
    pub(crate) fn discard(&mut self, class: &Class, reference: &OpaqueRef) {
        if let Some(slot) = self.give_up(class, reference) {
            self.drop_out(slot);
        }
    }

    /// Brings the lists of all that was collected into order, and sums up what they hold.
    pub(crate) fn settle(&mut self) {
        self.indexes.settle();
        let vms: Vec<Slot> = self.slots_of::<Vm>().collect();
        self.recount(&vms, HostUsage::add);
    }

    /// The slot of an object: its own, or a new one.
    fn allot(&mut self, class: &Class, reference: &OpaqueRef) -> Slot {
        if let Some(slot) = self.slot(class, reference) {
            return slot;
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            self.seen.push(self.revision);
            // A world of four thousand million objects does not fit into any memory.
            (self.entries.len() - 1) as Slot
        });
        let table = self.tables.entry(class.clone()).or_default();
        Arc::make_mut(table).insert(reference.clone(), slot);
        slot
    }

    /// Gives an object's slot up.
    fn give_up(&mut self, class: &Class, reference: &OpaqueRef) -> Option<Slot> {
        let slot = self.slot(class, reference)?;
        Arc::make_mut(self.tables.get_mut(class)?).remove(reference);
        self.free.push(slot);
        Some(slot)
    }

    /// Puts something else, or nothing, into a slot; gives back what was there.
    fn replace(&mut self, slot: Slot, new: Option<Entry>) -> Option<Entry> {
        // Slots are made before they are used, and never go.
        let held = self.entries.get_mut(slot as usize)?;
        std::mem::replace(held, new)
    }

    /// Notes that what is in a slot may look different from this revision on.
    pub(super) fn see(&mut self, slot: Slot) {
        if self.seen.get(slot as usize) != Some(&self.revision)
            && let Some(seen) = self.seen.get_mut(slot as usize)
        {
            *seen = self.revision;
        }
    }

    /// Empties a slot while a list is under way.
    fn drop_out(&mut self, slot: Slot) {
        if let Some(entry) = self.replace(slot, None) {
            for key in IndexKeys::of(&entry.object.record) {
                self.indexes.take(&key, &entry.placed(slot));
            }
        }
    }

    /// Puts something else, or nothing, where something was, with all that follows but for what rules
    /// find; gives back what was there.
    fn set(&mut self, slot: Slot, new: Option<Entry>) -> Option<Arc<Object>> {
        let either = new.as_ref().or_else(|| self.at(slot));
        let counted = either.map_or_else(Vec::new, |entry| {
            let object = &entry.object;
            describe(&object.record).tells_memory_of(self, slot, &object.reference)
        });
        self.recount(&counted, HostUsage::remove);
        let old = self.replace(slot, new);
        self.reindex(slot, old.as_ref());
        self.recount(&counted, HostUsage::add);
        if self.at(slot).is_none() && self.signs.contains_key(&slot) {
            Arc::make_mut(&mut self.signs).remove(&slot);
        }
        let before = old.as_ref().map(|entry| entry.object.clone());
        self.invalidate(slot, old);
        before
    }

    /// Moves what is in a slot from the lists it stood in to those it stands in now.
    fn reindex(&mut self, slot: Slot, old: Option<&Entry>) {
        let filed = |entry: &Entry| (entry.placed(slot), IndexKeys::of(&entry.object.record));
        let (was, left) = old.map(filed).unzip();
        let (is, entered) = self.at(slot).map(filed).unzip();
        let (left, entered) = (left.unwrap_or_default(), entered.unwrap_or_default());
        // Most changes leave an object where it stands.
        let moved = was != is;
        if let Some(was) = was {
            for key in left.iter().filter(|key| moved || !entered.contains(key)) {
                self.indexes.take(key, &was);
            }
        }
        if let Some(is) = is {
            for key in entered {
                if moved || !left.contains(&key) {
                    self.indexes.add(key, is.clone());
                }
            }
        }
    }

    /// Keeps what a rule has found wrong with what is in a slot, in the place of what it had found.
    pub(crate) fn set_signs(&mut self, slot: Slot, rule: u16, found: Vec<Sign>) {
        let held = self.signs(slot);
        let start = held.partition_point(|sign| sign.rule < rule);
        let end = held.partition_point(|sign| sign.rule <= rule);
        if held[start..end] == found[..] {
            return;
        }
        let others = (held[..start].iter().cloned(), held[end..].iter().cloned());
        let now: Arc<[Sign]> = others.0.chain(found).chain(others.1).collect();
        let signs = Arc::make_mut(&mut self.signs);
        match now.is_empty() {
            true => signs.remove(&slot),
            false => signs.insert(slot, now),
        };
        self.see(slot);
    }

    /// Loads VMs onto their hosts, or lifts them off.
    fn recount(&mut self, vms: &[Slot], act: fn(&mut HostUsage, &World, &Vm)) {
        for slot in vms {
            let Some(vm) = self.record_at::<Vm>(*slot) else {
                continue;
            };
            let host = vm.resident_on.opaque();
            if host.is_null() {
                continue;
            }
            let mut usage = self.usage(host);
            act(&mut usage, self, vm);
            let host = host.clone();
            let usages = Arc::make_mut(&mut self.usages);
            if usage == HostUsage::default() {
                usages.remove(&host);
            } else {
                usages.insert(host, usage);
            }
        }
    }
}

/// Where something else came instead of a record, an empty record with that in its `extra` stands
/// in: the object stays a row, with a warning.
fn mended(object: Object) -> Object {
    match object.record {
        Record::Unknown { class, value } => Object {
            reference: object.reference,
            record: objects::stand_in(class, value),
        },
        _ => object,
    }
}

/// The member of `extra` that holds what came instead of a record.
pub(crate) const NO_RECORD: &str = "record";
