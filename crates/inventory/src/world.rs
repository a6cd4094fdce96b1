//! All objects of one connection, with the lists that projections need.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use xapi::{Class, Host, Network, Object, OpaqueRef, Pool, Record, RecordOf, Ref, Sr, Task, Vm};

use crate::filing::{Filing, Place, Placed};

/// An object and how it is filed.
#[derive(Debug)]
pub(crate) struct Entry {
    pub object: Arc<Object>,
    pub filing: Option<Box<Filing>>,
}

impl Entry {
    /// The folded text that filters look at, the name first.
    pub fn text(&self) -> &str {
        self.filing.as_ref().map_or("", |filing| &filing.text)
    }
}

/// All objects of one connection.
///
/// References between objects may dangle at any time: the server collects garbage with a delay, and
/// its changes come one by one. A reference to nothing known is as good as none.
#[derive(Debug, Default)]
pub struct World {
    tables: HashMap<Class, HashMap<OpaqueRef, Entry>>,
    /// Never holds an empty list.
    lists: HashMap<Place, BTreeSet<Placed>>,
    pub(crate) revision: u64,
}

/// Two worlds are equal when they hold the same objects, however they came to.
impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        let same_object = |object: &Arc<Object>| {
            other
                .object(&object.class(), &object.reference)
                .is_some_and(|theirs| theirs == object)
        };
        self.len() == other.len() && self.objects().all(same_object) && self.lists == other.lists
    }
}

impl World {
    /// Grows with every batch of changes that changed something.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.tables.values().map(HashMap::len).sum()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.tables.values().all(HashMap::is_empty)
    }

    /// How many objects of a class there are.
    pub fn count(&self, class: &Class) -> usize {
        self.tables.get(class).map_or(0, HashMap::len)
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
        self.tables
            .values()
            .find_map(|table| table.get(reference))
            .map(|entry| &entry.object)
    }

    /// The object that a message is about, or any other pool, host, VM, SR or VDI by its uuid.
    pub fn by_uuid(&self, class: &Class, uuid: &str) -> Option<&Arc<Object>> {
        let placed = self
            .placed(&Place::Uuid(class.clone(), uuid.into()))
            .next()?;
        self.object(class, &placed.reference)
    }

    /// All objects, in no order.
    pub fn objects(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.tables
            .values()
            .flat_map(HashMap::values)
            .map(|entry| &entry.object)
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
        self.tables
            .get(&T::CLASS)
            .into_iter()
            .flatten()
            .filter_map(|(reference, entry)| {
                T::from_record(&entry.object.record).map(|record| (reference, record))
            })
    }

    /// What people see of a class, by name: no hidden objects, and of `VM` only machines proper.
    pub fn shown<T: RecordOf + 'static>(&self) -> impl Iterator<Item = (&OpaqueRef, &T)> {
        self.placed(&Place::All(T::CLASS)).filter_map(|placed| {
            self.record(&placed.reference)
                .map(|record| (&placed.reference, record))
        })
    }

    /// What belongs to one object, sorted: `within::<Vbd>(vm)` are a VM's drives by position,
    /// `within::<Vdi>(sr)` an SR's disks by name, `within::<Vm>(host)` all that runs on a host
    /// (control domain included), `within::<Vm>(vm)` a VM's snapshots.
    pub fn within<'a, T: RecordOf + 'static>(
        &'a self,
        owner: &OpaqueRef,
    ) -> impl Iterator<Item = (&'a OpaqueRef, &'a T)> + use<'a, T> {
        self.placed(&Place::Within(T::CLASS, owner.clone()))
            .filter_map(|placed| {
                self.record(&placed.reference)
                    .map(|record| (&placed.reference, record))
            })
    }

    /// How many objects of a class belong to one object, as [`Self::within`] counts.
    pub fn count_within(&self, class: Class, owner: &OpaqueRef) -> usize {
        self.list(&Place::Within(class, owner.clone()))
            .map_or(0, BTreeSet::len)
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
        let reference = &self.placed(&Place::All(Class::Pool)).next()?.reference;
        Some((reference, self.record(reference)?))
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

    pub(crate) fn entry(&self, class: &Class, reference: &OpaqueRef) -> Option<&Entry> {
        self.tables.get(class)?.get(reference)
    }

    pub(crate) fn list(&self, place: &Place) -> Option<&BTreeSet<Placed>> {
        self.lists.get(place)
    }

    pub(crate) fn placed<'a>(
        &'a self,
        place: &Place,
    ) -> impl Iterator<Item = &'a Placed> + use<'a> {
        self.lists.get(place).into_iter().flatten()
    }

    /// Puts an object in, in the place of what it was before; whether that made a difference.
    pub(crate) fn put(&mut self, object: Object) -> bool {
        let object = mended(object);
        let table = self.tables.entry(object.class()).or_default();
        let filing = match table.get(&object.reference) {
            Some(old) if *old.object == object => return false,
            _ => Filing::of(&object.record).map(Box::new),
        };
        let reference = object.reference.clone();
        let new = Entry {
            object: Arc::new(object),
            filing,
        };
        let old = table
            .insert(reference.clone(), new)
            .and_then(|old| old.filing);
        // The entry was put in on the line above.
        let new = table
            .get(&reference)
            .and_then(|entry| entry.filing.as_deref());
        match (old, new) {
            (Some(old), Some(new)) if old.key == new.key && old.places == new.places => {}
            (old, new) => {
                if let Some(old) = old {
                    unfile(&mut self.lists, &old, &reference);
                }
                if let Some(new) = new {
                    file(&mut self.lists, new, &reference);
                }
            }
        }
        true
    }

    /// Takes an object out; whether it was there.
    pub(crate) fn remove(&mut self, class: &Class, reference: &OpaqueRef) -> bool {
        let Some(entry) = self
            .tables
            .get_mut(class)
            .and_then(|table| table.remove(reference))
        else {
            return false;
        };
        if let Some(filing) = entry.filing {
            unfile(&mut self.lists, &filing, reference);
        }
        true
    }
}

type Lists = HashMap<Place, BTreeSet<Placed>>;

fn file(lists: &mut Lists, filing: &Filing, reference: &OpaqueRef) {
    for place in &filing.places {
        let placed = Placed {
            key: filing.key.clone(),
            reference: reference.clone(),
        };
        match lists.get_mut(place) {
            Some(list) => {
                list.insert(placed);
            }
            None => {
                lists.insert(place.clone(), BTreeSet::from([placed]));
            }
        }
    }
}

fn unfile(lists: &mut Lists, filing: &Filing, reference: &OpaqueRef) {
    let placed = Placed {
        key: filing.key.clone(),
        reference: reference.clone(),
    };
    for place in &filing.places {
        if let Some(list) = lists.get_mut(place) {
            list.remove(&placed);
            if list.is_empty() {
                lists.remove(place);
            }
        }
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
