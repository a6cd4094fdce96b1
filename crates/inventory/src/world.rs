//! All objects of one connection, with the lists that projections need.

mod change;
mod invalidation;

use std::sync::Arc;

use rustc_hash::FxHashMap;
use xapi::{Class, Host, Network, Object, OpaqueRef, Pool, RecordOf, Ref, Sr, Task, Vm};

pub(crate) use change::NO_RECORD;

use crate::{
    copy_on_write::Chunked,
    health::Sign,
    index::{IndexEntry, IndexKey},
    memory::HostUsage,
    sorted_index::{IndexSlot, Slot, SortedIndex, SortedIndexes},
};

/// An object and how it is filed.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub object: Arc<Object>,
    pub index: IndexEntry,
}

impl Entry {
    fn new(object: Object) -> Self {
        Self {
            index: IndexEntry::of(&object),
            object: Arc::new(object),
        }
    }

    /// Its place in each list that it stands in.
    fn placed(&self, slot: Slot) -> IndexSlot {
        let key = self.index.key.clone();
        IndexSlot { key, slot }
    }

    /// The folded text that filters look at, the name first.
    pub fn text(&self) -> &str {
        &self.index.text
    }
}

/// All objects of one connection.
///
/// References between objects may dangle at any time: the server collects garbage with a delay, and
/// its changes come one by one. A reference to nothing known is as good as none.
/// A clone shares its memory with this one, and is cheap whatever the size.
#[derive(Clone, Debug, Default)]
pub struct World {
    tables: FxHashMap<Class, Arc<FxHashMap<OpaqueRef, Slot>>>,
    entries: Chunked<Option<Entry>>,
    /// Where nothing is.
    free: Vec<Slot>,
    /// The revision in which what is in a slot came to look as it does.
    seen: Chunked<u64>,
    indexes: SortedIndexes,
    /// What runs on the hosts.
    usages: Arc<FxHashMap<OpaqueRef, HostUsage>>,
    /// What rules have found wrong, in the order of the rules.
    signs: Arc<FxHashMap<Slot, Arc<[Sign]>>>,
    pub(crate) revision: u64,
    /// The revision in which everything was listed anew.
    pub(crate) listed: u64,
}

/// Two worlds are equal when they hold the same objects, however they came to.
impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        let same_object = |object: &Arc<Object>| {
            other
                .object(&object.class(), &object.reference)
                .is_some_and(|theirs| theirs == object)
        };
        // Where the objects are held is nobody's business.
        let same_signs = |(slot, signs): (Slot, &[Sign])| {
            let entry = self.at(slot).map(|entry| &entry.object);
            let theirs = entry.and_then(|object| other.slot(&object.class(), &object.reference));
            theirs.is_some_and(|slot| other.signs(slot) == signs)
        };
        self.len() == other.len()
            && self.objects().all(same_object)
            && self.indexes == other.indexes
            && self.usages == other.usages
            && self.signs.len() == other.signs.len()
            && self.all_signs().all(same_signs)
    }
}

impl World {
    /// Grows with every batch of changes that changed something.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many objects of a class there are.
    pub fn count(&self, class: &Class) -> usize {
        self.tables.get(class).map_or(0, |table| table.len())
    }

    /// The classes there are objects of, and how many.
    pub fn counts(&self) -> impl Iterator<Item = (&Class, usize)> {
        self.tables
            .iter()
            .map(|(class, table)| (class, table.len()))
            .filter(|(_, count)| *count > 0)
    }

    /// One object of a class.
    pub fn object(&self, class: &Class, reference: &OpaqueRef) -> Option<&Arc<Object>> {
        self.entry(class, reference).map(|entry| &entry.object)
    }

    /// One object, whatever its class.
    pub fn find(&self, reference: &OpaqueRef) -> Option<&Arc<Object>> {
        let mut tables = self.tables.values();
        let slot = tables.find_map(|table| table.get(reference))?;
        self.at(*slot).map(|entry| &entry.object)
    }

    /// The object that a message is about, or any other pool, host, VM, SR or VDI by its uuid.
    pub fn by_uuid(&self, class: &Class, uuid: &str) -> Option<&Arc<Object>> {
        let key = IndexKey::Uuid(class.clone(), uuid.into());
        self.filed(&key).next().map(|entry| &entry.object)
    }

    /// All objects, in no order.
    pub fn objects(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.entries.iter().flatten().map(|entry| &entry.object)
    }

    /// The record that a typed reference leads to.
    pub fn get<T: RecordOf>(&self, reference: &Ref<T>) -> Option<&T> {
        self.record(reference.opaque())
    }

    /// The record that a reference to an object of a known class leads to.
    pub fn record<T: RecordOf>(&self, reference: &OpaqueRef) -> Option<&T> {
        self.object(&T::CLASS, reference)
            .and_then(|object| T::from_record(&object.record))
    }

    /// All objects of a class, in no order; hidden ones too.
    pub fn all<T: RecordOf + 'static>(&self) -> impl Iterator<Item = (&OpaqueRef, &T)> {
        let table = self.tables.get(&T::CLASS);
        let slots = table.into_iter().flat_map(|table| table.iter());
        slots.filter_map(|(reference, slot)| Some((reference, self.record_at(*slot)?)))
    }

    /// What people see of a class, by name: no hidden objects, and of `VM` only machines proper.
    pub fn shown<T: RecordOf + 'static>(&self) -> impl Iterator<Item = (&OpaqueRef, &T)> {
        self.records(&IndexKey::all::<T>())
    }

    /// What belongs to one object, sorted: `within::<Vbd>(vm)` are a VM's drives by position,
    /// `within::<Vdi>(sr)` an SR's disks by name, `within::<Vm>(host)` all that runs on a host
    /// (control domain included), `within::<Vm>(vm)` a VM's snapshots.
    pub fn within<'a, T: RecordOf + 'static>(
        &'a self,
        owner: &OpaqueRef,
    ) -> impl Iterator<Item = (&'a OpaqueRef, &'a T)> + use<'a, T> {
        self.records(&IndexKey::within::<T>(owner))
    }

    /// How many objects of a class belong to one object, as [`Self::within`] counts.
    pub fn count_within(&self, class: Class, owner: &OpaqueRef) -> usize {
        self.indexes.len(&IndexKey::Within(class, owner.clone()))
    }

    /// All VM records: machines, templates, snapshots and control domains, in no order.
    pub fn vms(&self) -> impl Iterator<Item = (&OpaqueRef, &Vm)> {
        self.all()
    }

    /// All hosts, in no order.
    pub fn hosts(&self) -> impl Iterator<Item = (&OpaqueRef, &Host)> {
        self.all()
    }

    /// All SRs, in no order.
    pub fn srs(&self) -> impl Iterator<Item = (&OpaqueRef, &Sr)> {
        self.all()
    }

    /// All networks, in no order.
    pub fn networks(&self) -> impl Iterator<Item = (&OpaqueRef, &Network)> {
        self.all()
    }

    /// All tasks, in no order.
    pub fn tasks(&self) -> impl Iterator<Item = (&OpaqueRef, &Task)> {
        self.all()
    }

    /// One VM record.
    pub fn vm(&self, reference: &Ref<Vm>) -> Option<&Vm> {
        self.get(reference)
    }

    /// One host.
    pub fn host(&self, reference: &Ref<Host>) -> Option<&Host> {
        self.get(reference)
    }

    /// One SR.
    pub fn sr(&self, reference: &Ref<Sr>) -> Option<&Sr> {
        self.get(reference)
    }

    /// The pool. (There is one; should there be several, the first by name.)
    pub fn pool(&self) -> Option<(&OpaqueRef, &Pool)> {
        self.shown().next()
    }

    /// Whether the server is of before XAPI (xend): there is a host then, but no pool that it is in.
    pub fn is_before_xapi(&self) -> bool {
        self.pool().is_none() && self.hosts().next().is_some()
    }

    /// The pool's coordinator.
    pub fn coordinator(&self) -> Option<(&OpaqueRef, &Host)> {
        let (_, pool) = self.pool()?;
        Some((pool.master.opaque(), self.get(&pool.master)?))
    }

    /// The pool's name. A pool without one is a host by itself and has that host's.
    pub fn name(&self) -> Option<&str> {
        let named = self
            .pool()
            .map(|(_, pool)| pool.name_label.as_str())
            .filter(|name| !name.is_empty());
        let coordinator = || self.coordinator().map(|(_, host)| host.name_label.as_str());
        let only = || {
            let mut hosts = self.hosts();
            hosts
                .next()
                .filter(|_| hosts.next().is_none())
                .map(|(_, host)| host.name_label.as_str())
        };
        named
            .or_else(coordinator)
            .or_else(only)
            .filter(|name| !name.is_empty())
    }

    /// The name of any object, to put into a sentence.
    pub fn name_of(&self, reference: &OpaqueRef) -> Option<&str> {
        self.find(reference)?
            .record
            .name_label()
            .filter(|name| !name.is_empty())
    }

    pub(crate) fn slot(&self, class: &Class, reference: &OpaqueRef) -> Option<Slot> {
        self.tables.get(class)?.get(reference).copied()
    }

    /// How many slots there are.
    pub(crate) fn slots(&self) -> usize {
        self.entries.len()
    }

    /// The slot that a typed reference leads to.
    pub(crate) fn slot_of<T: RecordOf>(&self, reference: &Ref<T>) -> Option<Slot> {
        self.slot(&T::CLASS, reference.opaque())
    }

    /// The slots of the owners of a part, of one class. [`IndexKey::Within`] does not tell of which
    /// class an owner is, so each of the part's owners is looked for.
    pub(crate) fn slots_of_owners<T: RecordOf>(
        &self,
        owners: [&OpaqueRef; 2],
    ) -> impl Iterator<Item = Slot> {
        let slot = |owner| self.slot(&T::CLASS, owner);
        owners.into_iter().filter_map(slot)
    }

    /// The slots under an index key, sorted.
    pub(crate) fn slots_in<'a>(&'a self, key: &IndexKey) -> impl Iterator<Item = Slot> + use<'a> {
        self.placed(key).map(|placed| placed.slot)
    }

    /// How many objects of a class there are.
    pub(crate) fn count_of<T: RecordOf>(&self) -> usize {
        self.count(&T::CLASS)
    }

    /// The slots of all objects of a class, in no order.
    pub(crate) fn slots_of<T: RecordOf>(&self) -> impl Iterator<Item = Slot> {
        self.slots_of_class(&T::CLASS)
    }

    /// The same, of a class that is known only at run time.
    pub(crate) fn slots_of_class(&self, class: &Class) -> impl Iterator<Item = Slot> + use<'_> {
        self.tables
            .get(class)
            .into_iter()
            .flat_map(|table| table.values().copied())
    }

    /// What is in a slot.
    pub(crate) fn at(&self, slot: Slot) -> Option<&Entry> {
        self.entries.get(slot as usize)?.as_ref()
    }

    pub(crate) fn entry(&self, class: &Class, reference: &OpaqueRef) -> Option<&Entry> {
        self.at(self.slot(class, reference)?)
    }

    pub(crate) fn record_at<T: RecordOf>(&self, slot: Slot) -> Option<&T> {
        T::from_record(&self.at(slot)?.object.record)
    }

    pub(crate) fn list(&self, key: &IndexKey) -> Option<&SortedIndex> {
        self.indexes.get(key)
    }

    /// How many objects stand in a list.
    pub(crate) fn len_of(&self, key: &IndexKey) -> usize {
        self.indexes.len(key)
    }

    pub(crate) fn placed<'a>(
        &'a self,
        key: &IndexKey,
    ) -> impl Iterator<Item = &'a IndexSlot> + use<'a> {
        self.indexes.iter(key)
    }

    /// The objects of a list.
    pub(crate) fn filed<'a>(&'a self, key: &IndexKey) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.placed(key).filter_map(|placed| self.at(placed.slot))
    }

    /// The records of a class in a list.
    pub(crate) fn records<'a, T: RecordOf + 'static>(
        &'a self,
        key: &IndexKey,
    ) -> impl Iterator<Item = (&'a OpaqueRef, &'a T)> + use<'a, T> {
        self.filed(key).filter_map(|entry| {
            T::from_record(&entry.object.record).map(|record| (&entry.object.reference, record))
        })
    }

    /// What rules have found wrong with what is in a slot, in the order of the rules.
    pub(crate) fn signs(&self, slot: Slot) -> &[Sign] {
        self.signs.get(&slot).map_or(&[], |signs| signs)
    }

    /// The same of all that anything is wrong with, in no order.
    pub(crate) fn all_signs(&self) -> impl Iterator<Item = (Slot, &[Sign])> {
        self.signs.iter().map(|(slot, signs)| (*slot, &**signs))
    }

    /// What runs on a host.
    pub(crate) fn usage(&self, host: &OpaqueRef) -> HostUsage {
        self.usages.get(host).copied().unwrap_or_default()
    }
}
