//! Lists of objects that are kept sorted.

use std::collections::{BTreeSet, hash_map::Entry};

use rustc_hash::FxHashMap;

use crate::{index::IndexKey, name::SortKey};

/// Where a world holds an object. When the object is gone, another one may come there.
pub(crate) type Slot = u32;

/// An object's place in a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    /// Where it stands; no two objects of a class have the same.
    pub key: SortKey,
    /// Which object.
    pub slot: Slot,
}

/// So many objects are kept in order by moving the others aside.
const FEW: usize = 32;

/// One list, never empty. Most are of a single object: a disk's drive, a VM's interface.
#[derive(Debug)]
pub(crate) enum List {
    One(Placed),
    /// Sorted, but while a list of everything is under way: then in no order, and perhaps not few.
    Few(Vec<Placed>),
    Many(BTreeSet<Placed>),
}

impl List {
    pub(crate) fn len(&self) -> usize {
        match self {
            List::One(_) => 1,
            List::Few(few) => few.len(),
            List::Many(many) => many.len(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Placed> {
        let (few, many) = match self {
            List::One(one) => (std::slice::from_ref(one), None),
            List::Few(few) => (few.as_slice(), None),
            List::Many(many) => (&[][..], Some(many)),
        };
        few.iter().chain(many.into_iter().flatten())
    }

    /// Adds one, in no order.
    fn push(&mut self, placed: Placed) {
        match self {
            List::One(one) => *self = List::Few(vec![one.clone(), placed]),
            List::Few(few) => few.push(placed),
            List::Many(many) => {
                many.insert(placed);
            }
        }
    }

    /// Brings it into order.
    fn settle(&mut self) {
        if let List::Few(few) = self {
            if few.len() > FEW {
                *self = List::Many(std::mem::take(few).into_iter().collect());
            } else {
                few.sort_unstable();
                few.dedup();
            }
        }
    }

    /// Adds one where it belongs.
    fn add(&mut self, placed: Placed) {
        match self {
            List::Few(few) if few.len() < FEW => {
                if let Err(index) = few.binary_search(&placed) {
                    few.insert(index, placed);
                }
            }
            _ => {
                self.push(placed);
                self.settle();
            }
        }
    }

    /// Takes one out; whether nothing is left.
    fn take(&mut self, placed: &Placed) -> bool {
        match self {
            List::One(one) => one == placed,
            List::Few(few) => {
                few.retain(|one| one.slot != placed.slot);
                few.is_empty()
            }
            List::Many(many) => {
                many.remove(placed);
                many.is_empty()
            }
        }
    }
}

/// All lists of a world, by name.
#[derive(Debug, Default)]
pub(crate) struct Lists(FxHashMap<IndexKey, List>);

/// Two are equal when they say the same; where the objects are held is nobody's business.
impl PartialEq for Lists {
    fn eq(&self, other: &Self) -> bool {
        fn keys(list: &List) -> impl Iterator<Item = &SortKey> {
            list.iter().map(|placed| &placed.key)
        }
        self.0.len() == other.0.len()
            && self.0.iter().all(|(key, list)| {
                let theirs = other.0.get(key);
                theirs.is_some_and(|theirs| keys(theirs).eq(keys(list)))
            })
    }
}

impl Lists {
    /// Adds an object to a list that [`Self::settle`] will bring into order.
    pub(crate) fn collect(&mut self, key: IndexKey, placed: Placed) {
        match self.0.entry(key) {
            Entry::Occupied(list) => list.into_mut().push(placed),
            Entry::Vacant(list) => {
                list.insert(List::One(placed));
            }
        }
    }

    /// Brings all lists into order.
    pub(crate) fn settle(&mut self) {
        self.0.values_mut().for_each(List::settle);
    }

    pub(crate) fn get(&self, key: &IndexKey) -> Option<&List> {
        self.0.get(key)
    }

    pub(crate) fn len(&self, key: &IndexKey) -> usize {
        self.0.get(key).map_or(0, List::len)
    }

    pub(crate) fn iter<'a>(&'a self, key: &IndexKey) -> impl Iterator<Item = &'a Placed> + use<'a> {
        self.0.get(key).into_iter().flat_map(List::iter)
    }

    pub(crate) fn add(&mut self, key: IndexKey, placed: Placed) {
        match self.0.entry(key) {
            Entry::Occupied(list) => list.into_mut().add(placed),
            Entry::Vacant(list) => {
                list.insert(List::One(placed));
            }
        }
    }

    pub(crate) fn take(&mut self, key: &IndexKey, placed: &Placed) {
        if self.0.get_mut(key).is_some_and(|list| list.take(placed)) {
            self.0.remove(key);
        }
    }
}
