//! OVF: machines described by an XML document, with their disks in files beside it; and OVA, all of it in
//! one tar.

mod element;
mod manifest;
mod model;
mod ova;
mod read;
mod write;

pub use manifest::{Algorithm, Entry, Manifest};
pub use model::{
    Compression, Descriptor, Disk, Drive, DriveKind, DriveSource, File, Firmware, Interface,
    Machine,
};
pub use ova::{Ova, OvaReport, OvaWriter, PackedFile, verify};
