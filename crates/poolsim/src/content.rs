//! What disks hold: bytes that follow from a seed, with holes between them, until something is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::rng::mix;

/// Disks are kept in blocks of this size, the last of a disk excepted.
pub const BLOCK: usize = 1 << 20;

/// So many blocks of a disk that nobody has written to hold something.
const SEEDED: u64 = 6;

/// What a disk holds. What it says nothing of is zeros.
#[derive(Clone, Debug)]
pub enum Content {
    /// Bytes that follow from a number.
    Seeded(u64),
    /// What was written, by the numbers of the blocks.
    Written(BTreeMap<u64, Arc<[u8]>>),
}

impl Default for Content {
    fn default() -> Content {
        Content::Written(BTreeMap::new())
    }
}

impl Content {
    /// The numbers of the blocks that hold something, of a disk of that size.
    pub fn blocks(&self, size: u64) -> BTreeSet<u64> {
        match self {
            Content::Seeded(seed) => {
                let count = size.div_ceil(BLOCK as u64).max(1);
                (0..SEEDED).map(|nth| mix(seed ^ nth) % count).collect()
            }
            Content::Written(blocks) => blocks.keys().copied().collect(),
        }
    }

    /// A block of a disk of that size.
    pub fn block(&self, number: u64, size: u64) -> Vec<u8> {
        let start = number * BLOCK as u64;
        let left = usize::try_from(size.saturating_sub(start)).unwrap_or(usize::MAX);
        let mut bytes = vec![0; BLOCK.min(left)];
        match self {
            Content::Seeded(seed) if self.blocks(size).contains(&number) => {
                let mut state = mix(seed ^ mix(number));
                for word in bytes.chunks_mut(8) {
                    state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                    let length = word.len();
                    word.copy_from_slice(&mix(state).to_le_bytes()[..length]);
                }
            }
            Content::Seeded(_) => {}
            Content::Written(blocks) => {
                if let Some(kept) = blocks.get(&number) {
                    let length = kept.len().min(bytes.len());
                    bytes[..length].copy_from_slice(&kept[..length]);
                }
            }
        }
        bytes
    }

    /// Bytes that are written from the beginning on.
    pub fn of(bytes: &[u8]) -> Content {
        let blocks = bytes.chunks(BLOCK).enumerate();
        Content::Written(
            blocks
                .filter(|(_, block)| block.iter().any(|byte| *byte != 0))
                .map(|(number, block)| (number as u64, Arc::from(block)))
                .collect(),
        )
    }

    /// The same, all of it by the numbers of its blocks, to be written over.
    pub fn written(self, size: u64) -> BTreeMap<u64, Arc<[u8]>> {
        match self {
            Content::Written(blocks) => blocks,
            Content::Seeded(_) => {
                let numbers = self.blocks(size).into_iter();
                let blocks = numbers.map(|number| (number, self.block(number, size).into()));
                blocks.collect()
            }
        }
    }

    /// How many bytes of it are kept.
    pub fn kept(&self) -> usize {
        match self {
            Content::Seeded(_) => 0,
            Content::Written(blocks) => blocks.values().map(|block| block.len()).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_a_seed_is_the_same_each_time_and_mostly_holes() {
        let size = (40 << 30) + 5;
        let content = Content::Seeded(7);
        let blocks = content.blocks(size);
        assert!((1..=6).contains(&blocks.len()));
        for number in &blocks {
            let block = content.block(*number, size);
            assert_eq!(block, content.block(*number, size));
            assert!(block.iter().any(|byte| *byte != 0));
        }
        let hole = (0..).find(|number| !blocks.contains(number)).unwrap();
        assert!(content.block(hole, size).iter().all(|byte| *byte == 0));
        assert_eq!(content.block(40 << 10, size).len(), 5);
    }

    #[test]
    fn what_was_written_is_read_and_the_rest_is_zeros() {
        let content = Content::of(&[vec![0; BLOCK], vec![7; 3]].concat());
        assert_eq!(content.kept(), 3);
        let mut expected = vec![0; BLOCK];
        expected[..3].fill(7);
        assert_eq!(content.block(1, 4 << 20), expected);
        assert_eq!(content.block(0, 4 << 20), vec![0; BLOCK]);
    }
}
