//! Lists of objects that are kept sorted.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::{filing::Place, name::SortKey};

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

/// One list, never empty. Most are of a single object: a disk's drive, a VM's interface.
#[derive(Debug)]
pub(crate) enum List {
    One(Placed),
    Many(BTreeSet<Placed>),
}

impl List {
    pub(crate) fn len(&self) -> usize {
        match self {
            List::One(_) => 1,
            List::Many(many) => many.len(),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Placed> {
        let (one, many) = match self {
            List::One(one) => (Some(one), None),
            List::Many(many) => (None, Some(many)),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }
}

/// All lists of a world, by name.
#[derive(Debug, Default)]
pub(crate) struct Lists(FxHashMap<Place, List>);

/// Two are equal when they say the same; where the objects are held is nobody's business.
impl PartialEq for Lists {
    fn eq(&self, other: &Self) -> bool {
        fn keys(list: &List) -> impl Iterator<Item = &SortKey> {
            list.iter().map(|placed| &placed.key)
        }
        self.0.len() == other.0.len()
            && self.0.iter().all(|(place, list)| {
                let theirs = other.get(place);
                theirs.is_some_and(|theirs| keys(theirs).eq(keys(list)))
            })
    }
}

impl Lists {
    /// Makes all lists at once, from objects in their order and the lists each stands in.
    pub(crate) fn of_sorted(all: impl Iterator<Item = (Place, Placed)>) -> Self {
        let mut lists: FxHashMap<Place, (Placed, Vec<Placed>)> = FxHashMap::default();
        for (place, placed) in all {
            lists
                .entry(place)
                .and_modify(|(_, rest)| rest.push(placed.clone()))
                .or_insert_with(|| (placed, Vec::new()));
        }
        let list = |(first, mut rest): (Placed, Vec<Placed>)| {
            if rest.is_empty() {
                return List::One(first);
            }
            rest.push(first);
            List::Many(rest.into_iter().collect())
        };
        Self(
            lists
                .into_iter()
                .map(|(place, placed)| (place, list(placed)))
                .collect(),
        )
    }

    pub(crate) fn get(&self, place: &Place) -> Option<&List> {
        self.0.get(place)
    }

    pub(crate) fn len(&self, place: &Place) -> usize {
        self.get(place).map_or(0, List::len)
    }

    pub(crate) fn iter<'a>(&'a self, place: &Place) -> impl Iterator<Item = &'a Placed> + use<'a> {
        self.get(place).into_iter().flat_map(List::iter)
    }

    pub(crate) fn add(&mut self, place: Place, placed: Placed) {
        match self.0.get_mut(&place) {
            Some(List::Many(many)) => {
                many.insert(placed);
            }
            Some(list @ List::One(_)) => {
                let both = list.iter().cloned().chain([placed]).collect();
                *list = List::Many(both);
            }
            None => {
                self.0.insert(place, List::One(placed));
            }
        }
    }

    pub(crate) fn take(&mut self, place: &Place, placed: &Placed) {
        let empty = match self.0.get_mut(place) {
            Some(List::Many(many)) => {
                many.remove(placed);
                many.is_empty()
            }
            Some(List::One(one)) => one == placed,
            None => false,
        };
        if empty {
            self.0.remove(place);
        }
    }
}
