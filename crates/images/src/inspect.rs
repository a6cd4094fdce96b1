//! Looks into a file of any kind, and judges it whole.

use std::io::{Read, Seek, SeekFrom};

use crate::{
    Format, Kind, Result,
    error::Located as _,
    open_disk,
    ovf::{self, OvaReport},
    xva,
};

/// What a file is, and what is wrong with it.
#[derive(Debug)]
pub enum Inspection {
    /// Machines as XCP-ng and XenServer export them.
    Xva(xva::Report),
    /// Machines as a package of descriptor and disks.
    Ova(OvaReport),
    /// A single disk.
    Disk(DiskInspection),
}

/// A disk that was read to its end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DiskInspection {
    /// In which format it is written.
    pub format: Format,
    /// The disk's size in bytes.
    pub size: u64,
    /// How many of them are written; the others are holes.
    pub written: u64,
}

/// What a file begins with that holds machines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Beginning {
    Xva,
    Ova,
    Other,
}

/// Where a tar archive has its mark.
const TAR_MARK: std::ops::Range<usize> = 257..262;

/// Reads a file to its end: which kind it is of is told by its bytes. An error is only what cannot be read
/// as any of them; what is wrong with an archive of machines is in its report.
///
/// A raw disk cannot be told from anything else: every file is one.
pub fn inspect(mut reader: impl Read + Seek) -> Result<Inspection> {
    let part = || "the first bytes";
    let mut first = Vec::with_capacity(512);
    reader
        .by_ref()
        .take(512)
        .read_to_end(&mut first)
        .at(0, part)?;
    reader.seek(SeekFrom::Start(0)).at(0, part)?;
    match beginning(&first) {
        Beginning::Xva => xva::verify(reader).map(Inspection::Xva),
        Beginning::Ova => ovf::verify(reader).map(Inspection::Ova),
        Beginning::Other => disk(reader).map(Inspection::Disk),
    }
}

fn beginning(first: &[u8]) -> Beginning {
    // Only archives of machines are compressed as a whole.
    if first.starts_with(b"\x1f\x8b") || first.starts_with(b"\x28\xb5\x2f\xfd") {
        return Beginning::Xva;
    }
    let name = first.split(|byte| *byte == 0).next().unwrap_or_default();
    if name == b"ova.xml" {
        return Beginning::Xva;
    }
    match first.get(TAR_MARK) == Some(b"ustar") {
        true => Beginning::Ova,
        false => Beginning::Other,
    }
}

fn disk(reader: impl Read + Seek) -> Result<DiskInspection> {
    let (format, mut extents) = open_disk(reader)?;
    let mut buffer = vec![0; 1 << 20];
    let mut written = 0;
    while let Some(extent) = extents.next_extent()? {
        if extent.kind == Kind::Hole {
            continue;
        }
        written += extent.length;
        // Read, for what is compressed is known to be whole only then.
        let mut left = extent.length;
        while left > 0 {
            let length = usize::try_from(left)
                .unwrap_or(usize::MAX)
                .min(buffer.len());
            extents.read(&mut buffer[..length])?;
            left -= length as u64;
        }
    }
    Ok(DiskInspection {
        format,
        size: extents.size(),
        written,
    })
}
