//! Any bytes as a qcow2.

use std::io::Cursor;

use images::{Seekable, qcow2};

use super::extents::read;

/// The file.
pub fn run(data: &[u8]) {
    let file = Seekable::new(Cursor::new(data)).unwrap();
    if let Ok(reader) = qcow2::Reader::open(file) {
        read(reader);
    }
}
