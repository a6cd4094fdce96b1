//! OVA: the descriptor, its files and their manifest in one tar.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use crate::{
    Error, Fault, Result,
    error::Located as _,
    ovf::{
        Algorithm, Descriptor, Entry, Manifest, element,
        manifest::{self, Digests},
    },
    tar::{self, Dialect, Member},
};

/// The most files that a package may have.
const MOST_FILES: u64 = 10_000;

/// A package that is read from its first byte to its last.
///
/// Digests are made while files are read, and compared at the end: a manifest may be the last member.
#[derive(Debug)]
pub struct Ova<R> {
    tar: tar::Reader<BufReader<R>>,
    descriptor: Descriptor,
    manifest: Option<Manifest>,
    /// What was read whole: the name, where it stands, its digests.
    read: Vec<(Member, Digests)>,
    current: Option<(Member, Digests)>,
    problems: Vec<Error>,
}

impl<R: Read> Ova<R> {
    /// Reads the descriptor, which is the first member.
    pub fn open(reader: R) -> Result<Self> {
        let mut tar = tar::Reader::new(BufReader::with_capacity(64 << 10, reader));
        let first = loop {
            match tar.next_member()? {
                Some(member) if is_hidden(&member.name) => {}
                other => break other,
            }
        };
        let Some(first) = first.filter(|member| has_ending(&member.name, ".ovf")) else {
            return Err(Fault::NotA("OVA: it does not begin with a descriptor").at("descriptor", 0));
        };
        let xml = tar.read_whole(&first, "the size of the descriptor", element::LONGEST)?;
        let descriptor = Descriptor::parse(&xml).at(first.offset, || first.name.clone())?;
        let mut digests = Digests::all();
        digests.update(&xml);
        Ok(Self {
            tar,
            descriptor,
            manifest: None,
            read: vec![(first, digests)],
            current: None,
            problems: Vec::new(),
        })
    }

    /// What the package holds.
    pub fn descriptor(&self) -> &Descriptor {
        &self.descriptor
    }

    /// The manifest, once it came.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// The next file of the package, manifest and certificate left aside; none at the end. What was not read
    /// of the one before is read, for its digest.
    pub fn next_file(&mut self) -> Result<Option<PackedFile<'_, R>>> {
        self.finish_file()?;
        loop {
            let Some(member) = self.tar.next_member()? else {
                self.compare();
                return Ok(None);
            };
            if is_hidden(&member.name) || has_ending(&member.name, ".cert") {
                continue;
            }
            let place = |fault: Fault| fault.at(member.name.clone(), member.offset);
            if !member.is_file {
                self.problems.push(place(Fault::invalid("it is no file")));
                continue;
            }
            if has_ending(&member.name, ".mf") {
                let text =
                    self.tar
                        .read_whole(&member, "the size of the manifest", manifest::LONGEST)?;
                self.manifest = Some(Manifest::parse(&text).map_err(place)?);
                continue;
            }
            let is_outside = member.name.starts_with('/') || member.name.contains('\\');
            if is_outside || member.name.split('/').any(|part| part == "..") {
                return Err(place(Fault::invalid("its name leads out of the package")));
            }
            let files = self.read.len() as u64;
            Fault::at_most("the number of files", files, MOST_FILES).map_err(place)?;
            let known = self
                .manifest
                .as_ref()
                .map(|manifest| manifest.get(&member.name));
            let digests = match known {
                Some(Some(entry)) => Digests::of(entry.algorithm),
                // It will be missed at the end.
                Some(None) => Digests::default(),
                None => Digests::all(),
            };
            self.current = Some((member, digests));
            return Ok(Some(PackedFile { ova: self }));
        }
    }

    /// What was found wrong. All of it is known once there is no next file.
    pub fn problems(&self) -> &[Error] {
        &self.problems
    }

    fn finish_file(&mut self) -> Result<()> {
        if let Some((member, _)) = &self.current {
            let (name, offset) = (member.name.clone(), member.offset);
            io::copy(&mut PackedFile { ova: self }, &mut io::sink()).at(offset, || name)?;
        }
        self.read.extend(self.current.take());
        Ok(())
    }

    /// Each file against the manifest, and the manifest and the descriptor against the files.
    fn compare(&mut self) {
        let end = self.tar.position();
        let is_there = |name: &str| {
            let mut read = self.read.iter();
            read.any(|(member, _)| member.name.eq_ignore_ascii_case(name))
        };
        for file in &self.descriptor.files {
            let first = match file.chunk_size {
                Some(_) => format!("{}.000000000", file.name),
                None => file.name.clone(),
            };
            if !is_there(&first) {
                let fault = Fault::invalid("the descriptor names it, and it is not there");
                self.problems.push(fault.at(first, end));
            }
        }
        let Some(manifest) = &self.manifest else {
            return;
        };
        for entry in &manifest.entries {
            if !is_there(&entry.file) {
                let fault = Fault::invalid("the manifest names it, and it is not there");
                self.problems.push(fault.at(entry.file.clone(), end));
            }
        }
        for (member, digests) in &self.read {
            let fault = match manifest.get(&member.name) {
                None => Fault::invalid("the manifest does not name it"),
                Some(entry) if digests.digits(entry.algorithm) == entry.digest => continue,
                Some(_) => Fault::Checksum,
            };
            self.problems
                .push(fault.at(member.name.clone(), member.offset));
        }
    }
}

/// A file of a package, to be read once.
#[derive(Debug)]
pub struct PackedFile<'a, R> {
    ova: &'a mut Ova<R>,
}

impl<R> PackedFile<'_, R> {
    /// Its name.
    pub fn name(&self) -> &str {
        self.ova
            .current
            .as_ref()
            .map_or("", |(member, _)| &member.name)
    }

    /// Its length in bytes.
    pub fn size(&self) -> u64 {
        self.ova
            .current
            .as_ref()
            .map_or(0, |(member, _)| member.size)
    }
}

impl<R: Read> Read for PackedFile<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.ova.tar.read_data(buffer)?;
        if let Some((_, digests)) = &mut self.ova.current {
            digests.update(&buffer[..read]);
        }
        Ok(read)
    }
}

/// What a package is, and what is wrong with it.
#[derive(Debug)]
pub struct OvaReport {
    /// What it holds.
    pub descriptor: Descriptor,
    /// Its files, with their lengths.
    pub files: Vec<(String, u64)>,
    /// Whether it has a manifest; without one nothing tells whether its files are whole.
    pub has_manifest: bool,
    /// All that is wrong. At the last of them reading ended, if it did.
    pub problems: Vec<Error>,
}

/// Reads a package to its end. An error is only what is no package at all.
pub fn verify(reader: impl Read) -> Result<OvaReport> {
    let mut ova = Ova::open(reader)?;
    let mut files = Vec::new();
    let end = loop {
        match ova.next_file() {
            Ok(Some(file)) => files.push((file.name().to_owned(), file.size())),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    Ok(OvaReport {
        has_manifest: ova.manifest.is_some(),
        problems: ova.problems.into_iter().chain(end).collect(),
        descriptor: ova.descriptor,
        files,
    })
}

/// What macOS and pax leave in archives.
fn is_hidden(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.starts_with('.') || name.contains("PaxHeader")
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.to_ascii_lowercase().ends_with(ending)
}

/// A package that is being written into a file: what a member's head says of its length is put right once
/// the member is there.
#[derive(Debug)]
pub struct OvaWriter<W> {
    out: W,
    name: String,
    modified: u64,
    manifest: Manifest,
}

impl<W: Write + Seek> OvaWriter<W> {
    /// Begins with the descriptor; `name` is the package's, without its ending. `modified` is when, in
    /// seconds since 1970.
    pub fn new(out: W, name: &str, descriptor: &Descriptor, modified: u64) -> Result<Self> {
        let mut writer = Self {
            out,
            name: name.to_owned(),
            modified,
            manifest: Manifest::default(),
        };
        let xml = descriptor.to_xml();
        writer.write_file(&format!("{name}.ovf"), |out| {
            out.write_all(xml.as_bytes()).at(0, || "descriptor")
        })?;
        Ok(writer)
    }

    /// Adds a file, in the order in which the descriptor names them.
    pub fn write_file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        let head_at = self.out.stream_position().at(0, || name.to_owned())?;
        let place = |fault: io::Error| Fault::from(fault).at(name.to_owned(), head_at);
        let head = tar::head(Dialect::Ustar, name, 0, self.modified)?;
        self.out.write_all(&head).map_err(place)?;
        let mut digested = Digested {
            out: &mut self.out,
            digests: Digests::of(Algorithm::Sha256),
            length: 0,
        };
        write(&mut digested)?;
        let (digests, length) = (digested.digests, digested.length);
        let head = tar::head(Dialect::Ustar, name, length, self.modified)?;
        let out = &mut self.out;
        tar::pad(out, length)
            .and_then(|()| out.seek(SeekFrom::Start(head_at)))
            .and_then(|_| out.write_all(&head))
            .and_then(|()| out.seek(SeekFrom::End(0)))
            .map_err(place)?;
        self.manifest.entries.push(Entry {
            algorithm: Algorithm::Sha256,
            file: name.to_owned(),
            digest: digests.digits(Algorithm::Sha256),
        });
        Ok(())
    }

    /// Writes the manifest and the end, and gives back what was written to.
    pub fn finish(mut self) -> Result<W> {
        let manifest = self.manifest.to_string();
        let name = format!("{}.mf", self.name);
        tar::write_member(
            &mut self.out,
            Dialect::Ustar,
            &name,
            manifest.as_bytes(),
            self.modified,
        )?;
        let written = self.out.write_all(&tar::END);
        let written = written.and_then(|()| self.out.flush());
        written.at(0, || "end of the archive")?;
        Ok(self.out)
    }
}

/// Digests and counts what goes through.
struct Digested<W> {
    out: W,
    digests: Digests,
    length: u64,
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digests.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
