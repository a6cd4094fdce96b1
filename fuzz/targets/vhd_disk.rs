//! Any bytes as a VHD, as a file and as a stream.

use std::io::Cursor;

use images::{Forward, Seekable, vhd};

use super::extents::read;

/// The file.
pub fn run(data: &[u8]) {
    if let Ok(reader) = vhd::Reader::open(Forward::new(data)) {
        read(reader);
    }
    let file = Seekable::new(Cursor::new(data)).unwrap();
    if let Ok(reader) = vhd::Reader::open(file) {
        read(reader);
    }
}
