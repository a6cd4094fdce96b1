#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod blocks;
mod bytes;
mod error;
mod extent;
mod format;
mod inflate;
mod input;
mod inspect;
pub mod ovf;
pub mod qcow2;
pub mod raw;
mod tar;
pub mod vhd;
pub mod vmdk;
mod xml;
pub mod xva;

pub use blocks::{Block, BlockMap, Blocks};
pub use error::{Error, Fault};
pub use extent::{Extent, ExtentSource, Kind, Limited};
pub use format::{Format, open_disk};
pub use input::{Forward, Input, Seekable};
pub use inspect::{DiskInspection, Inspection, inspect};

/// What a reader or writer of this crate answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;
