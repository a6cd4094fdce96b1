//! XVA.

use std::io::Read;

use flate2::read::GzDecoder;
use images::{
    ExtentSource,
    xva::{self, Archive, Compression, verify},
};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::disks::{Model, any_disk, read_all};

const GZIP: &[u8] = include_bytes!("../fixtures/small-gzip.xva");
const ZSTD: &[u8] = include_bytes!("../fixtures/small-zstd.xva");
const METADATA: &[u8] = include_bytes!("../fixtures/small-metadata.xva");
const DISK_TAR: &[u8] = include_bytes!("../fixtures/small.tar.gz");
const DISK_SHA256: &str = "1eff0de6bd21bd189596539d6edf9d26f6813e2f1d495803dbbd8f637421d954";

/// What a real server wrote, without its compression.
fn real() -> Vec<u8> {
    let mut archive = Vec::new();
    GzDecoder::new(GZIP).read_to_end(&mut archive).unwrap();
    archive
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The records of a machine with disks of these sizes.
pub fn ova_xml(sizes: &[u64]) -> String {
    let object = |class: &str, id: &str, members: &[(&str, String)]| {
        let members = members.iter().map(|(name, value)| {
            format!("<member><name>{name}</name><value>{value}</value></member>")
        });
        format!(
            "<value><struct><member><name>class</name><value>{class}</value></member>\
             <member><name>id</name><value>{id}</value></member>\
             <member><name>snapshot</name><value><struct>{}</struct></value></member></struct></value>",
            members.collect::<String>()
        )
    };
    let mut objects = object("VM", "Ref:1", &[("name_label", "a &amp; b".to_owned())]);
    for (index, size) in sizes.iter().enumerate() {
        let id = format!("Ref:{}", index + 2);
        let drive = [
            ("VM", "Ref:1".to_owned()),
            ("VDI", id.clone()),
            ("type", "Disk".to_owned()),
        ];
        objects += &object("VBD", &format!("Ref:1{index}"), &drive);
        objects += &object("VDI", &id, &[("virtual_size", size.to_string())]);
    }
    format!(
        "<value><struct><member><name>version</name><value><struct>\
         <member><name>export_vsn</name><value><i4>2</i4></value></member></struct></value></member>\
         <member><name>objects</name><value><array><data>{objects}</data></array></value></member>\
         </struct></value>"
    )
}

pub fn archive(models: &[Model]) -> Vec<u8> {
    let sizes: Vec<u64> = models
        .iter()
        .map(|model| model.bytes.len() as u64)
        .collect();
    let mut writer = xva::Writer::new(Vec::new(), ova_xml(&sizes).as_bytes(), 0).unwrap();
    for model in models {
        writer.write_disk(model.source()).unwrap();
    }
    writer.finish().unwrap()
}

#[test]
fn what_a_real_server_wrote_is_read_and_found_good() {
    for (file, compression) in [
        (GZIP, Compression::Gzip),
        (ZSTD, Compression::Zstd),
        (&real()[..], Compression::None),
    ] {
        let report = verify(file).unwrap();
        assert!(report.is_good(), "{:?}", report.problems);
        assert_eq!(report.compression, compression);
        assert_eq!(report.metadata.version.xapi, (26, 17));
        assert_eq!(report.disks[0].blocks, 3);
        let machine = &report.metadata.machines[0];
        assert_eq!(machine.name, "small machine");
        assert_eq!(machine.description, "<é> & \"small\"");
        assert_eq!(machine.memory, 2 << 30);
        assert_eq!(machine.interfaces[0].network, "Pool-wide network 2");
        assert_eq!(
            machine.drives[0].disk.as_ref(),
            Some(&report.metadata.disks[0].id)
        );
        assert!(machine.drives[0].is_bootable);

        let mut archive = Archive::open(file).unwrap();
        let disk = archive.next_disk().unwrap().unwrap();
        assert_eq!(sha256(&read_all(disk).unwrap()), DISK_SHA256);
        assert!(archive.next_disk().unwrap().is_none());
    }
}

#[test]
fn records_alone_are_told_apart() {
    let report = verify(METADATA).unwrap();
    assert!(report.is_good() && report.is_metadata_only);
    assert!(!verify(GZIP).unwrap().is_metadata_only);
}

#[test]
fn a_servers_disk_alone_is_read() {
    let mut archive = Archive::of_disk(DISK_TAR, 7 << 20).unwrap();
    let disk = archive.next_disk().unwrap().unwrap();
    assert_eq!(sha256(&read_all(disk).unwrap()), DISK_SHA256);
}

#[test]
fn a_real_archive_is_written_again_as_it_was() {
    let real = real();
    let mut archive = Archive::open(&real[..]).unwrap();
    let records = &real[512..512 + 20516];
    let mut writer = xva::Writer::new(Vec::new(), records, 0).unwrap();
    let disk = archive.next_disk().unwrap().unwrap();
    writer.write_disk(disk).unwrap();
    let ours = writer.finish().unwrap();
    // Head by head, but for when the records were written.
    assert_eq!(ours.len(), real.len());
    assert!(ours[..136] == real[..136] && ours[156..] == real[156..]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn what_is_written_is_read(
        models in prop::collection::vec(any_disk(5 << 20), 1..3),
        compression in prop::sample::select(
            vec![Compression::None, Compression::Gzip, Compression::Zstd]),
    ) {
        prop_assume!(models.iter().all(|model| model.bytes.len() >= 1 << 20));
        let mut packing = xva::Packing::new(Vec::new(), compression).unwrap();
        std::io::Write::write_all(&mut packing, &archive(&models)).unwrap();
        let file = packing.finish().unwrap();
        let report = verify(&file[..]).unwrap();
        prop_assert!(report.is_good(), "{:?}", report.problems);
        let mut archive = Archive::open(&file[..]).unwrap();
        prop_assert_eq!(archive.compression(), compression);
        for model in &models {
            let disk = archive.next_disk().unwrap().unwrap();
            prop_assert!(read_all(disk).unwrap() == model.bytes);
        }
        prop_assert!(archive.next_disk().unwrap().is_none());
    }
}

/// A tar of such members, after the records of one disk.
fn by_hand(size: u64, members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar(OVA, ova_xml(&[size]).as_bytes());
    for (name, bytes) in members {
        tar.extend(self::tar(name, bytes));
    }
    tar.resize(tar.len() + 1024, 0);
    tar
}

const OVA: &str = "ova.xml";

fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut head = vec![0; 512];
    head[..name.len()].copy_from_slice(name.as_bytes());
    head[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
    head[148..156].fill(b' ');
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    head.extend_from_slice(bytes);
    head.resize(head.len().next_multiple_of(512), 0);
    head
}

/// Whole, and small enough to be cut everywhere: blocks are shorter than any server's.
pub fn small() -> Vec<u8> {
    let block = [7; 2048];
    let checksum = format!("{:016X}", xxhash_rust::xxh64::xxh64(&block, 0));
    let names = ["00000000", "00000002", "00000003"].map(|number| format!("Ref:2/{number}"));
    let sums = names.clone().map(|name| format!("{name}.xxhash"));
    let mut members: Vec<(&str, &[u8])> = Vec::new();
    for (name, sum) in names.iter().zip(&sums) {
        members.push((name, &block));
        members.push((sum, checksum.as_bytes()));
    }
    by_hand(4 * 2048, &members)
}

const EMPTY_XXHASH: &[u8] = b"EF46DB3751D8E999";
const ZEROS_XXHASH: &[u8] = b"87D2A1B6E1163EF1";
const ZEROS_SHA1: &[u8] = b"3b71f43ff30f4b15b5cd85dd9e95ebc7e84eb5a3";

#[test]
fn counters_are_no_offsets() {
    // Block 0, an empty one to show that the server is alive, one that is left out, the last.
    let zeros = vec![0; 1 << 20];
    let file = by_hand(
        3 << 20,
        &[
            ("Ref:2/00000000", &zeros),
            ("Ref:2/00000000.checksum", ZEROS_SHA1),
            ("Ref:2/00000001", &[]),
            ("Ref:2/00000001.xxhash", EMPTY_XXHASH),
            ("Ref:2/00000003", &zeros),
            ("Ref:2/00000003.xxhash", ZEROS_XXHASH),
        ],
    );
    let report = verify(&file[..]).unwrap();
    assert!(report.is_good(), "{:?}", report.problems);
    let mut archive = Archive::open(&file[..]).unwrap();
    let disk = archive.next_disk().unwrap().unwrap();
    assert_eq!(disk.size(), 3 << 20);
    assert_eq!(read_all(disk).unwrap(), vec![0; 3 << 20]);
}

#[test]
fn what_is_wrong_is_named_and_the_rest_is_still_looked_at() {
    let zeros = vec![0; 1 << 20];
    let file = by_hand(
        4 << 20,
        &[
            ("Ref:2/00000000", &zeros),
            ("Ref:2/00000000.xxhash", EMPTY_XXHASH),
            ("Ref:2/00000001", &zeros),
            ("Ref:2/00000002", &zeros),
            ("Ref:2/00000002.xxhash", ZEROS_XXHASH),
            ("notes.txt", b"hello"),
        ],
    );
    let report = verify(&file[..]).unwrap();
    let problems: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    let parts: Vec<&str> = report
        .problems
        .iter()
        .map(|problem| &*problem.part)
        .collect();
    let expected = ["Ref:2/00000000", "Ref:2/00000001", "notes.txt", "Ref:2"];
    assert_eq!(parts, expected, "{problems:#?}");
    assert!(problems[0].ends_with("the checksum is wrong"));
    assert!(problems[1].ends_with("no checksum follows it"));
    assert!(problems[3].ends_with("the disk has 4194304 bytes, and 3145728 of them are there"));

    // Who reads the disk is told at once, unless it is to be read all the same.
    let mut archive = Archive::open(&file[..]).unwrap();
    let disk = archive.next_disk().unwrap().unwrap();
    assert!(read_all(disk).is_err());
    let mut archive = Archive::open(&file[..]).unwrap();
    let mut disk = archive.next_disk().unwrap().unwrap();
    disk.take_problems();
    assert_eq!(read_all(disk).unwrap(), vec![0; 4 << 20]);
}

#[test]
fn disks_that_are_missing_or_misplaced_are_found() {
    let models = [
        Model::of_runs(&[(1 << 20, Some(1))]),
        Model::of_runs(&[(1 << 20, Some(2))]),
    ];
    let file = archive(&models);
    // A disk is a block and its checksum here.
    let disk = 512 + (1 << 20) + 1024;
    let disks = file.len() - 1024 - 2 * disk;
    let mut without = file.clone();
    without.drain(disks + disk..disks + 2 * disk);
    let mut swapped = file.clone();
    swapped[disks..disks + 2 * disk].rotate_left(disk);
    let mut longer = file;
    longer.extend_from_slice(b"and more");
    for (file, expected) in [
        (without, "Ref:3, at byte"),
        (swapped, "the disks are not in their order"),
        (longer, "something follows the archive's end"),
    ] {
        let report = verify(&file[..]).unwrap();
        assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
        let problem = report.problems[0].to_string();
        assert!(problem.contains(expected), "{problem}");
    }
}

#[test]
fn what_is_no_archive_is_refused() {
    for file in [&b"<html>"[..], &[0; 2048], &tar("disk.ovf", b"<Envelope/>")] {
        assert!(Archive::open(file).is_err());
    }
}
