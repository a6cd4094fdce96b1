//! VHD.

use std::io::Cursor;

use images::{BlockMap, ExtentSource, Forward, Kind, Seekable, vhd};
use proptest::prelude::*;

use crate::disks::{Model, any_disk, read_all};

const IDENTITY: vhd::Identity = vhd::Identity {
    uuid: *b"0123456789abcdef",
    timestamp: 0,
};

pub fn dynamic(model: &Model) -> Vec<u8> {
    let map = BlockMap::of_data(model.source(), vhd::BLOCK_SIZE).unwrap();
    let mut file = Vec::new();
    vhd::write_dynamic(model.source(), &map, &IDENTITY, &mut file).unwrap();
    assert_eq!(file.len() as u64, vhd::stream_length(&map));
    file
}

/// As the format has it, the size is a multiple of 512.
fn padded(model: &Model) -> Vec<u8> {
    let mut bytes = model.bytes.clone();
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_written_is_read(model in any_disk(9 << 20)) {
        let expected = padded(&model);
        let file = dynamic(&model);
        let streamed = vhd::Reader::open(Forward::new(Cursor::new(&file))).unwrap();
        prop_assert_eq!(streamed.stream_length(), file.len() as u64);
        prop_assert!(read_all(streamed).unwrap() == expected);
        let sought = vhd::Reader::open(Seekable::new(Cursor::new(&file)).unwrap()).unwrap();
        prop_assert!(read_all(sought).unwrap() == expected);

        let mut file = Vec::new();
        vhd::write_fixed(model.source(), &IDENTITY, &mut file).unwrap();
        let fixed = vhd::Reader::open(Seekable::new(Cursor::new(&file)).unwrap()).unwrap();
        prop_assert_eq!(fixed.disk_type(), vhd::DiskType::Fixed);
        prop_assert!(read_all(fixed).unwrap() == expected);
    }
}

/// A disk of two blocks, the first with data.
fn small() -> Vec<u8> {
    dynamic(&Model::of_runs(&[(1 << 20, Some(3)), (3 << 20, None)]))
}

fn error(file: &[u8]) -> String {
    let opened = vhd::Reader::open(Seekable::new(Cursor::new(file)).unwrap());
    let read = opened.and_then(read_all);
    read.unwrap_err().to_string()
}

#[test]
fn only_sectors_that_are_there_are_data() {
    let mut file = small();
    // Of the first block, the first eight sectors and the tenth.
    let bitmap = 2048 + 512;
    file[bitmap..bitmap + 512].fill(0);
    (file[bitmap], file[bitmap + 1]) = (0xff, 0x40);
    let mut reader = vhd::Reader::open(Seekable::new(Cursor::new(&file)).unwrap()).unwrap();
    let mut extents = Vec::new();
    while let Some(extent) = reader.next_extent().unwrap() {
        extents.push((extent.offset, extent.length, extent.kind));
    }
    use Kind::{Data, Hole};
    let rest = 10 * 512;
    assert_eq!(
        extents,
        [
            (0, 4096, Data),
            (4096, 512, Hole),
            (4608, 512, Data),
            (rest, (2 << 20) - rest, Hole),
            (2 << 20, 2 << 20, Hole),
        ]
    );
}

/// What a difference says, over a parent whose bytes are all 99.
fn over_parent(mut source: impl ExtentSource) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(extent) = source.next_extent().unwrap() {
        let start = bytes.len();
        bytes.resize(extent.end() as usize, 99);
        if extent.kind == Kind::Data {
            source.read(&mut bytes[start..]).unwrap();
        }
    }
    bytes
}

#[test]
fn a_difference_holds_what_is_its_own_and_names_its_parent() {
    // Zeros that are its own, too; within blocks and over their borders.
    let model = Model::of_runs(&[
        (1 << 20, None),
        (2 << 20, Some(5)),
        (512, None),
        (512, Some(0)),
        (3 << 20, None),
        (1024, Some(7)),
    ]);
    let parent = vhd::Parent {
        uuid: *b"fedcba9876543210",
        name: "base.vhd".to_owned(),
        locators: vec![vhd::Locator {
            platform: *b"W2ru",
            path: ".\\base.vhd".to_owned(),
        }],
    };
    let map = BlockMap::of_extents(model.source(), vhd::BLOCK_SIZE).unwrap();
    let mut file = Vec::new();
    vhd::write_difference(model.source(), &map, &parent, &IDENTITY, &mut file).unwrap();
    assert_eq!(file.len() as u64, vhd::stream_length(&map));

    let reader = vhd::Reader::open(Forward::new(Cursor::new(&file))).unwrap();
    assert_eq!(reader.disk_type(), vhd::DiskType::Differencing);
    assert_eq!(reader.parent(), Some(&parent));
    assert!(over_parent(reader) == over_parent(model.source()));
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let mut file = small();
    file[2048..2052].copy_from_slice(&0x00ff_ffff_u32.to_be_bytes());
    assert_eq!(
        error(&file),
        "table of blocks, at byte 2048: the file ends too early"
    );

    let mut file = small();
    file[2052] = 0;
    file.copy_within(2048..2052, 2052);
    assert_eq!(
        error(&file),
        "table of blocks, at byte 2048: blocks lie over each other"
    );

    let mut file = small();
    file[600] ^= 1;
    assert_eq!(error(&file), "header, at byte 512: the checksum is wrong");

    assert_eq!(
        error(&[1; 4096]),
        "footer, at byte 3584: this is no VHD's footer"
    );
}

#[test]
fn a_disk_that_is_not_the_maps_is_refused() {
    let model = Model::of_runs(&[(4 << 20, Some(1))]);
    let map = BlockMap::empty(4 << 20, vhd::BLOCK_SIZE).unwrap();
    let written = vhd::write_dynamic(model.source(), &map, &IDENTITY, &mut Vec::new());
    let error = written.unwrap_err().to_string();
    assert!(error.starts_with("block 0, at byte 0"), "{error}");
}
