//! What a guest's cloud-init reads at its first start: checked before anything is made of it, and put on
//! a drive as its data source `NoCloud` looks for it: a FAT file system with the label `cidata`, and in
//! it the files `meta-data`, `user-data` and `network-config`.
//!
//! Pure: bytes come out, and the same bytes for the same texts.
#![warn(missing_docs)]

mod check;
mod drive;

pub use check::{Flaw, check_network_config, check_user_data};
pub use drive::{ConfigDrive, MOST, SIZE};
