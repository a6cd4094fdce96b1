//! XVA: what XCP-ng and XenServer export virtual machines as.
//!
//! A tar archive, perhaps compressed as a whole: `ova.xml` with the records of all objects, then the disks
//! in blocks of 1 MiB, each a member of its own that is followed by one with its checksum. Blocks of zeros
//! may be left out, but for a disk's first and last.

mod ova_xml;
mod reader;
mod verify;
mod writer;

pub use ova_xml::{Attachment, Disk, Interface, Machine, Metadata, Version};
pub use reader::{Archive, Block, Compression, DiskReader};
pub use verify::{DiskReport, Report, verify};
pub use writer::{Packing, Writer};

/// The size of a block, the last of a disk excepted.
pub const BLOCK_SIZE: usize = 1 << 20;

/// How `ova.xml` is called in the archive.
const OVA_XML: &str = "ova.xml";

/// XXH64 as it stands in an archive.
fn xxh64(bytes: &[u8]) -> String {
    format!("{:016X}", xxhash_rust::xxh64::xxh64(bytes, 0))
}
