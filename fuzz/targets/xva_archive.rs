//! Any bytes as an archive of virtual machines: it is judged, and its disks are read.

use images::xva;

use super::extents::read;

/// The file.
pub fn run(data: &[u8]) {
    let verified = xva::verify(data);
    let Ok(mut archive) = xva::Archive::open(data) else {
        assert!(verified.is_err());
        return;
    };
    while let Ok(Some(mut disk)) = archive.next_disk() {
        disk.take_problems();
        read(disk);
    }
}
