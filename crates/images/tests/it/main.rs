//! Tests of what the crate reads and writes.
#![allow(clippy::unwrap_used)] // In what tests share, and share with the fuzz targets.

mod bounds;
mod corpora;
mod disks;
mod format;
mod inspect;
mod mutations;
mod ovf;
mod qcow2;
mod truncation;
mod vhd;
mod vmdk;
mod xva;
