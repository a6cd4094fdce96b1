//! Where a disk's file is read from: a stream, or a file that can be sought in.

use std::io::{self, Read, Seek, SeekFrom};

use crate::error::Fault;

/// Bytes at offsets. Readers of disks ask for ascending offsets as long as the file's layout lets them.
pub trait Input {
    /// Fills `buffer` with what stands at `offset`.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<(), Fault>;

    /// How long the file is, if that is known before it was read.
    fn length(&self) -> Option<u64>;

    /// The last 512 bytes that begin at a multiple of 512, and where. Of a stream this reads the rest.
    fn last_sector(&mut self) -> Result<(u64, [u8; 512]), Fault>;

    /// Whether every offset can be read at any time.
    fn is_seekable(&self) -> bool {
        self.length().is_some()
    }
}

/// A stream: what lies before what was read is gone.
#[derive(Debug)]
pub struct Forward<R> {
    reader: R,
    position: u64,
    /// The last whole sector that was read, where the reads were of whole sectors.
    last: Option<(u64, [u8; 512])>,
}

impl<R: Read> Forward<R> {
    /// A stream from its beginning.
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            position: 0,
            last: None,
        }
    }
}

impl<R: Read> Input for Forward<R> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<(), Fault> {
        let gap = offset.checked_sub(self.position).ok_or(Fault::Backwards)?;
        let skipped = io::copy(&mut self.reader.by_ref().take(gap), &mut io::sink())?;
        self.position += skipped;
        if skipped < gap {
            return Err(Fault::Truncated);
        }
        self.reader.read_exact(buffer)?;
        self.position += buffer.len() as u64;
        if self.position.is_multiple_of(512)
            && let Some(sector) = buffer.last_chunk::<512>()
        {
            self.last = Some((self.position - 512, *sector));
        }
        Ok(())
    }

    fn length(&self) -> Option<u64> {
        None
    }

    fn last_sector(&mut self) -> Result<(u64, [u8; 512]), Fault> {
        let mut sector = [0; 512];
        let mut at = self.position.next_multiple_of(512);
        loop {
            match self.read_at(at, &mut sector) {
                Ok(()) => at += 512,
                Err(Fault::Truncated) => return self.last.ok_or(Fault::Truncated),
                Err(fault) => return Err(fault),
            }
        }
    }
}

/// A file that can be sought in.
#[derive(Debug)]
pub struct Seekable<R> {
    reader: R,
    /// Where the reader stands; none after a read that failed.
    position: Option<u64>,
    length: u64,
}

impl<R: Read + Seek> Seekable<R> {
    /// The whole of a file.
    pub fn new(mut reader: R) -> io::Result<Self> {
        let length = reader.seek(SeekFrom::End(0))?;
        Ok(Self {
            reader,
            position: None,
            length,
        })
    }

    /// The file, wherever it stands.
    pub(crate) fn into_inner(self) -> R {
        self.reader
    }
}

impl<R: Read + Seek> Input for Seekable<R> {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<(), Fault> {
        let end = offset.checked_add(buffer.len() as u64);
        let end = end
            .filter(|end| *end <= self.length)
            .ok_or(Fault::Truncated)?;
        if self.position.take() != Some(offset) {
            self.reader.seek(SeekFrom::Start(offset))?;
        }
        self.reader.read_exact(buffer)?;
        self.position = Some(end);
        Ok(())
    }

    fn length(&self) -> Option<u64> {
        Some(self.length)
    }

    fn last_sector(&mut self) -> Result<(u64, [u8; 512]), Fault> {
        let at = (self.length / 512).checked_sub(1).ok_or(Fault::Truncated)? * 512;
        let mut sector = [0; 512];
        self.read_at(at, &mut sector)?;
        Ok((at, sector))
    }
}

/// The bytes of a table of `count` entries. They are read in pieces: a file that is shorter than it says is
/// found out before all of the table is allocated.
pub(crate) fn read_table(
    input: &mut impl Input,
    at: u64,
    count: usize,
    entry_size: usize,
) -> Result<Vec<u8>, Fault> {
    const PIECE: usize = 64 << 10;
    let mut bytes = Vec::new();
    let mut left = count * entry_size;
    while left > 0 {
        let start = bytes.len();
        let part = left.min(PIECE);
        bytes.resize(start + part, 0);
        input.read_at(at.saturating_add(start as u64), &mut bytes[start..])?;
        left -= part;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn file() -> Vec<u8> {
        (0..2048_u32).map(|at| (at / 512) as u8).collect()
    }

    #[test]
    fn a_stream_goes_forward_only() {
        let mut input = Forward::new(Cursor::new(file()));
        let mut byte = [0];
        input.read_at(1024, &mut byte).unwrap();
        assert_eq!(byte, [2]);
        assert!(matches!(input.read_at(0, &mut byte), Err(Fault::Backwards)));
        assert_eq!(input.last_sector().unwrap(), (1536, [3; 512]));
        assert!(matches!(
            input.read_at(4096, &mut byte),
            Err(Fault::Truncated)
        ));
    }

    #[test]
    fn a_file_goes_both_ways_and_not_beyond_its_end() {
        let mut input = Seekable::new(Cursor::new(file())).unwrap();
        let mut bytes = [0; 2];
        for (at, expected) in [(1024, 2), (0, 0), (1535, 2)] {
            input.read_at(at, &mut bytes).unwrap();
            assert_eq!(bytes[0], expected);
        }
        for at in [2047, u64::MAX] {
            assert!(matches!(
                input.read_at(at, &mut bytes),
                Err(Fault::Truncated)
            ));
        }
        assert_eq!(input.last_sector().unwrap(), (1536, [3; 512]));
    }
}
