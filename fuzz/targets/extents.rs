//! What every target that reads a disk does with it.

use images::{ExtentSource, Kind};

/// Reads a little of each extent, which must follow each other and stay within the disk.
pub fn read(mut disk: impl ExtentSource) {
    let mut position = 0;
    let mut buffer = [0; 700];
    while let Ok(Some(extent)) = disk.next_extent() {
        assert!(extent.offset == position && extent.length > 0);
        position = extent.end();
        assert!(position <= disk.size());
        if extent.kind == Kind::Data {
            let some = extent.length.min(buffer.len() as u64) as usize;
            let _ = disk.read(&mut buffer[..some]);
        }
    }
}
