//! Collections whose clones share memory until one of them is written: copy on write, in pieces.
//!
//! A snapshot of the store is a clone of these. A writer copies the pieces that it changes while a
//! snapshot holds them, and no others; where no snapshot is held, nothing is copied at all. Persistent
//! maps and vectors from a library (hash tries, RRB trees) would do without pieces of a fixed size,
//! but cost every lookup and every list two to three times as much, for the sake of the rarer case.

use std::{
    hash::{BuildHasher, Hash},
    sync::Arc,
};

use hashbrown::{HashTable, hash_table::Entry};
use rustc_hash::FxBuildHasher;

/// So many values of a [`Chunked`] are copied together.
const CHUNK: usize = 64;
/// In so many pieces is a [`Sharded`].
const SHARDS: usize = 128;

/// A vector in chunks.
#[derive(Clone, Debug)]
pub(crate) struct Chunked<T> {
    /// All of one length; what is behind the last value is nobody's. A value is one step from here: with
    /// vectors in the place of slices it would be two, each of them seldom in the processor's cache.
    chunks: Vec<Arc<[T]>>,
    length: usize,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self {
            chunks: Vec::new(),
            length: 0,
        }
    }
}

impl<T> Chunked<T> {
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        let chunk = self.chunks.get(index / CHUNK)?;
        chunk.get(index % CHUNK).filter(|_| index < self.length)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        let all = self.chunks.iter().flat_map(|chunk| chunk.iter());
        all.take(self.length)
    }

    /// The chunks, each with the index of its first value.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = (usize, &[T])> {
        let chunks = self.chunks.iter().enumerate();
        chunks.map(|(number, chunk)| {
            let first = number * CHUNK;
            (first, &chunk[..CHUNK.min(self.length - first)])
        })
    }
}

impl<T: Clone + Default> Chunked<T> {
    /// A value to be changed; its chunk is copied if a snapshot holds it.
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        if index >= self.length {
            return None;
        }
        Arc::make_mut(self.chunks.get_mut(index / CHUNK)?).get_mut(index % CHUNK)
    }

    pub(crate) fn push(&mut self, value: T) {
        if self.length == self.chunks.len() * CHUNK {
            let chunk = std::iter::repeat_with(T::default).take(CHUNK);
            self.chunks.push(chunk.collect());
        }
        self.length += 1;
        if let Some(place) = self.get_mut(self.length - 1) {
            *place = value;
        }
    }
}

/// A piece of a [`Sharded`].
type Shard<K, V> = Arc<HashTable<(K, V)>>;

/// A hash map in pieces, by the hash of the key, which is computed once for both the piece and its place there.
#[derive(Clone, Debug)]
pub(crate) struct Sharded<K, V> {
    shards: Box<[Shard<K, V>]>,
}

impl<K, V> Default for Sharded<K, V> {
    fn default() -> Self {
        // All are the same empty table until something is put in.
        let empty = Arc::default();
        Self {
            shards: std::iter::repeat_n(empty, SHARDS).collect(),
        }
    }
}

fn hash_of<K: Hash>(key: &K) -> u64 {
    FxBuildHasher.hash_one(key)
}

/// The piece that holds the keys of a hash.
fn shard_of(hash: u64) -> usize {
    // A table's buckets are chosen by the lowest bits, its tags are the highest: these are in
    // between, so that a shard's keys still differ in both.
    (hash >> 40) as usize % SHARDS
}

impl<K: Hash + Eq, V> Sharded<K, V> {
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        let hash = hash_of(key);
        let found = self.shards[shard_of(hash)].find(hash, |(other, _)| other == key);
        found.map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.len()).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let entries = self.shards.iter().flat_map(|shard| shard.iter());
        entries.map(|(key, value)| (key, value))
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Sharded<K, V> {
    /// The place of a key, to be filled or emptied; its piece is copied if a snapshot holds it.
    pub(crate) fn entry(&mut self, key: &K) -> Entry<'_, (K, V)> {
        let hash = hash_of(key);
        let shard = Arc::make_mut(&mut self.shards[shard_of(hash)]);
        shard.entry(hash, |(other, _)| other == key, |(other, _)| hash_of(other))
    }

    /// All values, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.shards
            .iter_mut()
            // Where nothing is, all share one table, which would be copied for nothing.
            .filter(|shard| !shard.is_empty())
            .flat_map(|shard| Arc::make_mut(shard).iter_mut().map(|(_, value)| value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pieces of two clones are not the same memory.
    fn apart<T: ?Sized>(a: &[Arc<T>], b: &[Arc<T>]) -> usize {
        let pairs = a.iter().zip(b);
        let apart = pairs.filter(|(a, b)| !Arc::ptr_eq(a, b)).count();
        apart + a.len().abs_diff(b.len())
    }

    #[test]
    fn a_vector_copies_the_chunk_that_is_written_and_no_other() {
        let mut numbers = Chunked::default();
        for number in 0..1_000 {
            numbers.push(number);
        }
        assert_eq!(numbers.len(), 1_000);
        assert_eq!(numbers.get(999), Some(&999));
        assert_eq!(numbers.get(1_000), None);
        let snapshot = numbers.clone();
        *numbers.get_mut(500).unwrap() = 7;
        *numbers.get_mut(501).unwrap() = 7;
        assert_eq!(apart(&numbers.chunks, &snapshot.chunks), 1);
        assert_eq!(
            (numbers.get(500), snapshot.get(500)),
            (Some(&7), Some(&500))
        );
        numbers.push(1_000);
        assert_eq!((numbers.len(), snapshot.len()), (1_001, 1_000));
        assert!(snapshot.iter().copied().eq(0..1_000));
    }

    #[test]
    fn a_map_copies_the_shard_that_is_written_and_no_other() {
        let mut squares = Sharded::default();
        for number in 0..1_000_u64 {
            squares.entry(&number).insert((number, number * number));
        }
        assert_eq!(squares.len(), 1_000);
        let fullest = squares.shards.iter().map(|shard| shard.len()).max();
        assert!(fullest < Some(40), "keys are spread: {fullest:?}");
        let snapshot = squares.clone();
        if let Entry::Occupied(seven) = squares.entry(&7) {
            seven.remove();
        }
        assert_eq!(apart(&squares.shards, &snapshot.shards), 1);
        assert_eq!((squares.get(&7), snapshot.get(&7)), (None, Some(&49)));
        squares.values_mut().for_each(|square| *square += 1);
        assert_eq!(squares.get(&3), Some(&10));
        let sum: u64 = snapshot.iter().map(|(_, square)| square).sum();
        assert_eq!(sum, 332_833_500);
    }
}
