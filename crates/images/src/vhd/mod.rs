//! VHD: Microsoft's format of disks, which XCP-ng and XenServer keep and exchange them in.
//!
//! A *dynamic* disk has a footer (a copy of it in front), a header, a table of its blocks, and the blocks,
//! each with a bitmap of its sectors. A *fixed* one is raw bytes with a footer. A *differencing* one is
//! dynamic, and holds what differs from a parent: its holes are the parent's.

mod footer;
mod header;
mod reader;
mod writer;

pub use footer::{DiskType, Identity};
pub use header::{Locator, Parent};
pub use reader::Reader;
pub use writer::{stream_length, write_difference, write_dynamic, write_fixed};

/// The size of a block that everybody uses.
pub const BLOCK_SIZE: usize = 2 << 20;

/// The largest disk that a server takes in this format, in bytes: 2040 GiB.
pub const LARGEST_DISK: u64 = 2040 << 30;

const SECTOR: u64 = 512;

/// The complement of the sum of a structure's bytes, where the sum's own place counts as zeros.
fn checksum(bytes: &[u8], place: usize) -> u32 {
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    !(sum(bytes) - sum(&bytes[place..place + 4]))
}
