//! Judges a whole archive.

use std::io::Read;

use crate::{
    Error, Result,
    xva::{Archive, Compression, Metadata},
};

/// What an archive is, and what is wrong with it.
#[derive(Debug)]
pub struct Report {
    /// How it is compressed.
    pub compression: Compression,
    /// What it holds.
    pub metadata: Metadata,
    /// Each disk of [`Metadata::disks`], as far as it came.
    pub disks: Vec<DiskReport>,
    /// Whether it holds records alone, without the disks that they tell of.
    pub is_metadata_only: bool,
    /// How many bytes it has, before compression, as far as it could be read.
    pub bytes: u64,
    /// All that is wrong. At the last of them reading ended, if it did.
    pub problems: Vec<Error>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }
}

/// How much of a disk came.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct DiskReport {
    /// Its blocks in the archive.
    pub blocks: u64,
    /// Their bytes; what is left out is zeros.
    pub bytes: u64,
}

/// Reads an archive to its end: checksums, the disks' completeness and order, the archive's own end and
/// that of its compression. An error is only what is no archive at all.
pub fn verify(reader: impl Read) -> Result<Report> {
    let mut archive = Archive::open(reader)?;
    let mut disks = vec![DiskReport::default(); archive.metadata().disks.len()];
    let end = loop {
        match archive.next_block() {
            Ok(Some(block)) => {
                let disk = &mut disks[block.disk];
                disk.blocks += 1;
                disk.bytes += block.bytes.len() as u64;
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    Ok(Report {
        compression: archive.compression(),
        is_metadata_only: archive.is_metadata_only(),
        bytes: archive.position(),
        disks,
        problems: archive.problems.drain(..).chain(end).collect(),
        metadata: archive.metadata,
    })
}
