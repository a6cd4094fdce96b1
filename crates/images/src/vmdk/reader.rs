//! Reads a disk's extents: through its tables where one can seek, else grain by grain as they come.

use crate::{
    Extent, ExtentSource, Fault, Input, Kind, Result,
    bytes::{is_zero, le_u32, le_u64},
    error::Located as _,
    extent::Reading,
    inflate::Inflater,
    input::read_table,
    vmdk::{
        Descriptor, SECTOR, descriptor,
        header::{AT_END, Header, flag},
        marker,
    },
};

/// Before a compressed grain: its place on the disk, and its length.
const GRAIN_HEAD: u64 = 12;

/// A disk of which the extents are read. A stream will do for a stream-optimised disk whose grains ascend;
/// any other must be a file that can be sought in.
#[derive(Debug)]
pub struct Reader<I> {
    input: I,
    header: Header,
    descriptor: Descriptor,
    finder: Finder,
    position: u64,
    reading: Reading,
    /// The compressed grain that the last extent is, if it is one.
    compressed: Option<Grain>,
    inflater: Inflater,
    /// The grain as it is in the file, and inflated.
    packed: Vec<u8>,
    inflated: Vec<u8>,
    is_inflated: bool,
}

/// A compressed grain.
#[derive(Clone, Copy, Debug)]
struct Grain {
    /// Where on the disk, in bytes.
    offset: u64,
    /// Where its head stands in the file; the bytes follow.
    at: u64,
}

/// How grains are found.
#[derive(Debug)]
enum Finder {
    Tables(Tables),
    Walk(Box<Walk>),
}

#[derive(Debug)]
struct Tables {
    directory: Vec<u32>,
    table: Vec<u32>,
    table_of: Option<u64>,
}

/// Where the next marker stands, and a grain that lies further on the disk than what was told.
#[derive(Debug)]
struct Walk {
    next: u64,
    grain: Option<Grain>,
    head: [u8; 512],
    has_ended: bool,
}

impl<I: Input> Reader<I> {
    /// Reads header, descriptor and directory.
    pub fn open(mut input: I) -> Result<Self> {
        let mut sector = [0; 512];
        input.read_at(0, &mut sector).at(0, || "header")?;
        let mut header = Header::parse(&sector).at(0, || "header")?;
        let descriptor = descriptor(&mut input, &header)?;
        let is_walked = !input.is_seekable();
        if is_walked && header.flags & flag::MARKERS == 0 {
            return Err(Fault::Backwards.at("directory of grains", 0));
        }
        if !is_walked && header.directory == AT_END {
            header = footer(&mut input, &header)?;
        }
        let finder = if is_walked {
            Finder::Walk(Box::new(Walk {
                next: header.data.saturating_mul(SECTOR),
                grain: None,
                head: [0; 512],
                has_ended: false,
            }))
        } else {
            Finder::Tables(Tables::open(&mut input, &header)?)
        };
        // Both are bounded by the header's limits.
        let grain_size = header.grain_size() as usize;
        Ok(Self {
            input,
            descriptor,
            finder,
            position: 0,
            reading: Reading::default(),
            compressed: None,
            inflater: Inflater::zlib(),
            packed: Vec::new(),
            inflated: vec![0; grain_size],
            is_inflated: false,
            header,
        })
    }

    /// What the disk says of itself.
    pub fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// Reads and inflates the grain that the last extent is.
    fn inflate(&mut self, grain: Grain) -> Result<()> {
        let part = || format!("grain at {}", grain.offset);
        let first = match &self.finder {
            // A stream has passed the head.
            Finder::Walk(walk) => walk.head,
            Finder::Tables(_) => {
                let mut head = [0; 512];
                let head_only = &mut head[..GRAIN_HEAD as usize];
                self.input.read_at(grain.at, head_only).at(grain.at, part)?;
                head
            }
        };
        if le_u64(&first, 0).checked_mul(SECTOR) != Some(grain.offset) {
            let fault = Fault::invalid("another grain stands where its table points to");
            return Err(fault.at(part(), grain.at));
        }
        let size = packed_size(&self.header, &first).at(grain.at, part)?;
        self.packed.resize(size, 0);
        let data = grain.at + GRAIN_HEAD;
        match &self.finder {
            Finder::Tables(_) => self.input.read_at(data, &mut self.packed).at(data, part)?,
            Finder::Walk(_) => {
                let there = size.min(512 - GRAIN_HEAD as usize);
                let (front, rest) = self.packed.split_at_mut(there);
                front.copy_from_slice(&first[GRAIN_HEAD as usize..][..there]);
                if !rest.is_empty() {
                    self.input.read_at(grain.at + 512, rest).at(data, part)?;
                }
            }
        }
        let left = self.header.size() - grain.offset;
        // No more than a grain.
        let least = left.min(self.header.grain_size()) as usize;
        let inflated = self
            .inflater
            .inflate(&self.packed, &mut self.inflated, least);
        inflated.at(grain.at, part)
    }
}

impl<I: Input> ExtentSource for Reader<I> {
    fn size(&self) -> u64 {
        self.header.size()
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        let offset = self.position;
        let left = self.header.size() - offset;
        self.is_inflated = false;
        self.compressed = None;
        let (at, length) = match &mut self.finder {
            Finder::Tables(_) if left == 0 => return Ok(None),
            Finder::Tables(tables) => tables.run(offset, &self.header, &mut self.input)?,
            Finder::Walk(walk) => {
                let grain = walk.grain(offset, &self.header, &mut self.input)?;
                match grain {
                    _ if left == 0 && walk.has_ended => return Ok(None),
                    Some(grain) if grain.offset == offset => {
                        walk.grain = None;
                        (Some(grain.at), self.header.grain_size())
                    }
                    Some(grain) => (None, grain.offset - offset),
                    None => (None, left),
                }
            }
        };
        let length = length.min(left);
        self.position += length;
        if self.header.is_compressed {
            self.compressed = at.map(|at| Grain { offset, at });
            self.reading = Reading::new(0, length);
        } else {
            self.reading = Reading::new(at.unwrap_or(0), length);
        }
        Ok(Some(Extent {
            offset,
            length,
            kind: at.map_or(Kind::Hole, |_| Kind::Data),
        }))
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        let at = self.reading.advance(buffer.len());
        let Some(grain) = self.compressed else {
            return self.input.read_at(at, buffer).at(at, || "grain");
        };
        if !self.is_inflated {
            self.inflate(grain)?;
            self.is_inflated = true;
        }
        // Into a grain.
        let at = at as usize;
        buffer.copy_from_slice(&self.inflated[at..at + buffer.len()]);
        Ok(())
    }
}

/// The embedded descriptor. It must be of a disk that is one file, and nobody's child.
fn descriptor<I: Input>(input: &mut I, header: &Header) -> Result<Descriptor> {
    let at = header.descriptor.saturating_mul(SECTOR);
    let part = || "descriptor";
    if header.descriptor == 0 {
        return Err(Fault::unsupported("a part of a disk of several files,").at(part(), 0));
    }
    let size = header.descriptor_size.saturating_mul(SECTOR);
    Fault::at_most("the size of the descriptor", size, descriptor::LONGEST).at(at, part)?;
    // Bounded just now.
    let mut text = vec![0; size as usize];
    input.read_at(at, &mut text).at(at, part)?;
    let descriptor = Descriptor::parse(&text).at(at, part)?;
    let kind = &descriptor.create_type;
    if !["streamOptimized", "monolithicSparse"].contains(&kind.as_str()) {
        return Err(Fault::unsupported(format!("a VMDK of the kind {kind:.40}")).at(part(), at));
    }
    if descriptor.has_parent {
        return Err(Fault::unsupported("a difference to another VMDK").at(part(), at));
    }
    Ok(descriptor)
}

/// The copy of the header at the end, which knows where the directory is.
fn footer<I: Input>(input: &mut I, header: &Header) -> Result<Header> {
    let (end, sector) = input.last_sector().at(0, || "end of the stream")?;
    if !is_zero(&sector) {
        return Err(Fault::NotA("end of a stream-optimised VMDK").at("end of the stream", end));
    }
    let at = end.saturating_sub(SECTOR);
    let mut sector = [0; 512];
    input.read_at(at, &mut sector).at(at, || "footer")?;
    let footer = Header::parse(&sector).at(at, || "footer")?;
    let is_same = Header {
        directory: AT_END,
        ..footer
    } == *header;
    if !is_same || footer.directory == AT_END {
        return Err(Fault::invalid("it contradicts the header").at("footer", at));
    }
    Ok(footer)
}

/// How long a compressed grain is: no longer than what deflate makes of what cannot be compressed.
fn packed_size(header: &Header, head: &[u8]) -> Result<usize, Fault> {
    let limit = header.grain_size() * 2;
    let size = Fault::at_most("the size of a grain", u64::from(le_u32(head, 8)), limit)?;
    Ok(size as usize)
}

impl Tables {
    fn open<I: Input>(input: &mut I, header: &Header) -> Result<Self> {
        let at = header.directory.saturating_mul(SECTOR);
        Ok(Self {
            // Bounded by the header's limits.
            directory: numbers(input, at, header.tables() as usize, "directory of grains")?,
            table: Vec::new(),
            table_of: None,
        })
    }

    /// From `offset` on the disk: where the grain stands if it is there, else how many bytes are missing.
    fn run<I: Input>(
        &mut self,
        offset: u64,
        header: &Header,
        input: &mut I,
    ) -> Result<(Option<u64>, u64)> {
        let grain = offset / header.grain_size();
        let (table, first) = (grain / header.entries, grain % header.entries);
        // The directory has an entry for each part of the disk, and their number is bounded.
        let start = self.directory[table as usize];
        if start == 0 {
            return Ok((None, (header.entries - first) * header.grain_size()));
        }
        if self.table_of != Some(table) {
            let at = u64::from(start) * SECTOR;
            self.table = numbers(input, at, header.entries as usize, "table of grains")?;
            self.table_of = Some(table);
        }
        let zeroed = header.flags & flag::ZEROED_GRAINS != 0;
        let is_absent = |entry: &u32| *entry == 0 || zeroed && *entry == 1;
        let rest = &self.table[first as usize..];
        let absent = rest.iter().take_while(|entry| is_absent(entry)).count() as u64;
        if absent > 0 {
            return Ok((None, absent * header.grain_size()));
        }
        let at = u64::from(rest[0]) * SECTOR;
        let smallest = match header.is_compressed {
            true => GRAIN_HEAD,
            false => header.grain_size().min(header.size() - offset),
        };
        if input.length().is_some_and(|length| at + smallest > length) {
            return Err(Fault::Truncated.at(format!("grain at {offset}"), at));
        }
        Ok((Some(at), header.grain_size()))
    }
}

fn numbers<I: Input>(input: &mut I, at: u64, count: usize, part: &'static str) -> Result<Vec<u32>> {
    let bytes = read_table(input, at, count, 4).at(at, || part)?;
    Ok(bytes.chunks(4).map(|entry| le_u32(entry, 0)).collect())
}

impl Walk {
    /// The next grain; none after the last.
    fn grain<I: Input>(
        &mut self,
        offset: u64,
        header: &Header,
        input: &mut I,
    ) -> Result<Option<Grain>> {
        while self.grain.is_none() && !self.has_ended {
            let at = self.next;
            let part = || "marker";
            input.read_at(at, &mut self.head).at(at, part)?;
            let (value, size) = (le_u64(&self.head, 0), le_u32(&self.head, 8));
            if size > 0 {
                let place = value.checked_mul(SECTOR);
                let place = place.filter(|place| *place < header.size());
                let place = place
                    .filter(|place| place.is_multiple_of(header.grain_size()))
                    .ok_or_else(|| Fault::invalid("no grain can lie there"))
                    .at(at, part)?;
                if place < offset {
                    return Err(Fault::Backwards.at(format!("grain at {place}"), at));
                }
                let size = packed_size(header, &self.head).at(at, part)? as u64;
                self.next = at + (GRAIN_HEAD + size).next_multiple_of(SECTOR);
                self.grain = Some(Grain { offset: place, at });
                continue;
            }
            match le_u32(&self.head, 12) {
                marker::END => self.has_ended = true,
                marker::TABLE | marker::DIRECTORY | marker::FOOTER => {
                    let length = value.checked_add(1).and_then(|n| n.checked_mul(SECTOR));
                    let next = length.and_then(|length| at.checked_add(length));
                    let next =
                        next.ok_or_else(|| Fault::invalid("it skips more than there can be"));
                    self.next = next.at(at, part)?;
                }
                other => {
                    return Err(Fault::invalid(format!("its kind is {other}")).at(part(), at));
                }
            }
        }
        Ok(self.grain)
    }
}
