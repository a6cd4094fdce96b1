//! A disk in blocks of one size, as formats keep it.

use crate::{
    Error, Extent, ExtentSource, Fault, Kind, Result, bytes::is_zero, error::Located as _,
};

/// A block of a disk, or several that are nothing but zeros.
#[derive(Debug, Eq, PartialEq)]
pub enum Block<'a> {
    /// Bytes that are not all zeros. The last block of a disk may be shorter than the others.
    Data {
        /// Its number from the beginning of the disk.
        index: u64,
        /// What it holds.
        bytes: &'a [u8],
    },
    /// Zeros.
    Zeros {
        /// The number of the first.
        first: u64,
        /// How many there are.
        count: u64,
    },
}

/// Cuts the extents of a disk into blocks, and finds those that are zeros.
#[derive(Debug)]
pub struct Blocks<S> {
    source: S,
    buffer: Vec<u8>,
    next: u64,
    /// What is not yet taken of the extent that was told last.
    rest: Option<Extent>,
}

impl<S: ExtentSource> Blocks<S> {
    /// Blocks of `block_size` bytes, of a source of which nothing was read yet.
    pub fn new(source: S, block_size: usize) -> Self {
        Self {
            source,
            buffer: vec![0; block_size],
            next: 0,
            rest: None,
        }
    }

    /// How many blocks the disk has.
    pub fn count(&self) -> u64 {
        self.source.size().div_ceil(self.buffer.len() as u64)
    }

    /// The next block, or the next run of blocks of zeros; none at the end.
    pub fn next_block(&mut self) -> Result<Option<Block<'_>>> {
        let (size, block_size) = (self.source.size(), self.buffer.len() as u64);
        let index = self.next;
        let start = index.saturating_mul(block_size);
        let Some(extent) = self.rest()? else {
            return match start < size {
                true => Err(ends_early(start)),
                false => Ok(None),
            };
        };
        if extent.kind == Kind::Hole {
            let count = if extent.end() == size {
                size.div_ceil(block_size) - index
            } else {
                extent.length / block_size
            };
            if count > 0 {
                self.next += count;
                self.take(count.saturating_mul(block_size).min(extent.length));
                return Ok(Some(Block::Zeros {
                    first: index,
                    count,
                }));
            }
        }
        // No more than the block size, which is a `usize`.
        let length = block_size.min(size - start) as usize;
        let mut filled = 0;
        while filled < length {
            let Some(extent) = self.rest()? else {
                return Err(ends_early(start));
            };
            let part = (length - filled).min(usize::try_from(extent.length).unwrap_or(usize::MAX));
            let target = &mut self.buffer[filled..filled + part];
            match extent.kind {
                Kind::Data => self.source.read(target)?,
                Kind::Hole => target.fill(0),
            }
            filled += part;
            self.take(part as u64);
        }
        self.next += 1;
        let bytes = &self.buffer[..length];
        Ok(Some(if is_zero(bytes) {
            Block::Zeros {
                first: index,
                count: 1,
            }
        } else {
            Block::Data { index, bytes }
        }))
    }

    /// What there is left of the extent that we are in, or the next one.
    fn rest(&mut self) -> Result<Option<Extent>> {
        if self.rest.is_none() {
            self.rest = self.source.next_extent()?;
        }
        Ok(self.rest)
    }

    /// So much of the extent that we are in has been taken.
    fn take(&mut self, length: u64) {
        self.rest = self.rest.and_then(|extent| {
            (extent.length > length).then(|| Extent {
                offset: extent.offset + length,
                length: extent.length - length,
                ..extent
            })
        });
    }
}

fn ends_early(at: u64) -> Error {
    Fault::invalid("the extents end before the disk does").at("disk", at)
}

/// Which blocks of a disk have data. Formats that begin with a table of their blocks are written from it
/// in one pass, with every length known beforehand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BlockMap {
    size: u64,
    block_size: u64,
    bits: Vec<u64>,
    allocated: u64,
}

impl BlockMap {
    /// The most blocks that are kept track of, a bit each: 8 MiB.
    pub const MOST_BLOCKS: u64 = 1 << 26;

    /// A disk without data.
    pub fn empty(size: u64, block_size: usize) -> Result<Self> {
        let block_size = block_size as u64;
        let count = Fault::at_most(
            "the number of blocks",
            size.div_ceil(block_size),
            Self::MOST_BLOCKS,
        );
        let count = count.at(0, || "disk")?;
        Ok(Self {
            size,
            block_size,
            bits: vec![0; count.div_ceil(64) as usize],
            allocated: 0,
        })
    }

    /// A disk with data everywhere: for what comes as a stream of which nothing is known beforehand.
    pub fn full(size: u64, block_size: usize) -> Result<Self> {
        let mut map = Self::empty(size, block_size)?;
        map.set(0, map.count());
        Ok(map)
    }

    /// Where the extents of a disk have data. Reads none of it: quick where the format keeps tables. A
    /// block whose data is zeros counts as one with data.
    pub fn of_extents(mut source: impl ExtentSource, block_size: usize) -> Result<Self> {
        let mut map = Self::empty(source.size(), block_size)?;
        while let Some(extent) = source.next_extent()? {
            if extent.kind == Kind::Data {
                let first = extent.offset / map.block_size;
                map.set(first, extent.end().div_ceil(map.block_size) - first);
            }
        }
        Ok(map)
    }

    /// Where a disk is not zeros. Reads all of its data.
    pub fn of_data(source: impl ExtentSource, block_size: usize) -> Result<Self> {
        let mut map = Self::empty(source.size(), block_size)?;
        let mut blocks = Blocks::new(source, block_size);
        while let Some(block) = blocks.next_block()? {
            if let Block::Data { index, .. } = block {
                map.set(index, 1);
            }
        }
        Ok(map)
    }

    /// The disk's size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The size of a block in bytes.
    pub fn block_size(&self) -> u64 {
        self.block_size
    }

    /// How many blocks the disk has.
    pub fn count(&self) -> u64 {
        self.size.div_ceil(self.block_size)
    }

    /// How many of them have data.
    pub fn allocated(&self) -> u64 {
        self.allocated
    }

    /// Whether a block has data.
    pub fn has(&self, block: u64) -> bool {
        let word = usize::try_from(block / 64)
            .ok()
            .and_then(|at| self.bits.get(at));
        word.is_some_and(|word| word >> (block % 64) & 1 == 1)
    }

    fn set(&mut self, first: u64, count: u64) {
        for block in first..first + count {
            let (word, bit) = ((block / 64) as usize, 1 << (block % 64));
            if self.bits[word] & bit == 0 {
                self.bits[word] |= bit;
                self.allocated += 1;
            }
        }
    }

    /// Gives `write` each block that has data, in order, whole even at the end of the disk, where zeros
    /// follow. The disk must be the one of which the map was made.
    pub(crate) fn write_blocks(
        &self,
        source: impl ExtentSource,
        mut write: impl FnMut(u64, &[u8]) -> Result<()>,
    ) -> Result<()> {
        let changed = |block: u64| -> Error {
            let fault = Fault::invalid("the disk is not the one of which the map was made");
            fault.at(format!("block {block}"), block * self.block_size)
        };
        if source.size() != self.size {
            return Err(changed(0));
        }
        // It was a `usize` when the map was made.
        let block_size = self.block_size as usize;
        let zeros = vec![0; block_size];
        let mut padded = Vec::new();
        let mut blocks = Blocks::new(source, block_size);
        while let Some(block) = blocks.next_block()? {
            match block {
                Block::Data { index, .. } if !self.has(index) => return Err(changed(index)),
                Block::Data { index, bytes } if bytes.len() < block_size => {
                    padded.extend_from_slice(bytes);
                    padded.resize(block_size, 0);
                    write(index, &padded)?;
                }
                Block::Data { index, bytes } => write(index, bytes)?,
                Block::Zeros { first, count } => {
                    for block in (first..first + count).filter(|block| self.has(*block)) {
                        write(block, &zeros)?;
                    }
                }
            }
        }
        Ok(())
    }
}
