//! Any bytes in place of the file that the last known objects are kept in, and any bytes inside of
//! one with a good checksum. What can be read is kept again, and reads as the same.

use inventory::{Writer, kept};

/// As they are, and sealed.
pub fn run(data: &[u8]) {
    read(data);
    read(&sealed(data));
}

fn read(bytes: &[u8]) {
    let Ok(kept) = kept::decode(bytes) else {
        return;
    };
    let mut writer = Writer::new();
    writer.apply(kept.changes);
    let store = writer.store();
    let bytes = kept::encode(&store.read(), kept.as_of).expect("no larger than what was read");
    let again = kept::decode(&bytes).expect("what we wrote");
    assert_eq!(again.as_of, kept.as_of);
    let mut writer = Writer::new();
    writer.apply(again.changes);
    let store = writer.store();
    let written = kept::encode(&store.read(), kept.as_of).expect("as large as before");
    assert_eq!(written, bytes);
}

/// A file of these sections.
fn sealed(sections: &[u8]) -> Vec<u8> {
    let mut checked = 1_795_000_000_i64.to_le_bytes().to_vec();
    checked.extend(sections);
    let mut bytes = b"pooldeck".to_vec();
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(crc32fast::hash(&checked).to_le_bytes());
    bytes.extend(checked);
    bytes
}
