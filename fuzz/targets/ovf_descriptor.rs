//! Any bytes as an OVF descriptor and as its manifest. What was read is written, and read again as the same.

use images::ovf::{Descriptor, Manifest};

/// The file.
pub fn run(data: &[u8]) {
    let _ = Manifest::parse(data);
    if let Ok(descriptor) = Descriptor::parse(data) {
        let again = Descriptor::parse(descriptor.to_xml().as_bytes());
        assert_eq!(again.unwrap().machines.len(), descriptor.machines.len());
    }
}
