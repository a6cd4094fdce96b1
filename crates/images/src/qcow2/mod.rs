//! qcow2: QEMU's format of disks, in its versions 2 and 3.
//!
//! Read: clusters, zeroed and compressed ones among them, of disks without a backing file, encryption or
//! parts in other files. Written: version 3, with all tables in front as servers read and write it, or in one
//! pass over a disk of which nothing is known beforehand.

mod header;
mod in_place;
mod reader;
mod writer;

pub use in_place::write_in_place;
pub use reader::Reader;
pub use writer::{stream_length, write};

/// The size of the clusters that are written.
pub const CLUSTER_SIZE: usize = 64 << 10;
