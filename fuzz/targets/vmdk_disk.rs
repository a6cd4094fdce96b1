//! Any bytes as a VMDK, as a file and as a stream.

use std::io::Cursor;

use images::{Forward, Seekable, vmdk};

use super::extents::read;

/// The file.
pub fn run(data: &[u8]) {
    if let Ok(reader) = vmdk::Reader::open(Forward::new(data)) {
        read(reader);
    }
    let _ = vmdk::Descriptor::parse(data);
    let file = Seekable::new(Cursor::new(data)).unwrap();
    if let Ok(reader) = vmdk::Reader::open(file) {
        read(reader);
    }
}
