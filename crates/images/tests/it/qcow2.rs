//! qcow2.

use std::io::Cursor;

use images::{BlockMap, Seekable, qcow2};
use proptest::prelude::*;

use crate::disks::{Model, any_disk, read_all};

pub fn file(model: &Model) -> Vec<u8> {
    let map = BlockMap::of_data(model.source(), qcow2::CLUSTER_SIZE).unwrap();
    let mut file = Vec::new();
    qcow2::write(model.source(), &map, &mut file).unwrap();
    assert_eq!(file.len() as u64, qcow2::stream_length(&map));
    file
}

fn open(file: &[u8]) -> images::Result<qcow2::Reader<Seekable<Cursor<&[u8]>>>> {
    qcow2::Reader::open(Seekable::new(Cursor::new(file)).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_is_written_is_read(model in any_disk(5 << 20)) {
        let mut expected = model.bytes.clone();
        expected.resize(expected.len().next_multiple_of(512), 0);
        let file = file(&model);
        prop_assert!(read_all(open(&file).unwrap()).unwrap() == expected);
        let map = BlockMap::of_extents(open(&file).unwrap(), qcow2::CLUSTER_SIZE).unwrap();
        let read = BlockMap::of_data(model.source(), qcow2::CLUSTER_SIZE).unwrap();
        prop_assert_eq!(map.allocated(), read.allocated());
    }

    #[test]
    fn what_is_written_in_one_pass_is_read(model in any_disk(5 << 20)) {
        let mut expected = model.bytes.clone();
        expected.resize(expected.len().next_multiple_of(512), 0);
        let file = in_place(&model);
        prop_assert!(read_all(open(&file).unwrap()).unwrap() == expected);
        // No cluster of zeros is written.
        let map = BlockMap::of_extents(open(&file).unwrap(), qcow2::CLUSTER_SIZE).unwrap();
        let read = BlockMap::of_data(model.source(), qcow2::CLUSTER_SIZE).unwrap();
        prop_assert_eq!(map.allocated(), read.allocated());
    }
}

fn in_place(model: &Model) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    qcow2::write_in_place(model.source(), &mut file).unwrap();
    file.into_inner()
}

#[test]
fn tables_far_apart_are_written_behind_their_clusters() {
    let model = Model::of_runs(&[(1 << 20, Some(3)), (600 << 20, None), (512, Some(5))]);
    let file = in_place(&model);
    assert!(file.len() < 2 << 20, "{}", file.len());
    assert!(read_all(open(&file).unwrap()).unwrap() == model.bytes);
    let none = in_place(&Model::of_runs(&[(1 << 20, None)]));
    assert!(read_all(open(&none).unwrap()).unwrap() == [0; 1 << 20]);
}

#[test]
fn what_cannot_be_read_is_refused_by_name() {
    let good = file(&Model::of_runs(&[(64 << 10, Some(1))]));
    for (at, value, expected) in [
        (3, 0, "this is no qcow2"),
        (7, 4, "version 4 of qcow2"),
        (15, 9, "a qcow2 with a backing file"),
        (35, 1, "an encrypted qcow2"),
        (23, 40, "clusters of 2^40 bytes"),
        (79, 16, "a qcow2 with the features 0x10"),
        (24, 0xff, "the disk's size is"),
        (39, 0, "its first table is too short"),
    ] {
        let mut bad = good.clone();
        bad[at] = value;
        let error = open(&bad).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let error = open(&good[..good.len() - 512])
        .and_then(read_all)
        .unwrap_err();
    assert!(error.to_string().starts_with("cluster, at byte"), "{error}");
}
