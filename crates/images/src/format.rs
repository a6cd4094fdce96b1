//! Which format a disk's file is of. By its bytes: endings of names lie.

use std::io::{Read, Seek, SeekFrom};

use crate::{
    Error, ExtentSource, Fault, Input, Result, Seekable, error::Located as _, qcow2, raw, vhd, vmdk,
};

/// The formats of disks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// What has no head of its own.
    Raw,
    /// VHD, dynamic or fixed.
    Vhd,
    /// VMDK, stream-optimised or monolithic sparse.
    Vmdk,
    /// qcow2.
    Qcow2,
}

/// What a file begins with that is a disk's, or a machine's, in a format that cannot be read as a disk.
const OTHERS: [(&[u8], &str); 11] = [
    (b"vhdxfile", "VHDX"),
    (b"# Disk DescriptorFile", "a VMDK of several files"),
    (b"COWD", "a VMDK of ESX' own kind"),
    (b"ova.xml\0", "an XVA, which is no single disk,"),
    (b"QED\0", "QED"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"\xfd7zXZ\0", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"PK\x03\x04", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
];

/// The same, further in: at which byte.
const OTHERS_WITHIN: [(usize, &[u8], &str); 2] = [
    (64, b"\x7f\x10\xda\xbe", "a disk of VirtualBox' own kind"),
    (257, b"ustar", "an archive, which is no single disk,"),
];

/// Opens the disk that a file holds, whichever format it has.
pub fn open_disk<'a>(
    reader: impl Read + Seek + 'a,
) -> Result<(Format, Box<dyn ExtentSource + 'a>)> {
    let part = || "the first bytes";
    let mut input = Seekable::new(reader).at(0, part)?;
    let length = input.length().unwrap_or(0);
    let mut first = [0; 512];
    let held = usize::try_from(length).unwrap_or(usize::MAX);
    let held = held.min(first.len());
    // A shorter file has no head.
    if held >= 32 {
        input.read_at(0, &mut first[..held]).at(0, part)?;
    }
    if let Some((_, name)) = OTHERS.iter().find(|(magic, _)| first.starts_with(magic)) {
        return Err(Fault::unsupported(*name).at(part(), 0));
    }
    let is_within = |(at, magic, _): &&(usize, &[u8], _)| first[*at..].starts_with(magic);
    if let Some((_, _, name)) = OTHERS_WITHIN.iter().find(is_within) {
        return Err(Fault::unsupported(*name).at(part(), 0));
    }
    if first.starts_with(b"QFI\xfb") {
        return Ok((Format::Qcow2, Box::new(qcow2::Reader::open(input)?)));
    }
    if first.starts_with(b"KDMV") {
        return Ok((Format::Vmdk, Box::new(vmdk::Reader::open(input)?)));
    }
    let has_footer = |input: &mut Seekable<_>| -> Result<bool, Error> {
        let last = (length >= 512).then(|| input.last_sector());
        let last = last.transpose().at(length, || "the last sector")?;
        Ok(last.is_some_and(|(_, sector)| sector.starts_with(b"conectix")))
    };
    if first.starts_with(b"conectix") || has_footer(&mut input)? {
        return Ok((Format::Vhd, Box::new(vhd::Reader::open(input)?)));
    }
    let mut reader = input.into_inner();
    reader.seek(SeekFrom::Start(0)).at(0, part)?;
    Ok((Format::Raw, Box::new(raw::Reader::new(reader, length))))
}
