//! What looks different when an object changes: itself, and what tells of it.
//!
//! A projection that keeps the order of its rows looks again at what [`World::seen_since`] names and
//! at nothing else. So this must name every object whose row, in one of the lists that are kept
//! ([`crate::table`]), may stand elsewhere or be filtered differently; the tree's filter asks for
//! less. What it costs is for the writer to pay, once a change.

use xapi::{Class, Object, OpaqueRef, Record};

use super::{Entry, World};
use crate::{filing::Place, lists::Slot, look};

impl World {
    /// The slots that may look different than in a revision; none where all was listed anew since.
    pub(crate) fn seen_since(&self, revision: u64) -> Option<impl Iterator<Item = Slot>> {
        if revision < self.listed {
            return None;
        }
        // Nobody looks at slots in which nothing ever was.
        let slots = if revision == self.revision {
            0
        } else {
            self.seen.len()
        };
        let seen = self.seen[..slots].iter().enumerate();
        Some(
            seen.filter(move |(_, seen)| **seen > revision)
                .map(|(slot, _)| slot as Slot),
        )
    }

    /// Marks what may look different now that what was in a slot is something else.
    pub(super) fn ripple(&mut self, slot: Slot, old: Option<Entry>) {
        let mut woken = vec![slot];
        let new = self.at(slot).map(|entry| &*entry.object);
        let old = old.as_ref().map(|entry| &*entry.object);
        for object in [old, new].into_iter().flatten() {
            self.wholes(object, &mut woken);
        }
        if old.map(label) != new.map(label) {
            for object in [old, new].into_iter().flatten() {
                self.linked(object, &mut woken);
            }
        }
        for slot in woken {
            self.seen[slot as usize] = self.revision;
        }
    }

    /// What this object is a part of.
    fn wholes(&self, object: &Object, woken: &mut Vec<Slot>) {
        match &object.record {
            Record::Vm(_) => self.interfaces(&object.reference, woken),
            Record::VmMetrics(_) => {
                woken.extend(self.slots_in(Place::ToldBy(object.reference.clone())));
            }
            Record::VmGuestMetrics(_) => {
                let start = woken.len();
                woken.extend(self.slots_in(Place::ToldBy(object.reference.clone())));
                for index in start..woken.len() {
                    if let Some(vm) = self.at(woken[index]) {
                        self.interfaces(&vm.object.reference, woken);
                    }
                }
            }
            Record::Vif(vif) => woken.extend(self.slot(&Class::Vm, vif.vm.opaque())),
            Record::Vbd(vbd) => woken.extend(self.slot(&Class::Vdi, vbd.vdi.opaque())),
            _ => {}
        }
    }

    /// A VM's interfaces show what its guest tells.
    fn interfaces(&self, vm: &OpaqueRef, woken: &mut Vec<Slot>) {
        woken.extend(self.slots_in(Place::Within(Class::Vif, vm.clone())));
    }

    /// What shows this object's name.
    fn linked(&self, object: &Object, woken: &mut Vec<Slot>) {
        let owner = &object.reference;
        let class = match &object.record {
            Record::Host(_) | Record::Vm(_) => Some(Class::Vm),
            Record::Sr(_) => Some(Class::Vdi),
            Record::Network(_) => Some(Class::Vif),
            _ => None,
        };
        if let Some(class) = class {
            woken.extend(self.slots_in(Place::Within(class, owner.clone())));
        }
        if let Record::Vm(_) = object.record {
            for drive in self.filed(&Place::Within(Class::Vbd, owner.clone())) {
                self.wholes(&drive.object, woken);
            }
        }
        let uuid = OpaqueRef::from(object.record.uuid());
        woken.extend(self.slots_in(Place::Within(Class::Message, uuid)));
    }

    fn slots_in(&self, place: Place) -> impl Iterator<Item = Slot> {
        self.placed(&place).map(|placed| placed.slot)
    }
}

/// By what others name an object.
fn label(object: &Object) -> (&str, &str) {
    (look::name(object), object.record.uuid())
}
