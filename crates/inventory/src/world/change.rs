//! How a world changes: object by object, or as a list that is filed when it is complete.

use std::sync::Arc;

use xapi::{Class, Host, Network, Object, OpaqueRef, Pool, Record, RecordOf, Sr, Vm};

use super::{Entry, World};
use crate::{
    filing::{Place, places},
    lists::{Lists, Placed, Slot},
    memory::Burden,
};

impl World {
    /// Puts an object in, in the place of what it was before; whether that made a difference.
    pub(crate) fn put(&mut self, object: Object) -> bool {
        let object = mended(object);
        let slot = self.allot(&object.class(), &object.reference);
        if self.at(slot).is_some_and(|old| *old.object == object) {
            return false;
        }
        let weighed = self.weighed(slot, &object);
        self.weigh(&weighed, Burden::lift);
        let old = self.entries[slot as usize].replace(Entry::new(object));
        self.refile(slot, old.as_ref());
        self.weigh(&weighed, Burden::load);
        self.ripple(slot, old);
        true
    }

    /// Takes an object out; whether it was there.
    pub(crate) fn remove(&mut self, class: &Class, reference: &OpaqueRef) -> bool {
        let Some(slot) = self.slot(class, reference) else {
            return false;
        };
        let weighed = match self.at(slot) {
            Some(entry) => self.weighed(slot, &Arc::clone(&entry.object)),
            None => Vec::new(),
        };
        self.weigh(&weighed, Burden::lift);
        let old = self.discard(class, reference);
        self.refile(slot, old.as_ref());
        self.weigh(&weighed, Burden::load);
        self.ripple(slot, old);
        true
    }

    /// Takes in an object of a list under way. Until [`Self::file_all`], it stands in no list.
    pub(crate) fn collect(&mut self, object: Object) {
        let object = mended(object);
        let slot = self.allot(&object.class(), &object.reference);
        self.entries[slot as usize] = Some(Entry::new(object));
    }

    /// Takes an object out of a list under way.
    pub(crate) fn discard(&mut self, class: &Class, reference: &OpaqueRef) -> Option<Entry> {
        let slot = self.tables.get_mut(class)?.remove(reference)?;
        self.free.push(slot);
        self.entries[slot as usize].take()
    }

    /// Makes the lists of all that was collected.
    pub(crate) fn file_all(&mut self) {
        let placed = |(slot, entry): (usize, &Option<Entry>)| {
            let key = entry.as_ref()?.filing.key.clone();
            (!key.is_empty()).then_some(Placed {
                key,
                slot: slot as Slot,
            })
        };
        let mut sorted: Vec<Placed> = self.entries.iter().enumerate().filter_map(placed).collect();
        sorted.sort_unstable();
        self.lists = Lists::of_sorted(sorted.iter().flat_map(|placed| {
            let entry = self.entries[placed.slot as usize].iter();
            entry
                .flat_map(|entry| places(&entry.object.record))
                .map(|place| (place, placed.clone()))
        }));
        let vms: Vec<Slot> = self
            .tables
            .get(&Class::Vm)
            .map_or_else(Vec::new, |table| table.values().copied().collect());
        self.burdens.clear();
        self.weigh(&vms, Burden::load);
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
        table.insert(reference.clone(), slot);
        slot
    }

    /// Moves what is in a slot from the lists it stood in to those it stands in now.
    fn refile(&mut self, slot: Slot, old: Option<&Entry>) {
        let new = self.entries[slot as usize].as_ref();
        let filed = |entry: &Entry| {
            let key = entry.filing.key.clone();
            (places(&entry.object.record), Placed { key, slot })
        };
        let (old, new) = (old.map(filed), new.map(filed));
        if old == new {
            return;
        }
        if let Some((places, placed)) = old {
            for place in &places {
                self.lists.take(place, &placed);
            }
        }
        if let Some((places, placed)) = new {
            for place in places {
                self.lists.add(place, placed.clone());
            }
        }
    }

    /// The VMs whose share of their host's memory this object tells.
    fn weighed(&self, slot: Slot, object: &Object) -> Vec<Slot> {
        match &object.record {
            Record::Vm(_) => vec![slot],
            Record::VmMetrics(_) => {
                let vms = self.placed(&Place::ToldBy(object.reference.clone()));
                vms.map(|placed| placed.slot).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Loads VMs onto their hosts, or lifts them off.
    fn weigh(&mut self, vms: &[Slot], act: fn(&mut Burden, &World, &Vm)) {
        let mut burdens = std::mem::take(&mut self.burdens);
        for slot in vms {
            let Some(vm) = self.record_at::<Vm>(*slot) else {
                continue;
            };
            let host = vm.resident_on.opaque();
            if host.is_null() {
                continue;
            }
            let burden = match burdens.get_mut(host) {
                Some(burden) => burden,
                None => burdens.entry(host.clone()).or_default(),
            };
            act(burden, self, vm);
            if *burden == Burden::default() {
                burdens.remove(host);
            }
        }
        self.burdens = burdens;
    }
}

/// Where something else came instead of a record, an empty record with that in its `extra` stands
/// in: the object stays a row, with a warning.
fn mended(object: Object) -> Object {
    let Record::Unknown { class, value } = object.record else {
        return object;
    };
    let extra = xapi::Extra::from([(NO_RECORD.to_owned(), value.clone())]);
    let record = match class {
        Class::Pool => Pool {
            extra,
            ..Pool::default()
        }
        .into_record(),
        Class::Host => Host {
            extra,
            ..Host::default()
        }
        .into_record(),
        Class::Vm => Vm {
            extra,
            ..Vm::default()
        }
        .into_record(),
        Class::Sr => Sr {
            extra,
            ..Sr::default()
        }
        .into_record(),
        Class::Network => Network {
            extra,
            ..Network::default()
        }
        .into_record(),
        class => Record::Unknown { class, value },
    };
    Object {
        reference: object.reference,
        record,
    }
}

/// The member of `extra` that holds what came instead of a record.
pub(crate) const NO_RECORD: &str = "record";
