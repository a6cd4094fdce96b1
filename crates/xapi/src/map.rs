//! Maps as records have them: small, read often, hardly ever changed.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Index;

use ecow::EcoVec;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::interner::share_list;

/// A sorted map in one piece of memory, which is shared with its clones until one of them is changed.
///
/// It has the face of a [`BTreeMap`]. That one takes half a kilobyte for its first entry already,
/// and of the maps of ten thousand machines most have a handful, and the same as the next machine's.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Map<K, V>(EcoVec<(K, V)>);

impl<K, V> Map<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        Self(EcoVec::new())
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries, sorted by key.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.0.iter())
    }

    /// The keys, sorted.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> + DoubleEndedIterator {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values, sorted by key.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + DoubleEndedIterator {
        self.0.iter().map(|(_, value)| value)
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}

impl<K, V> Map<K, V>
where
    K: Ord + Clone + Send + Sync + 'static,
    V: Clone + PartialEq + Send + Sync + 'static,
{
    /// A map of these entries, which shares their memory as lists do; of several with one key the last
    /// wins.
    pub(crate) fn sharing(mut entries: Vec<(K, V)>, digest: Option<u64>) -> Self {
        sort(&mut entries);
        Self(share_list(entries, digest))
    }
}

impl<K: Ord + Clone, V: Clone> Map<K, V> {
    /// A map of these entries; of several with one key the last wins.
    pub(crate) fn from_entries(mut entries: Vec<(K, V)>) -> Self {
        sort(&mut entries);
        Self(entries.into())
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let index = self.find(key).ok()?;
        Some(&mut self.0.make_mut()[index].1)
    }

    /// Sets the value of a key, and gives back the one it had. Costs as much as the map is long.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(index) => Some(std::mem::replace(&mut self.0.make_mut()[index].1, value)),
            Err(index) => {
                self.0.insert(index, (key, value));
                None
            }
        }
    }

    /// Removes a key, and gives back its value. Costs as much as the map is long.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let index = self.find(key).ok()?;
        Some(self.0.remove(index).1)
    }
}

/// Brings entries into the order of their keys; of several with one key the last stays.
fn sort<K: Ord, V>(entries: &mut Vec<(K, V)>) {
    // Servers send most maps sorted already.
    if !entries.is_sorted_by(|(a, _), (b, _)| a < b) {
        // The sort is stable: after it the last of equals is the last that came.
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        entries.reverse();
        entries.dedup_by(|(a, _), (b, _)| a == b);
        entries.reverse();
    }
}

impl<K: Ord, V> Map<K, V> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0
            .binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).ok().map(|index| &self.0[index].1)
    }

    /// Whether the key is there.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::from_entries(entries.into_iter().collect())
    }
}

impl<K: Ord + Clone, V: Clone> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        let mut all: Vec<(K, V)> = std::mem::take(&mut self.0).into_iter().collect();
        all.extend(entries);
        *self = Self::from_entries(all);
    }
}

impl<K: Ord + Clone, V: Clone, const N: usize> From<[(K, V); N]> for Map<K, V> {
    fn from(entries: [(K, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Ord + Clone, V: Clone> From<BTreeMap<K, V>> for Map<K, V> {
    fn from(map: BTreeMap<K, V>) -> Self {
        map.into_iter().collect()
    }
}

impl<K: Ord + Borrow<Q>, V, Q: Ord + ?Sized> Index<&Q> for Map<K, V> {
    type Output = V;

    /// The value of a key.
    ///
    /// # Panics
    /// If it is not there, as that of a [`BTreeMap`].
    fn index(&self, key: &Q) -> &V {
        match self.get(key) {
            Some(value) => value,
            None => panic!("no entry found for key"),
        }
    }
}

/// The entries of a [`Map`], sorted by key.
#[derive(Clone, Debug)]
pub struct Iter<'a, K, V>(std::slice::Iter<'a, (K, V)>);

impl<'a, K, V> Iterator for Iter<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(|(key, value)| (key, value))
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Iter<'a, K, V> {
        self.iter()
    }
}

impl<K: Clone, V: Clone> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = ecow::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de, K, V> Deserialize<'de> for Map<K, V>
where
    K: Deserialize<'de> + Ord + Clone,
    V: Deserialize<'de> + Clone,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<K, V>(std::marker::PhantomData<(K, V)>);

        impl<'de, K, V> Visitor<'de> for Entries<K, V>
        where
            K: Deserialize<'de> + Ord + Clone,
            V: Deserialize<'de> + Clone,
        {
            type Value = Map<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Map<K, V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Map::from_entries(entries))
            }
        }

        deserializer.deserialize_map(Entries(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn does_what_a_tree_does() {
        let entries = [(3, "c"), (1, "a"), (2, "b"), (1, "z"), (3, "y")];
        let mut map = Map::from(entries);
        let mut tree = BTreeMap::from(entries);
        let same = |map: &Map<i32, &str>, tree: &BTreeMap<i32, &str>| {
            assert!(map.iter().eq(tree.iter()), "{map:?} {tree:?}");
            assert!(map.keys().eq(tree.keys()) && map.values().eq(tree.values()));
            assert!(map.iter().rev().eq(tree.iter().rev()));
            assert_eq!((map.len(), map.is_empty()), (tree.len(), tree.is_empty()));
            assert_eq!(format!("{map:?}"), format!("{tree:?}"));
            let (json, of_tree) = (serde_json::to_string(map), serde_json::to_string(tree));
            assert_eq!(json.unwrap(), of_tree.unwrap());
            for key in 0..9 {
                assert_eq!(map.get(&key), tree.get(&key));
                assert_eq!(map.contains_key(&key), tree.contains_key(&key));
            }
        };
        same(&map, &tree);
        for (key, value) in [(0, "d"), (9, "e"), (2, "f"), (5, "g")] {
            assert_eq!(map.insert(key, value), tree.insert(key, value));
            same(&map, &tree);
        }
        for key in [2, 2, 0, 9] {
            assert_eq!(map.remove(&key), tree.remove(&key));
            same(&map, &tree);
        }
        map.extend([(4, "h"), (3, "i")]);
        tree.extend([(4, "h"), (3, "i")]);
        same(&map, &tree);
        assert_eq!(map[&4], "h");
        *map.get_mut(&4).unwrap() = "j";
        tree.insert(4, "j");
        assert!(map.clone().into_iter().eq(tree.clone()));
        assert_eq!(map, tree.into());
        map.clear();
        assert_eq!(map, Map::default());
    }

    #[test]
    fn goes_through_json() {
        let read: Map<String, i64> = serde_json::from_str(r#"{"b":2,"a":1,"b":3}"#).unwrap();
        assert_eq!(read, Map::from([("a".into(), 1), ("b".into(), 3)]));
        assert!(serde_json::from_str::<Map<String, i64>>("[]").is_err());
    }
}
