//! A file that ends too early, wherever that is, is never taken for a whole one.

use std::io::Cursor;

use images::{
    Forward, Seekable, ovf as ovf_format, vhd as vhd_format, vmdk as vmdk_format, xva as xva_format,
};

use crate::{
    disks::{Model, read_all},
    ovf, vmdk, xva,
};

/// Cuts the file at each 512 bytes; `read` must answer with what is wrong.
fn every_cut(file: &[u8], read: impl Fn(&[u8]) -> Option<images::Error>) {
    assert!(read(file).is_none(), "the whole file is good");
    for cut in (0..file.len()).step_by(512) {
        let error = read(&file[..cut]).unwrap_or_else(|| panic!("cut at {cut}"));
        assert!(!error.part.is_empty());
        assert!(error.offset <= file.len() as u64, "cut at {cut}: {error}");
    }
}

fn small() -> Model {
    Model::of_runs(&[
        (2048, Some(7)),
        ((1 << 20) - 2048, None),
        (100 << 10, Some(9)),
    ])
}

#[test]
fn of_xva() {
    every_cut(&xva::small(), |file| match xva_format::verify(file) {
        Ok(report) => report.problems.into_iter().next(),
        Err(error) => Some(error),
    });
}

#[test]
fn of_vhd() {
    // Blocks of 4 KiB: those of others are too large to be cut everywhere.
    let file = include_bytes!("../../../../fuzz/corpus/vhd_disk/small-blocks.vhd");
    every_cut(file, |file| {
        let opened = vhd_format::Reader::open(Forward::new(Cursor::new(file)));
        opened.and_then(read_all).err()
    });
    every_cut(file, |file| {
        let input = Seekable::new(Cursor::new(file)).unwrap();
        vhd_format::Reader::open(input).and_then(read_all).err()
    });
}

#[test]
fn of_vmdk() {
    let file = vmdk::stream_optimized(&small());
    every_cut(&file, |file| {
        let opened = vmdk_format::Reader::open(Forward::new(Cursor::new(file)));
        opened.and_then(read_all).err()
    });
    for file in [file, vmdk::monolithic()] {
        every_cut(&file, |file| {
            let input = Seekable::new(Cursor::new(file)).unwrap();
            vmdk_format::Reader::open(input).and_then(read_all).err()
        });
    }
}

#[test]
fn of_ova() {
    every_cut(&ovf::package(), |file| match ovf_format::verify(file) {
        Ok(report) => report.problems.into_iter().next(),
        Err(error) => Some(error),
    });
}
