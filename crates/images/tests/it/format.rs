//! What a file is, by its bytes.

use std::io::Cursor;

use images::{Format, open_disk, vhd as vhd_format};

use crate::{
    disks::{Model, read_all},
    qcow2, vhd, vmdk, xva,
};

#[test]
fn every_format_is_known_by_its_bytes() {
    let model = Model::of_runs(&[(4096, Some(1)), (1 << 20, None), (4096, Some(2))]);
    let mut fixed = Vec::new();
    let identity = vhd_format::Identity::default();
    vhd_format::write_fixed(model.source(), &identity, &mut fixed).unwrap();
    for (file, expected) in [
        (vhd::dynamic(&model), Format::Vhd),
        (fixed, Format::Vhd),
        (vmdk::stream_optimized(&model), Format::Vmdk),
        (qcow2::file(&model), Format::Qcow2),
        (model.bytes.clone(), Format::Raw),
    ] {
        let (format, disk) = open_disk(Cursor::new(&file)).unwrap();
        assert_eq!(format, expected);
        assert!(read_all(disk).unwrap() == model.bytes, "{expected:?}");
    }
    let (format, disk) = open_disk(Cursor::new(b"")).unwrap();
    assert_eq!((format, disk.size()), (Format::Raw, 0));
}

#[test]
fn what_is_no_disk_is_refused_by_name() {
    let long = |start: &[u8]| [start, &[0; 64]].concat();
    let within = |at: usize, mark: &[u8]| [&vec![0; at], mark, &[0; 512]].concat();
    for (file, expected) in [
        (long(b"vhdxfile"), "VHDX is not supported"),
        (long(b"# Disk DescriptorFile"), "a VMDK of several files"),
        (long(b"\x1f\x8b\x08"), "a compressed file"),
        (long(b"\xfd7zXZ\0"), "a compressed file"),
        (long(b"BZh91AY"), "a compressed file"),
        (long(b"PK\x03\x04"), "a compressed file"),
        (long(b"7z\xbc\xaf\x27\x1c"), "a compressed file"),
        (long(b"QED\0"), "QED is not supported"),
        (
            within(64, b"\x7f\x10\xda\xbe"),
            "a disk of VirtualBox' own kind",
        ),
        (
            within(257, b"ustar\0"),
            "an archive, which is no single disk,",
        ),
        (xva::small(), "an XVA, which is no single disk,"),
    ] {
        let Err(error) = open_disk(Cursor::new(&file)) else {
            panic!("{expected}");
        };
        assert!(error.to_string().contains(expected), "{error}");
    }
}
