//! Any bytes as an OVA.

use images::ovf::verify;

/// The file.
pub fn run(data: &[u8]) {
    if let Ok(report) = verify(data) {
        assert!(report.files.len() <= data.len() / 512);
    }
}
