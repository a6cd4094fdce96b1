//! Writes a disk in one pass, in the order in which servers write and read it.

use std::io::Write;

use crate::{
    BlockMap, ExtentSource, Fault, Kind, Result,
    error::Located as _,
    raw,
    vhd::{
        BLOCK_SIZE, LARGEST_DISK, SECTOR,
        footer::{DiskType, Footer, Identity},
        header::{Header, Parent},
    },
};

/// Where the path to the parent stands: after the footer's copy and the header. Where there is no parent,
/// servers leave the sector free, and so do we.
const LOCATOR_AT: u64 = 1536;

/// Where the table of blocks begins.
const TABLE_AT: u64 = 2048;

/// A block's bitmap, one sector.
const BITMAP_SIZE: u64 = SECTOR;

/// How many bytes [`write_dynamic`] writes, known before it does.
pub fn stream_length(map: &BlockMap) -> u64 {
    blocks_at(map) + map.allocated() * (BITMAP_SIZE + map.block_size()) + SECTOR
}

/// Writes a dynamic disk, without seeking: the blocks that `map` has, whole, then the closing footer.
///
/// The map is of blocks of [`BLOCK_SIZE`], and of the same disk. A disk whose size is no multiple of 512
/// grows to the next one.
pub fn write_dynamic(
    source: impl ExtentSource,
    map: &BlockMap,
    identity: &Identity,
    mut out: impl Write,
) -> Result<()> {
    let footer = footer(DiskType::Dynamic, map.size(), identity)?.write(identity);
    write_head(&mut out, &footer, map, None)?;
    let sectors = map.size().div_ceil(SECTOR);
    let mut at = blocks_at(map);
    map.write_blocks(source, |block, bytes| {
        let first = block * (BLOCK_SIZE as u64 / SECTOR);
        let written = out.write_all(&bitmap(sectors - first));
        let written = written.and_then(|()| out.write_all(bytes));
        written.at(at, || format!("block {block}"))?;
        at += BITMAP_SIZE + bytes.len() as u64;
        Ok(())
    })?;
    let written = out.write_all(&footer).and_then(|()| out.flush());
    written.at(at, || "closing footer")
}

/// Writes a differencing disk, without seeking: the source's data is the disk's own, and its holes are the
/// parent's. Of the parent's locators the first is kept.
///
/// The map is [of the extents](BlockMap::of_extents) of the same source, in blocks of [`BLOCK_SIZE`]. Data
/// begins and ends at sectors of 512 bytes.
pub fn write_difference(
    mut source: impl ExtentSource,
    map: &BlockMap,
    parent: &Parent,
    identity: &Identity,
    mut out: impl Write,
) -> Result<()> {
    let footer = footer(DiskType::Differencing, map.size(), identity)?.write(identity);
    write_head(&mut out, &footer, map, Some(parent))?;
    let mut at = blocks_at(map);
    let mut blocks = 0;
    let mut block = Difference {
        index: 0,
        bitmap: [0; BITMAP_SIZE as usize],
        bytes: vec![0; BLOCK_SIZE],
    };
    while let Some(extent) = source.next_extent()? {
        if extent.kind == Kind::Hole {
            continue;
        }
        let is_aligned = extent.offset.is_multiple_of(SECTOR)
            && (extent.end().is_multiple_of(SECTOR) || extent.end() == map.size());
        if !is_aligned {
            let fault = Fault::unsupported("data that does not begin and end at sectors");
            return Err(fault.at("disk", extent.offset));
        }
        let mut offset = extent.offset;
        while offset < extent.end() {
            let index = offset / BLOCK_SIZE as u64;
            if index != block.index {
                blocks += block.write(map, &mut out, &mut at)?;
                block.index = index;
            }
            // Within a block, which is a `usize`.
            let start = (offset % BLOCK_SIZE as u64) as usize;
            let length = ((extent.end() - offset) as usize).min(BLOCK_SIZE - start);
            source.read(&mut block.bytes[start..start + length])?;
            block.mark(start, length);
            offset += length as u64;
        }
    }
    blocks += block.write(map, &mut out, &mut at)?;
    if blocks != map.allocated() {
        let fault = Fault::invalid("the disk is not the one of which the map was made");
        return Err(fault.at("closing footer", at));
    }
    let written = out.write_all(&footer).and_then(|()| out.flush());
    written.at(at, || "closing footer")
}

/// A block of a differencing disk, and which of its sectors are its own.
struct Difference {
    index: u64,
    bitmap: [u8; BITMAP_SIZE as usize],
    bytes: Vec<u8>,
}

impl Difference {
    fn mark(&mut self, start: usize, length: usize) {
        let sector = SECTOR as usize;
        for sector in start / sector..(start + length).div_ceil(sector) {
            self.bitmap[sector / 8] |= 0x80 >> (sector % 8);
        }
    }

    /// Writes the block, if it has anything, and begins another; answers with how many were written.
    fn write(&mut self, map: &BlockMap, out: &mut dyn Write, at: &mut u64) -> Result<u64> {
        if self.bitmap == [0; BITMAP_SIZE as usize] {
            return Ok(0);
        }
        let part = || format!("block {}", self.index);
        if !map.has(self.index) {
            let fault = Fault::invalid("the disk is not the one of which the map was made");
            return Err(fault.at(part(), *at));
        }
        let written = out.write_all(&self.bitmap);
        let written = written.and_then(|()| out.write_all(&self.bytes));
        written.at(*at, part)?;
        *at += BITMAP_SIZE + BLOCK_SIZE as u64;
        self.bitmap.fill(0);
        self.bytes.fill(0);
        Ok(1)
    }
}

/// All that stands before the blocks: the footer's copy, the header, the path to a parent, the table.
fn write_head(
    out: &mut dyn Write,
    footer: &[u8; 512],
    map: &BlockMap,
    parent: Option<&Parent>,
) -> Result<()> {
    if map.block_size() != BLOCK_SIZE as u64 {
        let fault = Fault::unsupported("a map of other blocks than those of 2 MiB");
        return Err(fault.at("map", 0));
    }
    // At most so many as the largest disk has.
    let entries = map.count() as u32;
    let written = Header::write(TABLE_AT, entries, BLOCK_SIZE as u32, parent, LOCATOR_AT);
    let (header, path) = written.at(SECTOR, || "header")?;
    out.write_all(footer)
        .and_then(|()| out.write_all(&header))
        .and_then(|()| out.write_all(&path))
        .at(0, || "head")?;
    write_table(map, out).at(TABLE_AT, || "table of blocks")
}

/// Writes a fixed disk: all of its bytes, then the footer.
pub fn write_fixed(
    source: impl ExtentSource,
    identity: &Identity,
    mut out: impl Write,
) -> Result<()> {
    let size = source.size();
    let footer = footer(DiskType::Fixed, size, identity)?;
    raw::write(source, &mut out)?;
    let padding = [0; SECTOR as usize];
    // Less than a sector.
    let written = out.write_all(&padding[..(footer.size - size) as usize]);
    let written = written.and_then(|()| out.write_all(&footer.write(identity)));
    written
        .and_then(|()| out.flush())
        .at(footer.size, || "footer")
}

fn footer(kind: DiskType, size: u64, identity: &Identity) -> Result<Footer> {
    let size = Fault::at_most("the disk's size", size, LARGEST_DISK).at(0, || "footer")?;
    Ok(Footer {
        kind,
        size: size.next_multiple_of(SECTOR),
        uuid: identity.uuid,
        header_offset: match kind {
            DiskType::Fixed => u64::MAX,
            _ => SECTOR,
        },
    })
}

/// Where the first block stands.
fn blocks_at(map: &BlockMap) -> u64 {
    TABLE_AT + (map.count() * 4).next_multiple_of(SECTOR)
}

/// The blocks stand one after the other, in their order.
fn write_table(map: &BlockMap, out: &mut dyn Write) -> std::io::Result<()> {
    let mut next = blocks_at(map) / SECTOR;
    let mut table = Vec::with_capacity(64 << 10);
    for block in 0..map.count().next_multiple_of(SECTOR / 4) {
        let mut entry = u32::MAX;
        if map.has(block) {
            // The largest disk ends at 2^32 sectors, and before.
            entry = next as u32;
            next += (BITMAP_SIZE + map.block_size()) / SECTOR;
        }
        table.extend_from_slice(&entry.to_be_bytes());
        if table.len() == table.capacity() {
            out.write_all(&table)?;
            table.clear();
        }
    }
    out.write_all(&table)
}

/// A bitmap of sectors that are all there, but for those beyond the disk's end.
fn bitmap(sectors: u64) -> [u8; BITMAP_SIZE as usize] {
    let mut bitmap = [0xff; BITMAP_SIZE as usize];
    for sector in sectors.min(BITMAP_SIZE * 8)..BITMAP_SIZE * 8 {
        bitmap[(sector / 8) as usize] &= !(0x80 >> (sector % 8));
    }
    bitmap
}
