//! Memory does not grow with what a file holds, nor with what it claims.

use std::io::{Cursor, Read, Write};

use images::{BlockMap, ExtentSource, Seekable, raw, vhd, xva};

use crate::disks::Model;

/// What a reader or writer may hold at once.
const BOUND: u64 = 16 << 20;

/// The most that was allocated at once while `run` did.
fn peak(run: impl FnOnce()) -> u64 {
    allocation_counter::measure(run).bytes_max
}

#[test]
fn a_large_disk_goes_through_in_constant_memory() {
    let size = 64 << 20;
    let through = || {
        let disk = || raw::Reader::new(std::io::repeat(5), size);
        let map = BlockMap::full(size, vhd::BLOCK_SIZE).unwrap();
        let identity = vhd::Identity::default();
        vhd::write_dynamic(disk(), &map, &identity, std::io::sink()).unwrap();
        raw::write(disk(), std::io::sink()).unwrap();
    };
    let peak = peak(through);
    assert!(peak < BOUND, "{peak} bytes");
}

#[test]
fn an_archive_is_verified_in_constant_memory() {
    let model = Model::of_runs(&[(24 << 20, Some(3))]);
    let file = crate::xva::archive(&[model]);
    let peak = peak(|| assert!(xva::verify(&file[..]).unwrap().is_good()));
    assert!(peak < BOUND, "{peak} bytes");
}

#[test]
fn a_number_in_a_file_is_no_reason_to_allocate() {
    // A table of 2^32 blocks, a member of 2^60 bytes.
    let mut file = crate::vhd::dynamic(&Model::of_runs(&[(4096, Some(1))]));
    file[512 + 28..512 + 32].fill(0xff);
    let mut member = vec![0; 512];
    member[..7].copy_from_slice(b"ova.xml");
    member[124] = 0x80;
    member[128] = 0x10;
    member[148..156].fill(b' ');
    let sum: u32 = member.iter().map(|byte| u32::from(*byte)).sum();
    write!(&mut member[148..], "{sum:06o}\0").unwrap();
    let peak = peak(|| {
        assert!(vhd::Reader::open(Seekable::new(Cursor::new(&file)).unwrap()).is_err());
        let endless = member.as_slice().chain(std::io::repeat(b'x'));
        let error = xva::Archive::open(endless).unwrap_err();
        assert!(error.to_string().contains("the size of ova.xml"), "{error}");
    });
    assert!(peak < BOUND, "{peak} bytes");
}

#[test]
fn an_extent_source_may_be_boxed() {
    let disk: Box<dyn ExtentSource> = Box::new(raw::Reader::new(&[1; 1024][..], 1024));
    let mut out = Vec::new();
    raw::write(disk, &mut out).unwrap();
    assert_eq!(out, [1; 1024]);
}
