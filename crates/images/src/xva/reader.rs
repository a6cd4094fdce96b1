//! Reads an archive block by block, and judges each as it comes.

use std::io::{self, BufReader, Chain, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use sha1::{Digest, Sha1};

use crate::{
    Error, Extent, ExtentSource, Fault, Kind, Result,
    bytes::hex,
    error::Located as _,
    extent::Reading,
    tar::{self, Member},
    xva::{BLOCK_SIZE, Disk, Metadata, OVA_XML, xxh64},
};

/// The longest `ova.xml` that is read.
const LONGEST_OVA_XML: u64 = 64 << 20;

/// The longest checksum that is read; SHA-1 has 40 digits.
const LONGEST_CHECKSUM: u64 = 64;

/// No more problems are kept; they are all of a kind then.
const MOST_PROBLEMS: usize = 1000;

/// Of the largest window that zstd may ask us for, the logarithm: 32 MiB. Servers use 2 MiB.
const ZSTD_WINDOW_LOG: u32 = 25;

/// How an archive is compressed as a whole.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Compression {
    /// Not at all.
    None,
    /// By gzip.
    Gzip,
    /// By zstd.
    Zstd,
}

/// The bytes that told the kind, and the rest.
type Whole<R> = BufReader<Chain<Cursor<Vec<u8>>, R>>;

/// What the archive's bytes are read through.
enum Decoder<R: Read> {
    None(Whole<R>),
    Gzip(Box<MultiGzDecoder<Whole<R>>>),
    Zstd(zstd::stream::read::Decoder<'static, Whole<R>>),
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::None(reader) => reader.read(buffer),
            Self::Gzip(reader) => reader.read(buffer),
            Self::Zstd(reader) => reader.read(buffer),
        }
    }
}

/// A block of a disk, with its checksum already compared.
#[derive(Debug)]
pub struct Block<'a> {
    /// The disk, by its place in [`Metadata::disks`].
    pub disk: usize,
    /// Where the block begins on the disk. What is left out before it is zeros.
    pub offset: u64,
    /// What it holds; nothing where the server only meant to show that it is alive.
    pub bytes: &'a [u8],
}

/// An archive that is read from its first byte to its last.
///
/// What is wrong, though reading can go on, is added to [`problems`](Self::problems); what reading ends
/// with is an error.
pub struct Archive<R: Read> {
    tar: tar::Reader<BufReader<Decoder<R>>>,
    compression: Compression,
    pub(super) metadata: Metadata,
    pub(super) problems: Vec<Error>,
    buffer: Vec<u8>,
    /// The member after a block, where it was not the block's checksum.
    next: Option<Member>,
    current: Option<Current>,
    /// Which disks have come.
    seen: Vec<bool>,
    /// A block that was read already, of the disk that comes next.
    held: Option<Head>,
    /// The disk that was handed out last.
    handed_out: Option<usize>,
    has_ended: bool,
}

impl<R: Read> std::fmt::Debug for Archive<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive")
            .field("metadata", &self.metadata)
            .finish_non_exhaustive()
    }
}

/// The disk whose blocks come.
#[derive(Clone, Copy, Debug)]
struct Current {
    disk: usize,
    counter: u64,
    /// How many bytes of it are known.
    position: u64,
    /// How many bytes each block that is left out stands for: as many as the disk's first has.
    first_length: u64,
    last_length: u64,
}

/// What is known of the block in the buffer.
#[derive(Clone, Copy, Debug)]
struct Head {
    disk: usize,
    offset: u64,
    length: usize,
}

impl<R: Read> Archive<R> {
    /// Reads how the archive is compressed, and `ova.xml`.
    pub fn open(reader: R) -> Result<Self> {
        let mut archive = Self::begin(reader)?;
        let first = archive.tar.next_member()?;
        let Some(first) = first.filter(|member| member.name == OVA_XML) else {
            return Err(Fault::NotA("XVA: it does not begin with ova.xml").at(OVA_XML, 0));
        };
        let xml = archive
            .tar
            .read_whole(&first, "the size of ova.xml", LONGEST_OVA_XML)?;
        archive.metadata = Metadata::parse(&xml).at(first.offset, || OVA_XML)?;
        archive.seen = vec![false; archive.metadata.disks.len()];
        if archive.metadata.version.export < 2 {
            let fault =
                Fault::unsupported("the checksums of an export of before 2007, at its end,");
            archive.problems.push(fault.at(OVA_XML, first.offset));
        }
        Ok(archive)
    }

    /// Reads what a server exports a single disk as in its format `tar`: the blocks alone, of which the
    /// disk's size must be known.
    pub fn of_disk(reader: R, size: u64) -> Result<Self> {
        let mut archive = Self::begin(reader)?;
        archive.metadata.version.export = 2;
        archive.metadata.disks.push(Disk {
            id: "vdi".to_owned(),
            size,
            ..Disk::default()
        });
        archive.seen.push(false);
        Ok(archive)
    }

    fn begin(mut reader: R) -> Result<Self> {
        let mut magic = Vec::new();
        let read = reader.by_ref().take(4).read_to_end(&mut magic);
        read.at(0, || "the first bytes")?;
        let compression = match magic[..] {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] => Compression::Zstd,
            _ => Compression::None,
        };
        let whole = BufReader::with_capacity(64 << 10, Cursor::new(magic).chain(reader));
        let decoder = match compression {
            Compression::None => Decoder::None(whole),
            Compression::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(whole))),
            Compression::Zstd => {
                let decoder = zstd::stream::read::Decoder::with_buffer(whole);
                let mut decoder = decoder.at(0, || "the first bytes")?;
                let set = decoder.window_log_max(ZSTD_WINDOW_LOG);
                set.at(0, || "the first bytes")?;
                Decoder::Zstd(decoder)
            }
        };
        Ok(Self {
            tar: tar::Reader::new(BufReader::with_capacity(64 << 10, decoder)),
            compression,
            metadata: Metadata::default(),
            problems: Vec::new(),
            buffer: vec![0; BLOCK_SIZE],
            next: None,
            current: None,
            seen: Vec::new(),
            held: None,
            handed_out: None,
            has_ended: false,
        })
    }

    /// How it is compressed.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// What it holds.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// What was found wrong so far, without being the end.
    pub fn problems(&self) -> &[Error] {
        &self.problems
    }

    /// Takes the first of what was found wrong so far, for who goes no further.
    pub fn take_problem(&mut self) -> Option<Error> {
        match self.problems.is_empty() {
            true => None,
            false => Some(self.problems.remove(0)),
        }
    }

    /// Whether it holds records alone, and no disk, though there are some. Known once it was read.
    pub fn is_metadata_only(&self) -> bool {
        self.has_ended && !self.seen.is_empty() && !self.seen.contains(&true)
    }

    /// How many bytes of the archive were read, before compression.
    pub fn position(&self) -> u64 {
        self.tar.position()
    }

    /// The next block; none at the end, when the archive is known to be whole.
    pub fn next_block(&mut self) -> Result<Option<Block<'_>>> {
        let head = match self.held.take() {
            Some(head) => Some(head),
            None => self.advance()?,
        };
        Ok(head.map(|head| Block {
            disk: head.disk,
            offset: head.offset,
            bytes: &self.buffer[..head.length],
        }))
    }

    /// The next disk, to be read as extents; none at the end. What was not read of the one before is
    /// skipped.
    pub fn next_disk(&mut self) -> Result<Option<DiskReader<'_, R>>> {
        loop {
            let head = match self.held.take() {
                Some(head) => Some(head),
                None => self.advance()?,
            };
            let Some(head) = head else {
                return Ok(None);
            };
            if self.handed_out == Some(head.disk) {
                continue;
            }
            self.held = Some(head);
            self.handed_out = Some(head.disk);
            return Ok(Some(DiskReader {
                size: self.metadata.disks[head.disk].size,
                disk: head.disk,
                archive: self,
                position: 0,
                reading: Reading::default(),
                takes_problems: false,
            }));
        }
    }

    /// Reads the next block into the buffer.
    fn advance(&mut self) -> Result<Option<Head>> {
        loop {
            let member = match self.next.take() {
                Some(member) => Some(member),
                None if self.has_ended => return Ok(None),
                None => self.tar.next_member()?,
            };
            let Some(member) = member else {
                self.end()?;
                return Ok(None);
            };
            match self.block_name(&member.name) {
                Some((disk, counter)) => return self.block(&member, disk, counter).map(Some),
                None if self.metadata.version.export < 2 && member.name == "checksum.xml" => {}
                None => self.problem(
                    Fault::invalid("no such member is expected").at(member.name, member.offset),
                ),
            }
        }
    }

    /// The disk and the number of a block, by its member's name.
    fn block_name(&self, name: &str) -> Option<(usize, u64)> {
        let (id, number) = name.split_once('/')?;
        let is_number = number.len() == 8 && number.bytes().all(|digit| digit.is_ascii_digit());
        let number = number.parse().ok().filter(|_| is_number)?;
        let disks = &self.metadata.disks;
        // Mostly it is the one whose blocks come.
        let current = self.current.map(|current| current.disk);
        let disk = current.filter(|disk| disks[*disk].id == id);
        let disk = disk.or_else(|| disks.iter().position(|disk| disk.id == id))?;
        Some((disk, number))
    }

    fn block(&mut self, member: &Member, disk: usize, counter: u64) -> Result<Head> {
        let place = |fault: Fault| fault.at(member.name.clone(), member.offset);
        let limit = BLOCK_SIZE as u64;
        Fault::at_most("the size of a block", member.size, limit).map_err(place)?;
        let current = match self.current {
            Some(current) if current.disk == disk => {
                let gap = (counter.checked_sub(current.counter + 1))
                    .ok_or_else(|| place(Fault::invalid("blocks do not ascend")))?;
                Current {
                    counter,
                    position: current.position + gap * current.first_length,
                    ..current
                }
            }
            _ => {
                self.finish_disk(member.offset);
                self.begin_disk(member, disk, counter)?
            }
        };
        let offset = current.position;
        // No more than a block, or all the counters there are of them: far from the end of a u64.
        let end = offset + member.size;
        if end > self.metadata.disks[disk].size {
            return Err(place(Fault::invalid("it reaches beyond the disk's end")));
        }
        self.current = Some(Current {
            position: end,
            last_length: member.size,
            ..current
        });
        let length = member.size as usize;
        let mut filled = 0;
        while filled < length {
            let read = self.tar.read_data(&mut self.buffer[filled..length]);
            filled += read.map_err(|error| place(error.into()))?;
        }
        self.compare_checksum(member, length)?;
        Ok(Head {
            disk,
            offset,
            length,
        })
    }

    fn begin_disk(&mut self, member: &Member, disk: usize, counter: u64) -> Result<Current> {
        let place = |fault: Fault| fault.at(member.name.clone(), member.offset);
        if self.seen[disk] {
            return Err(place(Fault::invalid("the disk's blocks are not together")));
        }
        if self.seen[disk..].contains(&true) {
            self.problem(place(Fault::invalid("the disks are not in their order")));
        }
        if counter != 0 {
            return Err(place(Fault::invalid("the disk's first block is missing")));
        }
        self.seen[disk] = true;
        Ok(Current {
            disk,
            counter,
            position: 0,
            first_length: member.size,
            last_length: member.size,
        })
    }

    /// The member after a block is its checksum.
    fn compare_checksum(&mut self, block: &Member, length: usize) -> Result<()> {
        if self.metadata.version.export < 2 {
            return Ok(());
        }
        self.next = self.tar.next_member()?;
        let missing = Fault::invalid("no checksum follows it");
        let Some(member) = &self.next else {
            // That is the end, which must not be looked for again.
            self.problem(missing.at(block.name.clone(), block.offset));
            return self.end();
        };
        let bytes = &self.buffer[..length];
        let expected = match member.name.strip_prefix(&block.name) {
            Some(".xxhash") => xxh64(bytes),
            Some(".checksum") => hex(&Sha1::digest(bytes)),
            _ => {
                self.problem(missing.at(block.name.clone(), block.offset));
                return Ok(());
            }
        };
        let said = self
            .tar
            .read_whole(member, "the size of a checksum", LONGEST_CHECKSUM)?;
        self.next = None;
        if said != expected.as_bytes() {
            self.problem(Fault::Checksum.at(block.name.clone(), block.offset));
        }
        Ok(())
    }

    /// The disk whose blocks came is complete.
    fn finish_disk(&mut self, offset: u64) {
        let Some(current) = self.current.take() else {
            return;
        };
        let disk = &self.metadata.disks[current.disk];
        if current.position != disk.size {
            let fault = Fault::invalid(format!(
                "the disk has {} bytes, and {} of them are there",
                disk.size, current.position
            ));
            let problem = fault.at(disk.id.clone(), offset);
            self.problem(problem);
        } else if current.last_length == 0 {
            let problem =
                Fault::invalid("the disk's last block is empty").at(disk.id.clone(), offset);
            self.problem(problem);
        }
    }

    /// The two zero sectors have come.
    fn end(&mut self) -> Result<()> {
        self.has_ended = true;
        let offset = self.tar.position();
        self.finish_disk(offset);
        if self.seen.contains(&true) {
            for disk in 0..self.seen.len() {
                if !self.seen[disk] {
                    let id = self.metadata.disks[disk].id.clone();
                    self.problem(Fault::invalid("the disk is missing").at(id, offset));
                }
            }
        }
        if let Some(offset) = self.tar.trailing()? {
            let fault = Fault::invalid("something follows the archive's end");
            self.problem(fault.at("end of the archive", offset));
        }
        Ok(())
    }

    fn problem(&mut self, problem: Error) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }
}

/// One disk of an archive.
#[derive(Debug)]
pub struct DiskReader<'a, R: Read> {
    archive: &'a mut Archive<R>,
    disk: usize,
    size: u64,
    position: u64,
    reading: Reading,
    takes_problems: bool,
}

impl<R: Read> DiskReader<'_, R> {
    /// Which one, by its place in [`Metadata::disks`].
    pub fn disk(&self) -> usize {
        self.disk
    }

    /// Goes on past problems, a wrong checksum say: what there is is read.
    pub fn take_problems(&mut self) {
        self.takes_problems = true;
    }

    /// The first problem of the archive, unless problems are taken.
    fn refuse_problems(&mut self) -> Result<()> {
        if !self.takes_problems && !self.archive.problems.is_empty() {
            return Err(self.archive.problems.remove(0));
        }
        Ok(())
    }
}

impl<R: Read> ExtentSource for DiskReader<'_, R> {
    fn size(&self) -> u64 {
        self.size
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        loop {
            if self.archive.held.is_none() {
                self.archive.held = self.archive.advance()?;
            }
            self.refuse_problems()?;
            let head = self.archive.held.filter(|head| head.disk == self.disk);
            let start = head.map_or(self.size, |head| head.offset);
            let offset = self.position;
            if start > offset {
                self.position = start;
                return Ok(Some(Extent {
                    offset,
                    length: start - offset,
                    kind: Kind::Hole,
                }));
            }
            let Some(head) = head else {
                return Ok(None);
            };
            self.archive.held = None;
            if head.length > 0 {
                let length = head.length as u64;
                self.position = start + length;
                self.reading = Reading::new(0, length);
                return Ok(Some(Extent {
                    offset,
                    length,
                    kind: Kind::Data,
                }));
            }
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        // Into the buffer, which is no longer than memory.
        let at = self.reading.advance(buffer.len()) as usize;
        buffer.copy_from_slice(&self.archive.buffer[at..at + buffer.len()]);
        Ok(())
    }
}
