//! The heads of tar members, as far as XVA and OVA need them.
//!
//! Written here because both are streams in which each member is judged before the next is read; the
//! crates for tar take in whole extension members of whatever length.

use std::io::{self, Read, Write};

use crate::{Error, Fault, Result, bytes::is_zero, error::Located as _};

/// Everything in a tar is filled up to a multiple of it.
pub(crate) const SECTOR: usize = 512;

/// The longest member that says something about the next one (a long name, pax records).
const LONGEST_EXTENSION: u64 = 64 << 10;

/// The largest size that the eleven octal digits of ustar hold, plus one.
const OCTAL_END: u64 = 1 << 33;

/// What a member's head says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Member {
    pub name: String,
    pub size: u64,
    /// Where the head begins.
    pub offset: u64,
    /// Whether it is a file; else it is a folder, a link or a device.
    pub is_file: bool,
}

/// A stream of members. Data is read by whoever asked for the head; what was left is skipped.
#[derive(Debug)]
pub(crate) struct Reader<R> {
    reader: R,
    position: u64,
    /// Where the data of the member that was told last ends, and where the next head is.
    data_end: u64,
    next_head: u64,
}

impl<R: Read> Reader<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader,
            position: 0,
            data_end: 0,
            next_head: 0,
        }
    }

    /// How far the stream was read.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// The next member; none at the two zero sectors that end an archive.
    pub(crate) fn next_member(&mut self) -> Result<Option<Member>> {
        let mut name = None;
        let mut size = None;
        loop {
            self.skip_to(self.next_head)?;
            let offset = self.position;
            let mut head = [0; SECTOR];
            self.fill(&mut head).at(offset, || "head of a member")?;
            // Whoever goes on after an error goes on behind this head.
            (self.data_end, self.next_head) = (self.position, self.position);
            if is_zero(&head) {
                self.fill(&mut head).at(offset, || "end of the archive")?;
                self.next_head = self.position;
                if !is_zero(&head) {
                    return Err(Fault::NotA("tar's end").at("end of the archive", offset));
                }
                return Ok(None);
            }
            let (said, kind) = parse(&head).at(offset, || "head of a member")?;
            let length = if matches!(kind, b'x' | b'g' | b'L') {
                said.size
            } else {
                size.unwrap_or(said.size)
            };
            self.expect(length)
                .ok_or_else(|| Fault::invalid("no file is that long"))
                .at(offset, || said.name.clone())?;
            match kind {
                b'L' => {
                    let bytes = self.extension(length, offset)?;
                    let end = bytes.iter().position(|byte| *byte == 0);
                    name = Some(lossy(&bytes[..end.unwrap_or(bytes.len())]));
                }
                b'x' => {
                    let bytes = self.extension(length, offset)?;
                    for (key, value) in pax_records(&bytes).at(offset, || "pax records")? {
                        match key {
                            "path" => name = Some(value.to_owned()),
                            "size" => size = Some(number(value).at(offset, || "pax records")?),
                            _ => {}
                        }
                    }
                }
                // Records for the whole archive: nothing that we need stands there.
                b'g' => {}
                _ => {
                    return Ok(Some(Member {
                        name: name.unwrap_or(said.name),
                        size: length,
                        offset,
                        is_file: matches!(kind, 0 | b'0' | b'7'),
                    }));
                }
            }
        }
    }

    /// What stands in the member that was told last, as much as `buffer` takes.
    pub(crate) fn read_data(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.data_end - self.position;
        let part = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.reader.read(&mut buffer[..part])?;
        self.position += read as u64;
        if read == 0 && part > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(read)
    }

    /// The whole of a member, which is not longer than `limit`.
    pub(crate) fn read_whole(
        &mut self,
        member: &Member,
        what: &'static str,
        limit: u64,
    ) -> Result<Vec<u8>> {
        let part = || member.name.clone();
        Fault::at_most(what, member.size, limit).at(member.offset, part)?;
        self.collect(member.size).at(member.offset, part)
    }

    /// Whether anything but zeros comes after the end, and where. Reads to the end of the stream.
    pub(crate) fn trailing(&mut self) -> Result<Option<u64>> {
        let mut buffer = vec![0; 64 << 10];
        loop {
            let at = self.position;
            match self.reader.read(&mut buffer) {
                Ok(0) => return Ok(None),
                Ok(read) if !is_zero(&buffer[..read]) => return Ok(Some(at)),
                Ok(read) => self.position += read as u64,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(Fault::from(error).at("what follows the archive's end", at));
                }
            }
        }
    }

    /// So many bytes of data come next.
    fn expect(&mut self, length: u64) -> Option<()> {
        self.data_end = self.position.checked_add(length)?;
        self.next_head = self.data_end.checked_next_multiple_of(SECTOR as u64)?;
        Some(())
    }

    fn extension(&mut self, length: u64, offset: u64) -> Result<Vec<u8>> {
        Fault::at_most("the length of a head", length, LONGEST_EXTENSION)
            .at(offset, || "head of a member")?;
        self.collect(length).at(offset, || "head of a member")
    }

    /// Grows with what comes, not with what was promised.
    fn collect(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(length).read_to_end(&mut bytes)?;
        self.position += read as u64;
        if (read as u64) < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }

    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        self.reader.read_exact(buffer)?;
        self.position += buffer.len() as u64;
        Ok(())
    }

    fn skip_to(&mut self, offset: u64) -> Result<()> {
        let gap = offset - self.position;
        let skipped = io::copy(&mut self.reader.by_ref().take(gap), &mut io::sink());
        let skipped = skipped.at(self.position, || "data of a member")?;
        self.position += skipped;
        if skipped < gap {
            return Err(Fault::Truncated.at("data of a member", self.position));
        }
        Ok(())
    }
}

/// What a head says, and the letter of its kind.
fn parse(head: &[u8; SECTOR]) -> Result<(Member, u8), Fault> {
    // The sum is made with spaces in its own place.
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    let expected = sum(&head[..148]) + 8 * u64::from(b' ') + sum(&head[156..]);
    if octal(&head[148..156])? != expected {
        return Err(Fault::NotA("head of a tar's member"));
    }
    let text = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == 0);
        lossy(&bytes[..end.unwrap_or(bytes.len())])
    };
    let mut name = text(&head[..100]);
    // POSIX; GNU writes other things in the prefix's place, and ends its magic in spaces.
    if &head[257..263] == b"ustar\0" && head[345] != 0 {
        name = format!("{}/{name}", text(&head[345..500]));
    }
    let size = match head[124] {
        0x80 => head[125..136].iter().try_fold(0_u64, |size, byte| {
            size.checked_mul(256)
                .map(|size| size + u64::from(*byte))
                .ok_or_else(|| Fault::invalid("no file is that long"))
        })?,
        _ => octal(&head[124..136])?,
    };
    let member = Member {
        name,
        size,
        offset: 0,
        is_file: true,
    };
    Ok((member, head[156]))
}

fn octal(field: &[u8]) -> Result<u64, Fault> {
    let text = field.iter().filter(|byte| !matches!(byte, 0 | b' '));
    text.copied().try_fold(0_u64, |number, digit| {
        if !(b'0'..=b'7').contains(&digit) || number >> 60 != 0 {
            return Err(Fault::invalid("a number of the head is none"));
        }
        Ok(number << 3 | u64::from(digit - b'0'))
    })
}

fn number(text: &str) -> Result<u64, Fault> {
    text.parse()
        .map_err(|_| Fault::invalid("a number of the head is none"))
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Lines of `length key=value`.
fn pax_records(mut bytes: &[u8]) -> Result<Vec<(&str, &str)>, Fault> {
    let malformed = || Fault::invalid("a record is malformed");
    let mut records = Vec::new();
    while !bytes.is_empty() {
        let space = bytes.iter().position(|byte| *byte == b' ');
        let space = space.ok_or_else(malformed)?;
        let digits = std::str::from_utf8(&bytes[..space]).map_err(|_| malformed())?;
        let length: usize = digits.parse().map_err(|_| malformed())?;
        let record = bytes.get(space + 1..length).ok_or_else(malformed)?;
        // A value may be of any bytes (another program's attributes); ours are texts.
        if let Ok(text) = std::str::from_utf8(record)
            && let Some(pair) = text.trim_end_matches('\n').split_once('=')
        {
            records.push(pair);
        }
        bytes = &bytes[length..];
    }
    Ok(records)
}

/// How a head says what it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Dialect {
    /// Not at all, as before there were others; servers write it.
    V7,
    /// As POSIX has it.
    Ustar,
}

/// The head of a file, readable by its owner alone. Of 8 GiB and more the size is written as GNU tar does,
/// which every tar of today reads.
pub(crate) fn head(
    dialect: Dialect,
    name: &str,
    size: u64,
    modified: u64,
) -> Result<[u8; SECTOR], Error> {
    let mut head = [0; SECTOR];
    if name.len() > 100 {
        return Err(Fault::unsupported("a name of more than 100 bytes").at(name.to_owned(), 0));
    }
    head[..name.len()].copy_from_slice(name.as_bytes());
    let mut octal = |at: usize, digits: usize, value: u64| {
        let text = format!("{value:0digits$o}");
        head[at..at + digits].copy_from_slice(text.as_bytes());
    };
    octal(100, 7, 0o400);
    octal(108, 7, 0);
    octal(116, 7, 0);
    octal(136, 11, modified % OCTAL_END);
    if size < OCTAL_END {
        octal(124, 11, size);
    } else {
        head[124] = 0x80;
        head[128..136].copy_from_slice(&size.to_be_bytes());
    }
    head[148..156].fill(b' ');
    if dialect == Dialect::Ustar {
        head[156] = b'0';
        head[257..265].copy_from_slice(b"ustar\x0000");
    }
    let sum: u64 = head.iter().map(|byte| u64::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:07o}\0").as_bytes());
    Ok(head)
}

/// Zeros up to the next sector.
pub(crate) fn pad(out: &mut impl Write, size: u64) -> io::Result<()> {
    let filled = (size % SECTOR as u64) as usize;
    match filled {
        0 => Ok(()),
        _ => out.write_all(&[0; SECTOR][filled..]),
    }
}

/// A whole member.
pub(crate) fn write_member(
    out: &mut impl Write,
    dialect: Dialect,
    name: &str,
    bytes: &[u8],
    modified: u64,
) -> Result<()> {
    let head = head(dialect, name, bytes.len() as u64, modified)?;
    let written = out
        .write_all(&head)
        .and_then(|()| out.write_all(bytes))
        .and_then(|()| pad(out, bytes.len() as u64));
    written.at(0, || name.to_owned())
}

/// What ends an archive.
pub(crate) const END: [u8; 2 * SECTOR] = [0; 2 * SECTOR];

#[cfg(test)]
mod tests {
    use super::*;

    fn names(archive: &[u8]) -> Result<Vec<(String, u64)>> {
        let mut reader = Reader::new(archive);
        let mut names = Vec::new();
        while let Some(member) = reader.next_member()? {
            names.push((member.name, member.size));
        }
        Ok(names)
    }

    fn archive(members: &[(&str, &[u8], u8)]) -> Vec<u8> {
        let mut archive = Vec::new();
        for (name, bytes, kind) in members {
            let mut head = head(Dialect::Ustar, name, bytes.len() as u64, 0).unwrap();
            head[156] = *kind;
            head[148..156].fill(b' ');
            let sum: u64 = head.iter().map(|byte| u64::from(*byte)).sum();
            head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            archive.extend_from_slice(&head);
            archive.extend_from_slice(bytes);
            pad(&mut archive, bytes.len() as u64).unwrap();
        }
        archive.extend_from_slice(&END);
        archive
    }

    #[test]
    fn what_is_written_is_read() {
        let mut file = Vec::new();
        write_member(&mut file, Dialect::V7, "one", b"1", 7).unwrap();
        write_member(&mut file, Dialect::V7, "two", &[2; 512], 7).unwrap();
        file.extend_from_slice(&END);
        let expected = vec![("one".to_owned(), 1), ("two".to_owned(), 512)];
        assert_eq!(names(&file).unwrap(), expected);
    }

    #[test]
    fn a_size_of_eight_gibibytes_and_more_is_kept() {
        for size in [OCTAL_END - 1, OCTAL_END, 1 << 45] {
            let (member, _) = parse(&head(Dialect::Ustar, "disk", size, 0).unwrap()).unwrap();
            assert_eq!(member.size, size);
        }
    }

    #[test]
    fn long_names_and_pax_records_belong_to_the_next_member() {
        let long = "x".repeat(300);
        let pax = b"18 path=from pax\n\n9 size=2\n";
        let file = archive(&[
            ("@LongLink", long.as_bytes(), b'L'),
            ("short", b"1", b'0'),
            ("PaxHeader", &pax[..], b'x'),
            ("short", b"22", b'0'),
        ]);
        let expected = vec![(long, 1), ("from pax\n".trim().to_owned(), 2)];
        assert_eq!(names(&file).unwrap(), expected);
    }

    #[test]
    fn what_promises_too_much_is_refused_before_it_is_read() {
        let mut head = head(Dialect::Ustar, "@LongLink", 1 << 40, 0).unwrap();
        head[156] = b'L';
        head[148..156].fill(b' ');
        let sum: u64 = head.iter().map(|byte| u64::from(*byte)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let error = names(&head).unwrap_err();
        assert!(matches!(error.fault, Fault::TooLarge { .. }), "{error}");
    }
}
