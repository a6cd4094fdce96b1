//! A disk's bytes as they are.

use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::{
    Extent, ExtentSource, Fault, Kind, Result,
    blocks::{Block, Blocks},
    error::Located as _,
};

/// How much is looked at for zeros at once.
const PIECE: usize = 64 << 10;

/// Reads raw bytes. All of them count as data; whoever writes another format from them leaves zeros out.
#[derive(Debug)]
pub struct Reader<R> {
    reader: R,
    size: u64,
    position: u64,
    is_told: bool,
}

impl<R: Read> Reader<R> {
    /// A disk of `size` bytes, from a stream that has so many.
    pub fn new(reader: R, size: u64) -> Self {
        Self {
            reader,
            size,
            position: 0,
            is_told: size == 0,
        }
    }
}

impl<R: Read> ExtentSource for Reader<R> {
    fn size(&self) -> u64 {
        self.size
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        if self.is_told {
            let left = self.size - self.position;
            let skipped = io::copy(&mut self.reader.by_ref().take(left), &mut io::sink());
            self.position += skipped.at(self.position, || "raw bytes")?;
            if self.position < self.size {
                return Err(Fault::Truncated.at("raw bytes", self.position));
            }
            return Ok(None);
        }
        self.is_told = true;
        Ok(Some(Extent {
            offset: 0,
            length: self.size,
            kind: Kind::Data,
        }))
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        let read = self.reader.read_exact(buffer);
        read.at(self.position, || "raw bytes")?;
        self.position += buffer.len() as u64;
        Ok(())
    }
}

/// Writes every byte of a disk, zeros included.
pub fn write(source: impl ExtentSource, mut out: impl Write) -> Result<()> {
    let size = source.size();
    let mut blocks = Blocks::new(source, PIECE);
    let zeros = vec![0; PIECE];
    while let Some(block) = blocks.next_block()? {
        match block {
            Block::Data { index, bytes } => {
                out.write_all(bytes)
                    .at(index * PIECE as u64, || "raw bytes")?;
            }
            Block::Zeros { first, count } => {
                let start = first * PIECE as u64;
                let mut left = count.saturating_mul(PIECE as u64).min(size - start);
                while left > 0 {
                    let part = left.min(PIECE as u64);
                    // No more than the piece.
                    let written = out.write_all(&zeros[..part as usize]);
                    written.at(start, || "raw bytes")?;
                    left -= part;
                }
            }
        }
    }
    out.flush().at(size, || "raw bytes")
}

/// Writes a disk into an empty file, and seeks over zeros: where the file system can, they take no room.
/// The caller sets the file's length to the disk's size beforehand.
pub fn write_sparse(source: impl ExtentSource, mut out: impl Write + Seek) -> Result<()> {
    let size = source.size();
    let mut blocks = Blocks::new(source, PIECE);
    while let Some(block) = blocks.next_block()? {
        if let Block::Data { index, bytes } = block {
            let at = index * PIECE as u64;
            out.seek(SeekFrom::Start(at)).at(at, || "raw bytes")?;
            out.write_all(bytes).at(at, || "raw bytes")?;
        }
    }
    out.flush().at(size, || "raw bytes")
}
