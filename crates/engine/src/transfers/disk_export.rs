//! Disks that servers send, written as the files that they are to be, and judged while they come.

use std::io::{self, BufWriter, Read, Seek, Write};

use images::{
    Error, ExtentSource, Fault, Forward, Kind, Limited, qcow2, raw,
    vhd::{self, DiskType},
    vmdk,
};
use inventory::jobs::plan::{DiskFile, DiskFormat};

use super::export::{Stopped, Tee};

/// What is written is gathered in pieces of this size.
const PIECE: usize = 256 << 10;

/// A disk that comes.
pub(crate) struct DiskExport {
    /// What the file is to be.
    pub(crate) disk: DiskFile,
    /// As what it comes.
    pub(crate) wire: DiskFormat,
    /// Whether only what was written since a snapshot comes.
    pub(crate) is_difference: bool,
    /// The file's name, for formats that keep it.
    pub(crate) name: String,
}

/// A file that a disk is written into.
pub(crate) trait DiskOut: Write + Seek {
    /// Gives it this length, so that what is not written of it are zeros.
    fn set_length(&mut self, length: u64) -> io::Result<()>;
}

impl DiskExport {
    /// Writes the whole of what comes; `expect` is told how many bytes there are, once that is known. Memory
    /// does not grow with the disk.
    pub(crate) fn write(
        &self,
        mut reader: impl Read,
        out: &mut impl DiskOut,
        expect: impl FnOnce(u64),
    ) -> Result<(), Stopped> {
        let size = self.disk.size;
        if self.wire == DiskFormat::Raw {
            expect(size);
            self.convert(raw::Reader::new(&mut reader, size), out)?;
            return ends(reader, size);
        }
        if self.disk.format == DiskFormat::Vhd {
            let mut tee = Tee::new(reader, |bytes: &[u8]| out.write_all(bytes));
            let judged = self.judge(&mut tee, expect);
            return tee.ended(judged.map_err(Stopped::Damage));
        }
        let source = self.opened(reader, expect).map_err(stopped)?;
        self.convert(Limited::new(source, size), out)
    }

    /// Reads a VHD to its end.
    fn judge(&self, reader: impl Read, expect: impl FnOnce(u64)) -> Result<(), Error> {
        let mut source = self.opened(reader, expect)?;
        let mut buffer = vec![0; PIECE];
        while let Some(extent) = source.next_extent()? {
            let mut left = match extent.kind {
                Kind::Data => extent.length,
                Kind::Hole => 0,
            };
            while left > 0 {
                let part = left.min(PIECE as u64);
                // No more than a piece.
                source.read(&mut buffer[..part as usize])?;
                left -= part;
            }
        }
        Ok(())
    }

    /// A VHD that is what was asked for, as far as its head says.
    fn opened<R: Read>(
        &self,
        reader: R,
        expect: impl FnOnce(u64),
    ) -> Result<vhd::Reader<Forward<R>>, Error> {
        let source = vhd::Reader::open(Forward::new(reader))?;
        let is_difference = source.disk_type() == DiskType::Differencing;
        // Servers round sizes up.
        if is_difference != self.is_difference || source.size() < self.disk.size {
            return Err(Error {
                part: "header".into(),
                offset: 512,
                fault: Fault::Invalid("it is not the disk that was asked for".into()),
            });
        }
        expect(source.stream_length());
        Ok(source)
    }

    fn convert(&self, source: impl ExtentSource, out: &mut impl DiskOut) -> Result<(), Stopped> {
        if self.disk.format == DiskFormat::Raw {
            out.set_length(self.disk.size).map_err(Stopped::Taker)?;
            return raw::write_sparse(source, out).map_err(stopped);
        }
        let mut out = BufWriter::with_capacity(PIECE, out);
        match self.disk.format {
            DiskFormat::Vmdk => vmdk::write_stream_optimized(source, &self.name, &mut out),
            _ => qcow2::write_in_place(source, &mut out),
        }
        .map_err(stopped)?;
        out.flush().map_err(Stopped::Taker)
    }
}

/// What comes ends through no failure of its own that could be told here: whoever fails is who writes.
fn stopped(error: Error) -> Stopped {
    match error.fault {
        Fault::Io(error) => Stopped::Taker(error),
        _ => Stopped::Damage(error),
    }
}

/// Nothing follows the disk.
fn ends(mut reader: impl Read, size: u64) -> Result<(), Stopped> {
    match reader.read(&mut [0]) {
        Ok(0) => Ok(()),
        Ok(_) => Err(Stopped::Damage(Error {
            part: "raw bytes".into(),
            offset: size,
            fault: Fault::Invalid("more comes than the disk has".into()),
        })),
        Err(error) => Err(Stopped::Giver(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, SeekFrom};

    use images::{BlockMap, open_disk};

    use super::*;

    const SIZE: u64 = (5 << 20) + 512;

    /// A disk of this size as it comes.
    fn coming(wire: DiskFormat) -> Vec<u8> {
        let mut raw = vec![0; SIZE as usize];
        raw[..3 << 20].fill(1);
        if wire == DiskFormat::Raw {
            return raw;
        }
        let source = || raw::Reader::new(&raw[..], SIZE);
        let map = BlockMap::of_data(source(), vhd::BLOCK_SIZE).unwrap();
        let mut bytes = Vec::new();
        vhd::write_dynamic(source(), &map, &vhd::Identity::default(), &mut bytes).unwrap();
        bytes
    }

    fn asked(wire: DiskFormat, format: DiskFormat) -> DiskExport {
        DiskExport {
            disk: DiskFile { format, size: SIZE },
            wire,
            is_difference: false,
            name: "disk".to_owned(),
        }
    }

    /// A file that has room for so many bytes.
    struct Out {
        file: Cursor<Vec<u8>>,
        room: usize,
    }

    impl Write for Out {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.room = match self.room.checked_sub(bytes.len()) {
                Some(left) => left,
                None => return Err(io::ErrorKind::StorageFull.into()),
            };
            self.file.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Out {
        fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
            self.file.seek(place)
        }
    }

    impl DiskOut for Out {
        fn set_length(&mut self, length: u64) -> io::Result<()> {
            self.file.get_mut().resize(length as usize, 0);
            Ok(())
        }
    }

    fn written(asked: &DiskExport, bytes: &[u8], room: usize) -> (Vec<u8>, Result<(), Stopped>) {
        let mut out = Out {
            file: Cursor::default(),
            room,
        };
        let end = asked.write(bytes, &mut out, |_| ());
        (out.file.into_inner(), end)
    }

    const WAYS: [(DiskFormat, DiskFormat); 6] = [
        (DiskFormat::Vhd, DiskFormat::Vhd),
        (DiskFormat::Raw, DiskFormat::Raw),
        (DiskFormat::Vhd, DiskFormat::Qcow2),
        (DiskFormat::Vhd, DiskFormat::Vmdk),
        (DiskFormat::Raw, DiskFormat::Qcow2),
        (DiskFormat::Raw, DiskFormat::Vmdk),
    ];

    #[test]
    fn what_comes_cut_short_is_told_as_that_wherever_it_is_cut() {
        for (wire, format) in WAYS {
            let asked = asked(wire, format);
            let bytes = coming(wire);
            let (file, end) = written(&asked, &bytes, usize::MAX);
            end.unwrap();
            let (_, disk) = open_disk(Cursor::new(&file)).unwrap();
            // A VMDK counts in sectors, and so does this size.
            assert_eq!(disk.size(), SIZE, "{format:?}");
            for length in (0..bytes.len()).step_by(bytes.len() / 37) {
                let (_, end) = written(&asked, &bytes[..length], usize::MAX);
                assert!(
                    matches!(end, Err(Stopped::Damage(_))),
                    "{wire:?} {format:?} {length}: {end:?}"
                );
            }
        }
    }

    #[test]
    fn more_than_was_asked_for_and_other_disks_are_not_taken() {
        for (wire, format) in WAYS {
            let mut more = coming(wire);
            more.extend([0; 512]);
            let (_, end) = written(&asked(wire, format), &more, usize::MAX);
            assert!(
                matches!(end, Err(Stopped::Damage(_))),
                "{format:?}: {end:?}"
            );
        }
        let bytes = coming(DiskFormat::Vhd);
        let mut larger = asked(DiskFormat::Vhd, DiskFormat::Vhd);
        larger.disk.size += 512;
        let mut difference = asked(DiskFormat::Vhd, DiskFormat::Vhd);
        difference.is_difference = true;
        for other in [larger, difference] {
            let (_, end) = written(&other, &bytes, usize::MAX);
            assert!(matches!(end, Err(Stopped::Damage(_))), "{end:?}");
        }
    }

    #[test]
    fn a_disk_that_is_full_is_told_as_that() {
        for (wire, format) in WAYS {
            let (_, end) = written(&asked(wire, format), &coming(wire), 1 << 10);
            let Err(Stopped::Taker(error)) = end else {
                panic!("{format:?}: {end:?}");
            };
            assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        }
    }
}
