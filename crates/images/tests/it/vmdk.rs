//! VMDK.

use std::io::Cursor;

use images::{BlockMap, Forward, Seekable, vmdk};
use proptest::prelude::*;

use crate::disks::{Model, any_disk, read_all};

pub fn stream_optimized(model: &Model) -> Vec<u8> {
    let mut file = Vec::new();
    vmdk::write_stream_optimized(model.source(), "disk.vmdk", &mut file).unwrap();
    file
}

fn seekable(file: &[u8]) -> images::Result<vmdk::Reader<Seekable<Cursor<&[u8]>>>> {
    vmdk::Reader::open(Seekable::new(Cursor::new(file)).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_is_written_is_read(model in any_disk(5 << 20)) {
        let mut expected = model.bytes.clone();
        expected.resize(expected.len().next_multiple_of(512), 0);
        let file = stream_optimized(&model);
        let streamed = vmdk::Reader::open(Forward::new(Cursor::new(&file))).unwrap();
        prop_assert!(read_all(streamed).unwrap() == expected);
        let sought = seekable(&file).unwrap();
        prop_assert_eq!(&sought.descriptor().create_type, "streamOptimized");
        prop_assert!(read_all(sought).unwrap() == expected);
        // Where data is, is known without reading it.
        let map = BlockMap::of_extents(seekable(&file).unwrap(), vmdk::GRAIN_SIZE).unwrap();
        let read = BlockMap::of_data(seekable(&file).unwrap(), vmdk::GRAIN_SIZE).unwrap();
        prop_assert_eq!(map, read);
    }
}

/// A monolithic sparse file of three grains of 4 KiB, of which the second is absent, in one table.
pub fn monolithic() -> Vec<u8> {
    let mut file = vec![0; 5 * 512];
    file[..4].copy_from_slice(b"KDMV");
    let numbers: [(usize, u64); 6] = [(12, 24), (20, 8), (28, 1), (36, 1), (56, 2), (64, 5)];
    file[4] = 1;
    file[8] = 1;
    for (at, value) in numbers {
        file[at..at + 8].copy_from_slice(&value.to_le_bytes());
    }
    file[44] = 128;
    file[73..77].copy_from_slice(b"\n \r\n");
    let descriptor =
        b"# Disk DescriptorFile\nparentCID=ffffffff\ncreateType=\"monolithicSparse\"\n\
        RW 24 SPARSE \"small disk.vmdk\"\n";
    file[512..512 + descriptor.len()].copy_from_slice(descriptor);
    // The directory, then the table: the third grain stands before the first.
    file[1024] = 3;
    (file[1536], file[1536 + 8]) = (13, 5);
    file.extend([3; 4096]);
    file.extend([1; 4096]);
    file
}

#[test]
fn tables_lead_to_grains_in_any_order() {
    let file = monolithic();
    let reader = seekable(&file).unwrap();
    let extent = &reader.descriptor().extents[0];
    assert_eq!((extent.sectors, &*extent.file), (24, "small disk.vmdk"));
    let expected = [[1; 4096], [0; 4096], [3; 4096]].concat();
    assert_eq!(read_all(reader).unwrap(), expected);

    let error = vmdk::Reader::open(Forward::new(Cursor::new(&file))).unwrap_err();
    assert!(error.to_string().contains("sought"), "{error}");
}

fn error(file: &[u8]) -> String {
    let read = seekable(file).and_then(read_all);
    read.unwrap_err().to_string()
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let file = stream_optimized(&Model::of_runs(&[(64 << 10, Some(1)), (64 << 10, Some(2))]));
    let first = 128 * 512;
    let mut flipped = file.clone();
    flipped[first + 20] ^= 0xff;
    let said = error(&flipped);
    assert!(said.starts_with("grain at 0, at byte 65536: "), "{said}");
    let mut elsewhere = file.clone();
    elsewhere[first] = 1;
    let said = error(&elsewhere);
    assert!(said.contains("another grain stands"), "{said}");
    let mut huge = file.clone();
    huge[first + 11] = 0xff;
    let said = error(&huge);
    assert!(said.contains("the size of a grain is"), "{said}");
    let mut child = monolithic();
    child[512 + 32..512 + 40].copy_from_slice(b"12345678");
    let said = error(&child);
    assert!(said.contains("a difference to another VMDK"), "{said}");
    let said = error(&file[..first]);
    assert!(said.starts_with("footer, at byte"), "{said}");
}
