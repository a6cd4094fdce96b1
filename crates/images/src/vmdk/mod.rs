//! VMDK: VMware's format of disks, in the two forms that are one file.
//!
//! *Stream-optimised*: grains of 64 KiB, each compressed, with markers between them, to be read and written
//! from the first byte to the last. *Monolithic sparse*: grains as they are, found through tables.

mod descriptor;
mod header;
mod reader;
mod writer;

pub use descriptor::{Descriptor, DescriptorExtent};
pub use reader::Reader;
pub use writer::write_stream_optimized;

/// The size of a grain that everybody writes.
pub const GRAIN_SIZE: usize = 64 << 10;

const SECTOR: u64 = 512;

/// What follows a marker.
mod marker {
    pub(super) const END: u32 = 0;
    pub(super) const TABLE: u32 = 1;
    pub(super) const DIRECTORY: u32 = 2;
    pub(super) const FOOTER: u32 = 3;
}
