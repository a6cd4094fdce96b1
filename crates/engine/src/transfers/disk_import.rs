//! Files that hold a disk, looked into, and sent to servers as these take them.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use images::{
    BlockMap, Error, Extent, ExtentSource, Fault, Format, Seekable, open_disk, raw,
    vhd::{self, DiskType, Identity},
};
use inventory::{
    Problem,
    jobs::plan::{DiskFile, DiskFormat},
};
use uuid::Uuid;

use crate::{
    files::cannot_read,
    problems::{self, FileKind},
};

/// The disk that a file holds. Of raw bytes everything can be one.
pub(crate) fn look_into(path: &Path) -> Result<DiskFile, Problem> {
    let file = open(path)?;
    let damaged = |error: Error| problems::of_image(path, FileKind::Disk, &error);
    let (format, source) = open_disk(&file).map_err(damaged)?;
    let size = source.size();
    drop(source);
    if format == Format::Vhd {
        let input = Seekable::new(&file).map_err(|error| cannot_read(path, &error))?;
        let disk = vhd::Reader::open(input).map_err(damaged)?;
        if disk.disk_type() == DiskType::Differencing {
            let name = path.display().to_string();
            return Err(Problem::new("file_is_difference").with("file", name));
        }
    }
    Ok(DiskFile {
        format: match format {
            Format::Raw => DiskFormat::Raw,
            Format::Vhd => DiskFormat::Vhd,
            Format::Vmdk => DiskFormat::Vmdk,
            Format::Qcow2 => DiskFormat::Qcow2,
        },
        size,
    })
}

fn open(path: &Path) -> Result<File, Problem> {
    let opened = || {
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        File::open(path)
    };
    opened().map_err(|error| cannot_read(path, &error))
}

/// A disk that is sent.
pub(crate) struct DiskImport {
    path: PathBuf,
    file: File,
    disk: DiskFile,
    wire: DiskFormat,
    /// Which blocks are sent, once that is known, and where it matters.
    map: Option<BlockMap>,
}

impl DiskImport {
    /// A file that holds what was planned with, to be sent as `wire`.
    ///
    /// # Errors
    /// `file_changed`, or why it cannot be read.
    pub(crate) fn open(path: &Path, disk: DiskFile, wire: DiskFormat) -> Result<Self, Problem> {
        if look_into(path)? != disk {
            let name = path.display().to_string();
            return Err(Problem::new("file_changed").with("file", name));
        }
        Ok(Self {
            path: path.to_owned(),
            file: open(path)?,
            disk,
            wire,
            map: None,
        })
    }

    /// Finds out how many bytes are sent. Raw bytes are read for that, where what is empty is left out; that takes
    /// long, and ends early once it is not wanted any more.
    pub(crate) fn measure(&mut self, is_wanted: impl Fn() -> bool) -> Result<u64, Problem> {
        if self.wire != DiskFormat::Vhd {
            return Ok(self.disk.size);
        }
        let mapped = self.source().and_then(|source| {
            let source = Wanted { source, is_wanted };
            match self.disk.format {
                DiskFormat::Raw => BlockMap::of_data(source, vhd::BLOCK_SIZE),
                _ => BlockMap::of_extents(source, vhd::BLOCK_SIZE),
            }
        });
        let map = mapped.map_err(|error| self.damaged(&error))?;
        let length = vhd::stream_length(&map);
        self.map = Some(map);
        Ok(length)
    }

    /// Gives `out` all that is sent.
    pub(crate) fn read(&self, out: impl Write) -> Result<(), Problem> {
        let written = self.source().and_then(|source| match &self.map {
            Some(map) => {
                let identity = Identity {
                    uuid: Uuid::new_v4().into_bytes(),
                    timestamp: 0,
                };
                vhd::write_dynamic(source, map, &identity, out)
            }
            None => raw::write(source, out),
        });
        match written {
            // Why the server takes no more, its task tells.
            Err(error) if is_unwanted(&error) => Ok(()),
            written => written.map_err(|error| self.damaged(&error)),
        }
    }

    fn source(&self) -> Result<Box<dyn ExtentSource + '_>, Error> {
        Ok(open_disk(&self.file)?.1)
    }

    fn damaged(&self, error: &Error) -> Problem {
        problems::of_image(&self.path, FileKind::Disk, error)
    }
}

/// A disk that is read only as long as that is wanted.
struct Wanted<S, F> {
    source: S,
    is_wanted: F,
}

impl<S, F: Fn() -> bool> Wanted<S, F> {
    fn check(&self) -> Result<(), Error> {
        match (self.is_wanted)() {
            true => Ok(()),
            false => Err(Error {
                part: "the disk".into(),
                offset: 0,
                fault: Fault::Io(io::ErrorKind::BrokenPipe.into()),
            }),
        }
    }
}

impl<S: ExtentSource, F: Fn() -> bool> ExtentSource for Wanted<S, F> {
    fn size(&self) -> u64 {
        self.source.size()
    }

    fn next_extent(&mut self) -> Result<Option<Extent>, Error> {
        self.check()?;
        self.source.next_extent()
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        self.check()?;
        self.source.read(buffer)
    }
}

fn is_unwanted(error: &Error) -> bool {
    matches!(&error.fault, Fault::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use images::{qcow2, vmdk};

    use super::*;

    /// A disk with data, a hole, and an odd end.
    fn bytes() -> Vec<u8> {
        let mut bytes = vec![0; (9 << 20) + 512];
        bytes[..1 << 20].fill(3);
        bytes[(8 << 20) + 7] = 5;
        let end = bytes.len() - 1;
        bytes[end] = 9;
        bytes
    }

    fn written(format: DiskFormat) -> Vec<u8> {
        let bytes = bytes();
        let source = || raw::Reader::new(&bytes[..], bytes.len() as u64);
        let mut out = io::Cursor::new(Vec::new());
        match format {
            DiskFormat::Raw => raw::write(source(), &mut out).unwrap(),
            // Its data comes last: what is cut off is missing.
            DiskFormat::Qcow2 => {
                let map = BlockMap::of_data(source(), qcow2::CLUSTER_SIZE).unwrap();
                qcow2::write(source(), &map, &mut out).unwrap();
            }
            DiskFormat::Vmdk => vmdk::write_stream_optimized(source(), "d", &mut out).unwrap(),
            DiskFormat::Vhd => {
                let map = BlockMap::of_data(source(), vhd::BLOCK_SIZE).unwrap();
                vhd::write_dynamic(source(), &map, &Identity::default(), &mut out).unwrap();
            }
        }
        out.into_inner()
    }

    const FORMATS: [DiskFormat; 4] = [
        DiskFormat::Raw,
        DiskFormat::Vhd,
        DiskFormat::Qcow2,
        DiskFormat::Vmdk,
    ];

    #[test]
    fn every_format_is_sent_as_servers_take_it_and_as_long_as_was_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        for format in FORMATS {
            fs::write(&path, written(format)).unwrap();
            let disk = look_into(&path).unwrap();
            assert_eq!(disk.format, format);
            assert_eq!(disk.size, bytes().len() as u64);
            for wire in [DiskFormat::Raw, DiskFormat::Vhd] {
                let mut import = DiskImport::open(&path, disk, wire).unwrap();
                let length = import.measure(|| true).unwrap();
                let mut sent = Vec::new();
                import.read(&mut sent).unwrap();
                assert_eq!(sent.len() as u64, length, "{format:?} as {wire:?}");
                let mut read = Vec::new();
                let (_, source) = open_disk(io::Cursor::new(&sent)).unwrap();
                raw::write(source, &mut read).unwrap();
                assert!(read == bytes(), "{format:?} as {wire:?}");
            }
            let smaller = DiskFile {
                size: disk.size - 512,
                ..disk
            };
            let changed = DiskImport::open(&path, smaller, DiskFormat::Raw).err();
            assert_eq!(changed.unwrap().code, "file_changed");
        }
    }

    #[test]
    fn measuring_stops_when_nobody_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        fs::write(&path, bytes()).unwrap();
        let disk = look_into(&path).unwrap();
        let mut import = DiskImport::open(&path, disk, DiskFormat::Vhd).unwrap();
        let asked = Cell::new(0);
        let once = || asked.replace(asked.get() + 1) < 1;
        assert!(import.measure(once).is_err());
        assert_eq!(asked.get(), 2, "not asked again, for nothing more is read");
    }

    #[test]
    fn a_file_that_ends_early_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        for format in FORMATS.into_iter().filter(|one| *one != DiskFormat::Raw) {
            let whole = written(format);
            let is_told = |problem: &Problem| {
                let codes = ["file_cut_short", "file_damaged", "not_a_disk"];
                codes.contains(&problem.code.as_str()) && problem.params.contains_key("offset")
            };
            // The last cluster of qcow2 is whole, whatever the disk has of it.
            let padding = match format {
                DiskFormat::Qcow2 => qcow2::CLUSTER_SIZE,
                _ => 512,
            };
            for length in (1024..whole.len() - padding).step_by(whole.len() / 29) {
                fs::write(&path, &whole[..length]).unwrap();
                let sent = look_into(&path).and_then(|disk| {
                    let mut import = DiskImport::open(&path, disk, DiskFormat::Vhd)?;
                    import.measure(|| true)?;
                    import.read(io::sink())
                });
                assert!(
                    sent.as_ref().is_err_and(is_told),
                    "{format:?} {length}: {sent:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_whole_disk_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("disk");
        let mut difference = written(DiskFormat::Vhd);
        difference[60..64].copy_from_slice(&4_u32.to_be_bytes());
        let sum = difference[..512].iter().map(|byte| u32::from(*byte));
        let own = difference[64..68].iter().map(|byte| u32::from(*byte));
        let sum = !(sum.sum::<u32>() - own.sum::<u32>());
        difference[64..68].copy_from_slice(&sum.to_be_bytes());
        for (bytes, code) in [
            (difference, "file_is_difference"),
            ([&b"vhdxfile"[..], &[0; 64]].concat(), "not_a_disk"),
            ([&b"\x1f\x8b"[..], &[0; 64]].concat(), "not_a_disk"),
        ] {
            fs::write(&path, bytes).unwrap();
            assert_eq!(look_into(&path).unwrap_err().code, code);
        }
        assert_eq!(look_into(folder.path()).unwrap_err().code, "cannot_read");
    }
}
