//! Writes an archive as a server does, in one pass.

use std::io::{self, Write};

use flate2::write::GzEncoder;

use crate::{
    ExtentSource, Fault, Result,
    blocks::{self, Blocks},
    error::Located as _,
    tar::{self, Dialect},
    xva::{BLOCK_SIZE, Compression, Metadata, OVA_XML, xxh64},
};

/// What comes after the counter's eight digits has no name.
const MOST_BLOCKS: u64 = 100_000_000;

/// What an archive's bytes are written through.
pub struct Packing<W: Write>(Packed<W>);

enum Packed<W: Write> {
    None(W),
    Gzip(GzEncoder<W>),
    Zstd(zstd::stream::write::Encoder<'static, W>),
}

impl<W: Write> Packing<W> {
    /// Compresses what is written, at the levels that servers use: 3 of zstd, gzip's own.
    pub fn new(out: W, compression: Compression) -> io::Result<Self> {
        Ok(Self(match compression {
            Compression::None => Packed::None(out),
            Compression::Gzip => Packed::Gzip(GzEncoder::new(out, flate2::Compression::default())),
            Compression::Zstd => {
                let mut encoder = zstd::stream::write::Encoder::new(out, 3)?;
                encoder.include_checksum(true)?;
                Packed::Zstd(encoder)
            }
        }))
    }

    /// Writes the compression's end, and gives back what was written to.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            Packed::None(out) => Ok(out),
            Packed::Gzip(encoder) => encoder.finish(),
            Packed::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Packing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Packed::None(out) => out.write(bytes),
            Packed::Gzip(encoder) => encoder.write(bytes),
            Packed::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Packed::None(out) => out.flush(),
            Packed::Gzip(encoder) => encoder.flush(),
            Packed::Zstd(encoder) => encoder.flush(),
        }
    }
}

impl<W: Write> std::fmt::Debug for Packing<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packing").finish_non_exhaustive()
    }
}

/// An archive that is being written.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    metadata: Metadata,
    next_disk: usize,
}

impl<W: Write> Writer<W> {
    /// Begins with the records. `modified` is when, in seconds since 1970.
    pub fn new(mut out: W, ova_xml: &[u8], modified: u64) -> Result<Self> {
        let metadata = Metadata::parse(ova_xml).at(0, || OVA_XML)?;
        tar::write_member(&mut out, Dialect::V7, OVA_XML, ova_xml, modified)?;
        Ok(Self {
            out,
            metadata,
            next_disk: 0,
        })
    }

    /// What the records hold: the disks have to be written in the order in which they stand there.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Writes the next disk, which has to be of the size that its record says. Blocks of zeros are left
    /// out.
    pub fn write_disk(&mut self, source: impl ExtentSource) -> Result<()> {
        let Some(disk) = self.metadata.disks.get(self.next_disk) else {
            return Err(Fault::invalid("the records tell of no further disk").at(OVA_XML, 0));
        };
        if source.size() != disk.size {
            let fault = format!("it has {} bytes, and not {}", source.size(), disk.size);
            return Err(Fault::invalid(fault).at(disk.id.clone(), 0));
        }
        // A server takes the first block's size for that of all that are left out, in all disks.
        if source.size() < BLOCK_SIZE as u64 {
            let fault = Fault::unsupported("a disk of less than 1 MiB");
            return Err(fault.at(disk.id.clone(), 0));
        }
        let mut blocks = Blocks::new(source, BLOCK_SIZE);
        let count = blocks.count();
        Fault::at_most("the number of blocks", count, MOST_BLOCKS).at(0, || disk.id.clone())?;
        let zeros = vec![0; BLOCK_SIZE];
        let last_length = (disk.size - 1) % BLOCK_SIZE as u64 + 1;
        let mut write = |index: u64, bytes: &[u8]| {
            let name = format!("{}/{index:08}", disk.id);
            tar::write_member(&mut self.out, Dialect::V7, &name, bytes, 0)?;
            let checksum = xxh64(bytes);
            let name = format!("{name}.xxhash");
            tar::write_member(&mut self.out, Dialect::V7, &name, checksum.as_bytes(), 0)
        };
        while let Some(block) = blocks.next_block()? {
            match block {
                blocks::Block::Data { index, bytes } => write(index, bytes)?,
                blocks::Block::Zeros { first, count: run } => {
                    if first == 0 {
                        write(0, &zeros[..disk.size.min(BLOCK_SIZE as u64) as usize])?;
                    }
                    if first + run == count && count > 1 {
                        write(count - 1, &zeros[..last_length as usize])?;
                    }
                }
            }
        }
        self.next_disk += 1;
        Ok(())
    }

    /// Writes the end, once all disks are there, and gives back what was written to.
    pub fn finish(mut self) -> Result<W> {
        if let Some(disk) = self.metadata.disks.get(self.next_disk) {
            return Err(Fault::invalid("the disk was not written").at(disk.id.clone(), 0));
        }
        let written = self.out.write_all(&tar::END);
        let written = written.and_then(|()| self.out.flush());
        written.at(0, || "end of the archive")?;
        Ok(self.out)
    }
}
