//! Sorted indexes: the objects under a key, in the order in which they are shown.

use std::{collections::BTreeSet, sync::Arc};

use hashbrown::hash_table::Entry;

use crate::{copy_on_write::Sharded, index::IndexKey, name::SortKey};

/// Where a world holds an object. When the object is gone, another one may come there.
pub(crate) type Slot = u32;

/// An object's place in an index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct IndexSlot {
    /// Where it stands; no two objects of a class have the same.
    pub key: SortKey,
    /// Which object.
    pub slot: Slot,
}

/// So many objects are kept in order by moving the others aside.
const FEW: usize = 32;

/// The objects under one key, never none. Most are of a single object: a disk's drive, a VM's interface.
#[derive(Clone, Debug)]
pub(crate) enum SortedIndex {
    One(IndexSlot),
    /// Sorted, but while a list of everything is under way: then in no order, and perhaps not few.
    Few(Vec<IndexSlot>),
    Many(Arc<BTreeSet<IndexSlot>>),
}

impl SortedIndex {
    pub(crate) fn len(&self) -> usize {
        match self {
            SortedIndex::One(_) => 1,
            SortedIndex::Few(few) => few.len(),
            SortedIndex::Many(many) => many.len(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &IndexSlot> {
        let (few, many) = match self {
            SortedIndex::One(one) => (std::slice::from_ref(one), None),
            SortedIndex::Few(few) => (few.as_slice(), None),
            SortedIndex::Many(many) => (&[][..], Some(many)),
        };
        few.iter()
            .chain(many.into_iter().flat_map(|many| many.iter()))
    }

    /// Adds one, in no order.
    fn push(&mut self, placed: IndexSlot) {
        match self {
            SortedIndex::One(one) => *self = SortedIndex::Few(vec![one.clone(), placed]),
            SortedIndex::Few(few) => few.push(placed),
            SortedIndex::Many(many) => {
                Arc::make_mut(many).insert(placed);
            }
        }
    }

    /// Brings it into order.
    fn settle(&mut self) {
        if let SortedIndex::Few(few) = self {
            if few.len() > FEW {
                *self = SortedIndex::Many(Arc::new(std::mem::take(few).into_iter().collect()));
            } else {
                few.sort_unstable();
                few.dedup();
            }
        }
    }

    /// Adds one where it belongs.
    fn add(&mut self, placed: IndexSlot) {
        match self {
            SortedIndex::Few(few) if few.len() < FEW => {
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
    fn take(&mut self, placed: &IndexSlot) -> bool {
        match self {
            SortedIndex::One(one) => one == placed,
            SortedIndex::Few(few) => {
                few.retain(|one| one.slot != placed.slot);
                few.is_empty()
            }
            SortedIndex::Many(many) => {
                let many = Arc::make_mut(many);
                many.remove(placed);
                many.is_empty()
            }
        }
    }
}

/// All indexes of a world, by their keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct SortedIndexes(Sharded<IndexKey, SortedIndex>);

/// Two are equal when they say the same; where the objects are held is nobody's business.
impl PartialEq for SortedIndexes {
    fn eq(&self, other: &Self) -> bool {
        fn keys(list: &SortedIndex) -> impl Iterator<Item = &SortKey> {
            list.iter().map(|placed| &placed.key)
        }
        self.0.len() == other.0.len()
            && self.0.iter().all(|(key, list)| {
                let theirs = other.0.get(key);
                theirs.is_some_and(|theirs| keys(theirs).eq(keys(list)))
            })
    }
}

impl SortedIndexes {
    /// Adds an object to an index that [`Self::settle`] will bring into order.
    pub(crate) fn collect(&mut self, key: IndexKey, placed: IndexSlot) {
        match self.0.entry(&key) {
            Entry::Occupied(list) => list.into_mut().1.push(placed),
            Entry::Vacant(list) => {
                list.insert((key, SortedIndex::One(placed)));
            }
        }
    }

    /// Brings all indexes into order.
    pub(crate) fn settle(&mut self) {
        self.0.values_mut().for_each(SortedIndex::settle);
    }

    pub(crate) fn get(&self, key: &IndexKey) -> Option<&SortedIndex> {
        self.0.get(key)
    }

    pub(crate) fn len(&self, key: &IndexKey) -> usize {
        self.0.get(key).map_or(0, SortedIndex::len)
    }

    pub(crate) fn iter<'a>(
        &'a self,
        key: &IndexKey,
    ) -> impl Iterator<Item = &'a IndexSlot> + use<'a> {
        self.0.get(key).into_iter().flat_map(SortedIndex::iter)
    }

    pub(crate) fn add(&mut self, key: IndexKey, placed: IndexSlot) {
        match self.0.entry(&key) {
            Entry::Occupied(list) => list.into_mut().1.add(placed),
            Entry::Vacant(list) => {
                list.insert((key, SortedIndex::One(placed)));
            }
        }
    }

    pub(crate) fn take(&mut self, key: &IndexKey, placed: &IndexSlot) {
        if let Entry::Occupied(mut list) = self.0.entry(key)
            && list.get_mut().1.take(placed)
        {
            list.remove();
        }
    }
}
