//! VHD as the server reads it, and writes it: footer, header, the table of blocks, then the blocks in their order, each
//! with all bits of its bitmap set, and the footer again.

use std::collections::BTreeSet;

use super::incoming::Incoming;
use crate::content::{BLOCK, Content};

/// The size of a block.
pub const VHD_BLOCK: u64 = 2 << 20;
/// The largest disk in this format.
pub const LARGEST: u64 = 2040 << 30;
/// A block that is not there.
const ABSENT: u32 = u32::MAX;
/// Where the table of blocks begins, behind a sector that is left free.
const TABLE_AT: u64 = 2048;
const SECTOR: u64 = 512;

/// A disk as it is sent.
pub struct Sent<'a> {
    /// Its size as it is told, which may be rounded up.
    pub size: u64,
    /// Its own size.
    pub held: u64,
    /// Its uuid.
    pub uuid: [u8; 16],
    /// The uuid of the disk that it is a difference to.
    pub parent: Option<[u8; 16]>,
    /// What it holds.
    pub content: &'a Content,
    /// Its blocks that are sent.
    pub blocks: BTreeSet<u64>,
}

/// The blocks of this format in which a disk holds something, or something else than its parent.
pub fn blocks_of(size: u64, content: &Content, parent: Option<&Content>) -> BTreeSet<u64> {
    let mut pieces = content.blocks(size);
    if let Some(parent) = parent {
        pieces.extend(parent.blocks(size));
        pieces.retain(|piece| content.block(*piece, size) != parent.block(*piece, size));
    }
    let each = VHD_BLOCK / BLOCK as u64;
    pieces.into_iter().map(|piece| piece / each).collect()
}

impl Sent<'_> {
    /// What comes before the blocks.
    pub fn head(&self) -> Vec<u8> {
        let count = self.size.div_ceil(VHD_BLOCK);
        let mut bytes = self.footer();
        bytes.extend(self.header(count));
        bytes.resize(to_usize(TABLE_AT), 0);
        let table = (count * 4).next_multiple_of(SECTOR);
        let mut at = (TABLE_AT + table) / SECTOR;
        for block in 0..count {
            let entry = match self.blocks.contains(&block) {
                true => {
                    let here = u32::try_from(at).unwrap_or(ABSENT);
                    at += 1 + VHD_BLOCK / SECTOR;
                    here
                }
                false => ABSENT,
            };
            bytes.extend(entry.to_be_bytes());
        }
        bytes.resize(to_usize(TABLE_AT + table), 0xff);
        bytes
    }

    /// A block with its bitmap.
    pub fn block(&self, block: u64) -> Vec<u8> {
        let mut bytes = vec![0xff; to_usize(SECTOR)];
        let each = VHD_BLOCK / BLOCK as u64;
        for piece in block * each..(block + 1) * each {
            if piece * (BLOCK as u64) < self.held {
                bytes.extend(self.content.block(piece, self.held));
            }
        }
        bytes.resize(to_usize(SECTOR + VHD_BLOCK), 0);
        bytes
    }

    /// What stands at both ends.
    pub fn footer(&self) -> Vec<u8> {
        let mut bytes = vec![0; 512];
        put(&mut bytes, 0, b"conectix");
        put(&mut bytes, 8, &2_u32.to_be_bytes());
        put(&mut bytes, 12, &0x0001_0000_u32.to_be_bytes());
        put(&mut bytes, 16, &512_u64.to_be_bytes());
        put(&mut bytes, 28, b"caml");
        put(&mut bytes, 40, &self.size.to_be_bytes());
        put(&mut bytes, 48, &self.size.to_be_bytes());
        put(&mut bytes, 56, &geometry(self.size / SECTOR));
        let kind: u32 = if self.parent.is_some() { 4 } else { 3 };
        put(&mut bytes, 60, &kind.to_be_bytes());
        put(&mut bytes, 68, &self.uuid);
        let sum = checksum(&bytes);
        put(&mut bytes, 64, &sum.to_be_bytes());
        bytes
    }

    fn header(&self, count: u64) -> Vec<u8> {
        let mut bytes = vec![0; 1024];
        put(&mut bytes, 0, b"cxsparse");
        put(&mut bytes, 8, &u64::MAX.to_be_bytes());
        put(&mut bytes, 16, &TABLE_AT.to_be_bytes());
        put(&mut bytes, 24, &0x0001_0000_u32.to_be_bytes());
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        put(&mut bytes, 28, &count.to_be_bytes());
        put(&mut bytes, 32, &(2_u32 << 20).to_be_bytes());
        if let Some(parent) = &self.parent {
            put(&mut bytes, 40, parent);
            // A path of the server's own, and where more of it would stand.
            for (at, unit) in "/dev/parent.vhd".encode_utf16().enumerate() {
                put(&mut bytes, 64 + 2 * at, &unit.to_be_bytes());
            }
            put(&mut bytes, 576, b"MacX");
            put(&mut bytes, 580, &512_u32.to_be_bytes());
            put(&mut bytes, 592, &1536_u64.to_be_bytes());
        }
        let sum = checksum(&bytes);
        put(&mut bytes, 36, &sum.to_be_bytes());
        bytes
    }
}

/// Cylinders, heads and sectors.
fn geometry(sectors: u64) -> [u8; 4] {
    let sectors = sectors.min(65535 * 16 * 255);
    let (per_track, heads) = if sectors > 65535 * 16 * 63 {
        (255, 16)
    } else {
        let heads = (sectors / 17).div_ceil(1024).max(4);
        if heads <= 16 && sectors / 17 < heads * 1024 {
            (17, heads)
        } else if sectors / 31 < 16 * 1024 {
            (31, 16)
        } else {
            (63, 16)
        }
    };
    let cylinders = u16::try_from(sectors / per_track / heads).unwrap_or(u16::MAX);
    let [high, low] = cylinders.to_be_bytes();
    let small = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
    [high, low, small(heads), small(per_track)]
}

/// The complement of the sum of all bytes, of which those of the sum itself are zeros yet.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>()
}

fn put(bytes: &mut [u8], at: usize, some: &[u8]) {
    bytes[at..at + some.len()].copy_from_slice(some);
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The size of a block's bitmap.
pub const BITMAP: usize = 512;

/// Where the blocks of a VHD stand that comes in.
pub struct Table {
    /// The size of a block.
    pub block_size: usize,
    entries: Vec<u32>,
}

impl Table {
    /// Reads what stands before the blocks; none: that makes no sense.
    pub async fn read(incoming: &mut Incoming<'_>) -> Option<Table> {
        let footer = incoming.take(512).await.ok()?;
        let number = |bytes: &[u8], at: usize| {
            let bytes = bytes.get(at..at + 8)?;
            Some(u64::from_be_bytes(bytes.try_into().ok()?))
        };
        // A fixed one has no footer in front.
        if !is_footer(&footer) {
            return None;
        }
        incoming.skip_to(number(&footer, 16)?).await.ok()?;
        let header = incoming.take(1024).await.ok()?;
        if !header.starts_with(b"cxsparse") {
            return None;
        }
        let small = |at: usize| number(&header, at).map(|number| to_usize(number >> 32));
        let (count, block_size) = (small(28)?, small(32)?);
        if count > 1 << 20 || block_size != to_usize(VHD_BLOCK) {
            return None;
        }
        incoming.skip_to(number(&header, 16)?).await.ok()?;
        let bytes = incoming.take(count * 4).await.ok()?;
        let entries = bytes.chunks_exact(4);
        let entries =
            entries.map(|entry| u32::from_be_bytes([entry[0], entry[1], entry[2], entry[3]]));
        Some(Table {
            block_size,
            entries: entries.collect(),
        })
    }

    /// The blocks that are there, each with where it stands, as they come.
    pub fn ascending(&self) -> Vec<(u64, u64)> {
        let all = (0..).zip(&self.entries);
        let there = all.filter(|(_, start)| **start != ABSENT);
        let mut blocks: Vec<_> = there
            .map(|(block, start)| (block, u64::from(*start) * SECTOR))
            .collect();
        blocks.sort_by_key(|(_, at)| *at);
        blocks
    }
}

/// Whether these bytes are what stands at both ends.
pub fn is_footer(bytes: &[u8]) -> bool {
    let (Some(said), Some(without)) = (bytes.get(64..68), bytes.get(..512)) else {
        return false;
    };
    let mut without = without.to_vec();
    without[64..68].fill(0);
    bytes.starts_with(b"conectix") && *said == checksum(&without).to_be_bytes()
}
