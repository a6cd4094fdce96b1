//! Reads a disk's extents.

use crate::{
    Extent, ExtentSource, Fault, Input, Kind, Result,
    bytes::be_u32,
    error::Located as _,
    extent::Reading,
    input::read_table,
    vhd::{
        SECTOR,
        footer::{DiskType, Footer, is_footer},
        header::{HEADER_SIZE, Header, Locator, Parent},
    },
};

/// A block that is not there.
const ABSENT: u32 = u32::MAX;

/// A disk of which the extents are read. A stream will do for a dynamic disk whose blocks ascend, as
/// servers and most programs write them; a fixed disk must be a file that can be sought in.
#[derive(Debug)]
pub struct Reader<I> {
    input: I,
    footer: Footer,
    blocks: Option<Blocks>,
    parent: Option<Parent>,
    position: u64,
    reading: Reading,
    is_checked: bool,
}

/// The table of a dynamic disk, and the bitmap of the block that we are in.
#[derive(Debug)]
struct Blocks {
    block_size: u64,
    table: Vec<u32>,
    bitmap: Vec<u8>,
    /// Where the table ends, and with it what stands before the blocks.
    end: u64,
    /// Of which block the bitmap is.
    bitmap_of: Option<u64>,
}

impl<I: Input> Reader<I> {
    /// Reads footer, header and table.
    pub fn open(mut input: I) -> Result<Self> {
        let mut sector = [0; 512];
        let read = input.read_at(0, &mut sector);
        read.at(0, || "footer in front")?;
        if !is_footer(&sector) {
            return Self::open_fixed(input);
        }
        let footer = Footer::parse(&sector).at(0, || "footer in front")?;
        if footer.kind == DiskType::Fixed {
            return Self::open_fixed(input);
        }
        let at = footer.header_offset;
        let mut header = [0; HEADER_SIZE];
        input.read_at(at, &mut header).at(at, || "header")?;
        let header = Header::parse(&header).at(at, || "header")?;
        let needed = footer.size.div_ceil(header.block_size);
        if header.entries < needed {
            let fault = format!("its table has {} blocks, of {needed}", header.entries);
            return Err(Fault::invalid(fault).at("header", at));
        }
        let parent = match footer.kind {
            DiskType::Differencing => Some(parent(&mut input, &header)),
            _ => None,
        };
        let at = header.table_offset;
        let count = needed as usize;
        let table = read_table(&mut input, at, count, 4).at(at, || "table of blocks")?;
        let table: Vec<u32> = table.chunks(4).map(|entry| be_u32(entry, 0)).collect();
        let bitmap = (header.block_size / SECTOR)
            .div_ceil(8)
            .next_multiple_of(SECTOR);
        let blocks = Blocks {
            block_size: header.block_size,
            table,
            bitmap: vec![0; bitmap as usize],
            end: (at + 4 * header.entries).next_multiple_of(SECTOR),
            bitmap_of: None,
        };
        blocks.check(input.length()).at(at, || "table of blocks")?;
        Ok(Self {
            input,
            footer,
            blocks: Some(blocks),
            parent,
            position: 0,
            reading: Reading::default(),
            is_checked: false,
        })
    }

    fn open_fixed(mut input: I) -> Result<Self> {
        if !input.is_seekable() {
            return Err(Fault::NotA("dynamic VHD: no footer stands in front").at("footer", 0));
        }
        let (at, sector) = input.last_sector().at(0, || "footer")?;
        let footer = Footer::parse(&sector).at(at, || "footer")?;
        if footer.kind != DiskType::Fixed {
            return Err(Fault::invalid("its copy in front is missing").at("footer", at));
        }
        if footer.size > at {
            return Err(Fault::Truncated.at("raw bytes", at));
        }
        Ok(Self {
            input,
            footer,
            blocks: None,
            parent: None,
            position: 0,
            reading: Reading::default(),
            is_checked: true,
        })
    }

    /// How the disk's bytes are kept.
    pub fn disk_type(&self) -> DiskType {
        self.footer.kind
    }

    /// The uuid that children know the disk by.
    pub fn uuid(&self) -> [u8; 16] {
        self.footer.uuid
    }

    /// Whose the holes are, where the disk holds differences.
    pub fn parent(&self) -> Option<&Parent> {
        self.parent.as_ref()
    }

    /// How long the file is if the closing footer follows its last block, as everybody writes it. Known of a
    /// stream, too, before its blocks have come.
    pub fn stream_length(&self) -> u64 {
        let Some(blocks) = &self.blocks else {
            return self.footer.size + SECTOR;
        };
        let starts = blocks.table.iter().filter(|start| **start != ABSENT);
        let end = match starts.max() {
            Some(last) => {
                u64::from(*last) * SECTOR + blocks.bitmap.len() as u64 + blocks.block_size
            }
            None => blocks.end,
        };
        end + SECTOR
    }

    /// The closing footer is the last sector, and says what the first one does.
    fn check_end(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.is_checked, true) {
            return Ok(());
        }
        let (at, sector) = self.input.last_sector().at(0, || "closing footer")?;
        let footer = Footer::parse(&sector).at(at, || "closing footer")?;
        if footer.size != self.footer.size || footer.uuid != self.footer.uuid {
            return Err(Fault::invalid("it differs from the one in front").at("closing footer", at));
        }
        Ok(())
    }
}

impl<I: Input> ExtentSource for Reader<I> {
    fn size(&self) -> u64 {
        self.footer.size
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        let offset = self.position;
        let left = self.footer.size - offset;
        if left == 0 {
            self.check_end()?;
            return Ok(None);
        }
        let (kind, length) = match &mut self.blocks {
            Some(blocks) => {
                let (run, length) = blocks.run(offset, &mut self.input)?;
                let length = length.min(left);
                self.reading = Reading::new(run.unwrap_or(0), length);
                (run.map_or(Kind::Hole, |_| Kind::Data), length)
            }
            None => {
                self.reading = Reading::new(0, left);
                (Kind::Data, left)
            }
        };
        self.position += length;
        Ok(Some(Extent {
            offset,
            length,
            kind,
        }))
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        let at = self.reading.advance(buffer.len());
        self.input.read_at(at, buffer).at(at, || "data")
    }
}

impl Blocks {
    /// No two blocks lie over each other, and all lie in the file, as far as its length is known.
    fn check(&self, length: Option<u64>) -> Result<(), Fault> {
        let mut starts: Vec<u32> = self.table.clone();
        starts.retain(|sector| *sector != ABSENT);
        starts.sort_unstable();
        let sectors = (self.bitmap.len() as u64 + self.block_size) / SECTOR;
        let apart = |pair: &[u32]| u64::from(pair[1] - pair[0]) >= sectors;
        if !starts.windows(2).all(apart) {
            return Err(Fault::invalid("blocks lie over each other"));
        }
        let last = starts.last().map(|start| u64::from(*start) * SECTOR);
        if let (Some(last), Some(length)) = (last, length)
            && last >= length
        {
            return Err(Fault::Truncated);
        }
        Ok(())
    }

    /// From `offset` on the disk: how many bytes are alike, and where they stand if they are there.
    fn run<I: Input>(&mut self, offset: u64, input: &mut I) -> Result<(Option<u64>, u64)> {
        let block = offset / self.block_size;
        // The table has an entry for each block of the disk, and their number is bounded.
        let first = block as usize;
        let start = self.table[first];
        let within = offset % self.block_size;
        if start == ABSENT {
            let rest = self.table[first..].iter();
            let absent = rest.take_while(|start| **start == ABSENT).count() as u64;
            return Ok((None, absent * self.block_size - within));
        }
        let at = u64::from(start) * SECTOR;
        let part = || format!("block {block}");
        if self.bitmap_of != Some(block) {
            input.read_at(at, &mut self.bitmap).at(at, part)?;
            self.bitmap_of = Some(block);
        }
        let sector = within / SECTOR;
        let end = self.block_size / SECTOR;
        let is_there = self.bit(sector);
        let mut next = sector + 1;
        while next < end {
            // A byte at a time, where all its sectors are alike.
            let whole = if is_there { 0xff } else { 0 };
            if next.is_multiple_of(8) && self.bitmap[(next / 8) as usize] == whole {
                next += 8;
            } else if self.bit(next) == is_there {
                next += 1;
            } else {
                break;
            }
        }
        let length = (next.min(end) - sector) * SECTOR;
        let data = at + self.bitmap.len() as u64 + within;
        Ok((is_there.then_some(data), length))
    }

    fn bit(&self, sector: u64) -> bool {
        self.bitmap[(sector / 8) as usize] >> (7 - sector % 8) & 1 == 1
    }
}

/// What is said of the parent. Paths that a stream has passed, or that are not there, stay empty: the name
/// and the uuid say as much.
fn parent<I: Input>(input: &mut I, header: &Header) -> Parent {
    let mut entries: Vec<_> = header.locators.iter().enumerate().collect();
    entries.sort_unstable_by_key(|(_, entry)| entry.offset);
    let mut paths = vec![String::new(); entries.len()];
    for (index, entry) in entries {
        let is_before_table = entry.offset.saturating_add(entry.length) <= header.table_offset;
        if !is_before_table && !input.is_seekable() {
            continue;
        }
        // No longer than a locator may be.
        let mut bytes = vec![0; entry.length as usize];
        if input.read_at(entry.offset, &mut bytes).is_ok() {
            paths[index] = entry.path(&bytes);
        }
    }
    let locators = header.locators.iter().zip(paths);
    Parent {
        uuid: header.parent_uuid,
        name: header.parent_name.clone(),
        locators: locators
            .map(|(entry, path)| Locator {
                platform: entry.platform,
                path,
            })
            .collect(),
    }
}
