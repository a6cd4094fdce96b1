//! Looking into files of any kind.

use std::io::Cursor;

use images::{DiskInspection, Format, Inspection, inspect};

const GZIP: &[u8] = include_bytes!("../fixtures/small-gzip.xva");
const ZSTD: &[u8] = include_bytes!("../fixtures/small-zstd.xva");

fn looked_into(bytes: &[u8]) -> Inspection {
    inspect(Cursor::new(bytes)).unwrap()
}

#[test]
fn machines_of_a_real_server_are_found_however_they_are_compressed() {
    for archive in [GZIP, ZSTD] {
        let Inspection::Xva(report) = looked_into(archive) else {
            panic!("no archive of machines");
        };
        assert!(report.is_good(), "{:?}", report.problems);
        assert_eq!(report.metadata.machines.len(), 1);
        assert_eq!(report.disks.len(), 1);
    }
}

#[test]
fn an_archive_that_was_cut_is_looked_into_as_far_as_it_goes() {
    let Inspection::Xva(report) = looked_into(&GZIP[..GZIP.len() / 2]) else {
        panic!("no archive of machines");
    };
    assert_eq!(report.metadata.machines.len(), 1);
    assert!(!report.is_good());
}

#[test]
fn a_package_is_told_from_an_archive() {
    let Inspection::Ova(report) = looked_into(&crate::ovf::package()) else {
        panic!("no package");
    };
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert_eq!(report.descriptor.machines.len(), 1);
}

#[test]
fn what_has_no_head_is_a_raw_disk() {
    let Inspection::Disk(disk) = looked_into(&[7; 1024]) else {
        panic!("no disk");
    };
    let raw = DiskInspection {
        format: Format::Raw,
        size: 1024,
        written: 1024,
    };
    assert_eq!(disk, raw);
}

#[test]
fn what_is_no_package_of_machines_is_refused() {
    let mut archive = [0; 1024];
    archive[..5].copy_from_slice(b"a.txt");
    archive[257..262].copy_from_slice(b"ustar");
    assert!(inspect(Cursor::new(&archive[..])).is_err());
    // Nor is whatever is compressed.
    assert!(inspect(Cursor::new(&b"\x1f\x8bnothing"[..])).is_err());
}
