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

use rustc_hash::{FxBuildHasher, FxHashMap};

/// So many values of a [`Chunked`] are copied together.
const CHUNK: usize = 64;
/// In so many pieces is a [`Sharded`].
const SHARDS: usize = 128;

/// A vector in chunks.
#[derive(Clone, Debug)]
pub(crate) struct Chunked<T> {
    /// All full but the last.
    chunks: Vec<Arc<Vec<T>>>,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T> Chunked<T> {
    pub(crate) fn len(&self) -> usize {
        let last = self.chunks.last();
        last.map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The chunks, each with the index of its first value.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = (usize, &[T])> {
        let chunks = self.chunks.iter().enumerate();
        chunks.map(|(number, chunk)| (number * CHUNK, chunk.as_slice()))
    }
}

impl<T: Clone> Chunked<T> {
    /// A value to be changed; its chunk is copied if a snapshot holds it.
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        Arc::make_mut(self.chunks.get_mut(index / CHUNK)?).get_mut(index % CHUNK)
    }

    pub(crate) fn push(&mut self, value: T) {
        match self.chunks.last_mut() {
            Some(last) if last.len() < CHUNK => Arc::make_mut(last).push(value),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(value);
                self.chunks.push(Arc::new(chunk));
            }
        }
    }
}

/// A hash map in pieces, by the hash of the key.
#[derive(Clone, Debug)]
pub(crate) struct Sharded<K, V> {
    shards: Box<[Arc<FxHashMap<K, V>>]>,
}

impl<K, V> Default for Sharded<K, V> {
    fn default() -> Self {
        // All are the same empty map until something is put in.
        let empty = Arc::default();
        Self {
            shards: std::iter::repeat_n(empty, SHARDS).collect(),
        }
    }
}

impl<K: Hash + Eq, V> Sharded<K, V> {
    fn index(key: &K) -> usize {
        // A map's buckets are chosen by the lowest bits, its tags are the highest: these are in
        // between, so that a shard's keys still differ in both.
        (FxBuildHasher.hash_one(key) >> 40) as usize % SHARDS
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.shards[Self::index(key)].get(key)
    }

    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.len()).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.shards.iter().flat_map(|shard| shard.iter())
    }
}

impl<K: Hash + Eq + Clone, V: Clone> Sharded<K, V> {
    /// The piece in which a key stands or would stand; it is copied if a snapshot holds it.
    pub(crate) fn shard_mut(&mut self, key: &K) -> &mut FxHashMap<K, V> {
        Arc::make_mut(&mut self.shards[Self::index(key)])
    }

    /// All values, to be changed.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.shards
            .iter_mut()
            // Where nothing is, all share one map, which would be copied for nothing.
            .filter(|shard| !shard.is_empty())
            .flat_map(|shard| Arc::make_mut(shard).values_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pieces of two clones are not the same memory.
    fn apart<T>(a: &[Arc<T>], b: &[Arc<T>]) -> usize {
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
            squares.shard_mut(&number).insert(number, number * number);
        }
        assert_eq!(squares.len(), 1_000);
        let fullest = squares.shards.iter().map(|shard| shard.len()).max();
        assert!(fullest < Some(40), "keys are spread: {fullest:?}");
        let snapshot = squares.clone();
        squares.shard_mut(&7).remove(&7);
        assert_eq!(apart(&squares.shards, &snapshot.shards), 1);
        assert_eq!((squares.get(&7), snapshot.get(&7)), (None, Some(&49)));
        squares.values_mut().for_each(|square| *square += 1);
        assert_eq!(squares.get(&3), Some(&10));
        let sum: u64 = snapshot.iter().map(|(_, square)| square).sum();
        assert_eq!(sum, 332_833_500);
    }
}
