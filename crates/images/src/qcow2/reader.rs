//! Reads a disk's extents.

use std::io::{self, Read as _};

use crate::{
    Extent, ExtentSource, Fault, Input, Kind, Result,
    bytes::be_u64,
    error::Located as _,
    extent::Reading,
    inflate::Inflater,
    input::read_table,
    qcow2::header::{Compression, Header, LENGTH},
};

/// The part of an entry that is a place in the file.
const PLACE: u64 = 0x00ff_ffff_ffff_fe00;

/// An entry of a compressed cluster.
const COMPRESSED: u64 = 1 << 62;

/// An entry of a cluster that reads as zeros, since version 3.
const ZEROS: u64 = 1;

/// A disk of which the extents are read, from a file that can be sought in.
#[derive(Debug)]
pub struct Reader<I> {
    input: I,
    header: Header,
    first_table: Vec<u64>,
    table: Vec<u64>,
    table_of: Option<u64>,
    position: u64,
    reading: Reading,
    /// The compressed cluster that the last extent is, if it is one: where it stands, and how long it is.
    compressed: Option<(u64, u64)>,
    inflater: Inflater,
    packed: Vec<u8>,
    inflated: Vec<u8>,
    is_inflated: bool,
}

impl<I: Input> Reader<I> {
    /// Reads header and first table.
    pub fn open(mut input: I) -> Result<Self> {
        let mut bytes = [0; LENGTH];
        // Version 2 is shorter; whatever follows it is not looked at.
        let short = &mut bytes[..72];
        input.read_at(0, short).at(0, || "header")?;
        let is_longer = input.length().is_none_or(|length| length >= LENGTH as u64);
        if is_longer {
            input.read_at(72, &mut bytes[72..]).at(0, || "header")?;
        }
        let header = Header::parse(&bytes).at(0, || "header")?;
        if !input.is_seekable() {
            return Err(Fault::Backwards.at("tables", 0));
        }
        let count = header.tables() as usize;
        let first_table = numbers(&mut input, header.first_table, count, "first table")?;
        Ok(Self {
            input,
            first_table,
            table: Vec::new(),
            table_of: None,
            position: 0,
            reading: Reading::default(),
            compressed: None,
            inflater: Inflater::raw(),
            packed: Vec::new(),
            inflated: vec![0; header.cluster_size() as usize],
            is_inflated: false,
            header,
        })
    }

    /// The entry of the cluster at `offset`; the other number is how many bytes have no table at all.
    fn entry(&mut self, offset: u64) -> Result<(u64, u64)> {
        let cluster = offset >> self.header.cluster_bits;
        let (table, index) = (
            cluster / self.header.entries(),
            cluster % self.header.entries(),
        );
        // The first table has an entry for each part of the disk, and their number is bounded.
        let at = self.first_table[table as usize] & PLACE;
        if at == 0 {
            let missing = self.header.entries() - index;
            return Ok((0, missing << self.header.cluster_bits));
        }
        if self.table_of != Some(table) {
            let entries = self.header.entries() as usize;
            self.table = numbers(&mut self.input, at, entries, "second table")?;
            self.table_of = Some(table);
        }
        Ok((self.table[index as usize], self.header.cluster_size()))
    }

    /// Where a compressed cluster stands, and how long it is at most.
    fn packed_place(&self, entry: u64) -> (u64, u64) {
        let bits = 62 - (self.header.cluster_bits - 8);
        let at = entry & ((1 << bits) - 1);
        let sectors = (entry & !COMPRESSED & !(1 << 63)) >> bits;
        let end = (at & !511) + (sectors + 1) * 512;
        (at, end - at)
    }

    fn inflate(&mut self, at: u64, length: u64) -> Result<()> {
        let part = || "compressed cluster";
        // The last sector may be missing what nobody needs of it.
        let there = self
            .input
            .length()
            .map_or(length, |end| end.saturating_sub(at));
        // At most a cluster and a sector, by the entry's bits.
        self.packed.resize(length.min(there) as usize, 0);
        self.input.read_at(at, &mut self.packed).at(at, part)?;
        let inflated = match self.header.compression {
            Compression::Deflate => {
                let least = self.inflated.len();
                self.inflater
                    .inflate(&self.packed, &mut self.inflated, least)
            }
            Compression::Zstd => decompress(&self.packed, &mut self.inflated)
                .map_err(|error| Fault::invalid(format!("it cannot be inflated: {error}"))),
        };
        inflated.at(at, part)
    }
}

impl<I: Input> ExtentSource for Reader<I> {
    fn size(&self) -> u64 {
        self.header.size
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        let offset = self.position;
        let left = self.header.size - offset;
        if left == 0 {
            return Ok(None);
        }
        self.compressed = None;
        self.is_inflated = false;
        let (entry, length) = self.entry(offset)?;
        let length = length.min(left);
        let place = entry & PLACE;
        let is_zeros = place == 0 || self.header.version == 3 && entry & ZEROS != 0;
        let kind = if entry & COMPRESSED != 0 {
            self.compressed = Some(self.packed_place(entry));
            self.reading = Reading::new(0, length);
            Kind::Data
        } else if is_zeros {
            Kind::Hole
        } else {
            self.reading = Reading::new(place, length);
            Kind::Data
        };
        if kind == Kind::Data {
            // Of a compressed one, that it begins.
            let (at, least) = self.compressed.map_or((place, length), |(at, _)| (at, 1));
            if self.input.length().is_some_and(|end| at + least > end) {
                return Err(Fault::Truncated.at("cluster", at));
            }
        }
        self.position += length;
        Ok(Some(Extent {
            offset,
            length,
            kind,
        }))
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        let at = self.reading.advance(buffer.len());
        let Some((place, length)) = self.compressed else {
            return self.input.read_at(at, buffer).at(at, || "cluster");
        };
        if !self.is_inflated {
            self.inflate(place, length)?;
            self.is_inflated = true;
        }
        // Into a cluster.
        let at = at as usize;
        buffer.copy_from_slice(&self.inflated[at..at + buffer.len()]);
        Ok(())
    }
}

/// One frame of zstd, that comes to as many bytes as `out` has.
fn decompress(bytes: &[u8], out: &mut [u8]) -> io::Result<()> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(bytes)?.single_frame();
    // No cluster needs a window that is larger than the largest of them.
    decoder.window_log_max(21)?;
    decoder.read_exact(out)
}

fn numbers<I: Input>(input: &mut I, at: u64, count: usize, part: &'static str) -> Result<Vec<u64>> {
    let bytes = read_table(input, at, count, 8).at(at, || part)?;
    Ok(bytes.chunks(8).map(|entry| be_u64(entry, 0)).collect())
}
