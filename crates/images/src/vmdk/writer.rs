//! Writes a stream-optimised disk in one pass, with nothing known beforehand.

use std::io::Write;

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::{
    Block, Blocks, ExtentSource, Fault, Result,
    bytes::put,
    error::Located as _,
    vmdk::{
        GRAIN_SIZE, SECTOR, descriptor,
        header::{AT_END, Header, flag},
        marker,
    },
};

/// Where grains begin. Before them stands the descriptor, with room for what VirtualBox adds to it.
const DATA: u64 = 128;

/// How many grains a table has.
const ENTRIES: usize = 512;

/// Writes a stream-optimised disk, grains of zeros left out. `file` is what the descriptor calls it.
///
/// The order is the format's own: each table behind its grains, the directory behind the tables, then the
/// footer that says where the directory is. A disk whose size is no multiple of 512 grows to the next one.
pub fn write_stream_optimized(
    source: impl ExtentSource,
    file: &str,
    out: impl Write,
) -> Result<()> {
    let capacity = source.size().div_ceil(SECTOR);
    let header = Header {
        flags: flag::NEWLINE_TEST | flag::COMPRESSED | flag::MARKERS,
        capacity,
        grain: GRAIN_SIZE as u64 / SECTOR,
        descriptor: 1,
        descriptor_size: DATA - 1,
        entries: ENTRIES as u64,
        directory: AT_END,
        data: DATA,
        is_compressed: true,
    };
    // What cannot be read again is not written.
    let header = Header::parse(&header.write()).at(0, || "header")?;
    let mut stream = Stream {
        out,
        sector: 0,
        table: [0; ENTRIES],
        directory: vec![0; header.tables() as usize],
    };
    stream.sectors(&header.write())?;
    let mut text = descriptor::write(capacity, file).into_bytes();
    let room = (header.descriptor_size * SECTOR) as usize;
    Fault::at_most("the size of the descriptor", text.len() as u64, room as u64)
        .at(SECTOR, || "descriptor")?;
    text.resize(room, 0);
    stream.sectors(&text)?;

    let mut packer = Packer::new();
    let mut table = 0;
    let mut blocks = Blocks::new(source, GRAIN_SIZE);
    while let Some(block) = blocks.next_block()? {
        let Block::Data { index, bytes } = block else {
            continue;
        };
        let of = index as usize / ENTRIES;
        if of != table {
            stream.finish_table(table)?;
            table = of;
        }
        stream.table[index as usize % ENTRIES] = stream.place()?;
        let packed = packer.pack(index * header.grain, bytes);
        stream.sectors(packed)?;
    }
    stream.finish_table(table)?;
    stream.finish(&header)
}

/// What was written, and the tables that are still to be.
struct Stream<W> {
    out: W,
    sector: u64,
    table: [u32; ENTRIES],
    directory: Vec<u32>,
}

impl<W: Write> Stream<W> {
    /// Where the next sector stands; tables have 32 bits for it.
    fn place(&self) -> Result<u32> {
        u32::try_from(self.sector)
            .map_err(|_| Fault::unsupported("a VMDK of more than 2 TiB"))
            .at(self.sector * SECTOR, || "grain")
    }

    /// Bytes, and zeros up to the next sector.
    fn sectors(&mut self, bytes: &[u8]) -> Result<()> {
        let at = self.sector * SECTOR;
        let filled = bytes.len() % SECTOR as usize;
        let mut written = self.out.write_all(bytes);
        if filled > 0 {
            let zeros = [0; SECTOR as usize];
            written = written.and_then(|()| self.out.write_all(&zeros[filled..]));
        }
        written.at(at, || "stream")?;
        self.sector += (bytes.len() as u64).div_ceil(SECTOR);
        Ok(())
    }

    fn marker(&mut self, sectors: u64, kind: u32) -> Result<()> {
        let mut marker = [0; SECTOR as usize];
        put(&mut marker, 0, &sectors.to_le_bytes());
        put(&mut marker, 12, &kind.to_le_bytes());
        self.sectors(&marker)
    }

    /// Numbers behind their marker; answers with where they stand.
    fn numbers(&mut self, numbers: &[u32], kind: u32) -> Result<u32> {
        let bytes: Vec<u8> = numbers
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect();
        self.marker((bytes.len() as u64).div_ceil(SECTOR), kind)?;
        let place = self.place()?;
        self.sectors(&bytes)?;
        Ok(place)
    }

    /// The grains of a table are all written.
    fn finish_table(&mut self, table: usize) -> Result<()> {
        let entries = std::mem::replace(&mut self.table, [0; ENTRIES]);
        if entries != [0; ENTRIES] {
            self.directory[table] = self.numbers(&entries, marker::TABLE)?;
        }
        Ok(())
    }

    fn finish(mut self, header: &Header) -> Result<()> {
        let directory = std::mem::take(&mut self.directory);
        let place = self.numbers(&directory, marker::DIRECTORY)?;
        self.marker(1, marker::FOOTER)?;
        let footer = Header {
            directory: u64::from(place),
            ..*header
        };
        self.sectors(&footer.write())?;
        self.marker(0, marker::END)?;
        self.out.flush().at(self.sector * SECTOR, || "stream")
    }
}

/// Compresses grains, and keeps its tables from one to the next.
struct Packer {
    state: Compress,
    packed: Vec<u8>,
    padded: Vec<u8>,
}

impl Packer {
    fn new() -> Self {
        Self {
            state: Compress::new(Compression::fast(), true),
            packed: Vec::new(),
            padded: vec![0; GRAIN_SIZE],
        }
    }

    /// A grain with its head; the last one of a disk is filled with zeros.
    fn pack(&mut self, sector: u64, bytes: &[u8]) -> &[u8] {
        self.padded[..bytes.len()].copy_from_slice(bytes);
        self.padded[bytes.len()..].fill(0);
        self.packed.clear();
        // Room for what cannot be compressed, so that one step is enough.
        self.packed.reserve(2 * GRAIN_SIZE);
        self.packed.extend_from_slice(&sector.to_le_bytes());
        self.packed.extend_from_slice(&[0; 4]);
        self.state.reset();
        let packed = self
            .state
            .compress_vec(&self.padded, &mut self.packed, FlushCompress::Finish);
        debug_assert!(matches!(packed, Ok(Status::StreamEnd)), "{packed:?}");
        let size = (self.packed.len() - 12) as u32;
        put(&mut self.packed, 8, &size.to_le_bytes());
        &self.packed
    }
}
