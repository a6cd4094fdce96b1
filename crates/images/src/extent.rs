//! A disk as what every format can be read as: data and holes, one after the other.

use crate::Result;

/// Whether an extent has bytes of its own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// It has bytes, which may be zeros.
    Data,
    /// It has none. They are zeros, or the parent's where the disk is a difference to one.
    Hole,
}

/// A part of a disk.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Extent {
    /// Where it begins on the disk, in bytes.
    pub offset: u64,
    /// How many bytes it has; never none.
    pub length: u64,
    /// Whether it has data.
    pub kind: Kind,
}

impl Extent {
    /// Where the next one begins.
    pub fn end(&self) -> u64 {
        self.offset + self.length
    }
}

/// A stream of the extents of a disk, from its first byte to its last: they ascend, and leave nothing out.
///
/// Which parts have data is told before the data is read, so that a walk over the extents alone is quick
/// wherever the format keeps tables of them.
pub trait ExtentSource {
    /// The disk's size in bytes.
    fn size(&self) -> u64;

    /// The next extent; none after the last, when the file is known to be whole. What was not read of
    /// the one before is skipped.
    fn next_extent(&mut self) -> Result<Option<Extent>>;

    /// Fills `buffer` with the next bytes of the extent that was told last. It must have data, and as many
    /// bytes left.
    fn read(&mut self, buffer: &mut [u8]) -> Result<()>;
}

impl<S: ExtentSource + ?Sized> ExtentSource for &mut S {
    fn size(&self) -> u64 {
        (**self).size()
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        (**self).next_extent()
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        (**self).read(buffer)
    }
}

impl<S: ExtentSource + ?Sized> ExtentSource for Box<S> {
    fn size(&self) -> u64 {
        (**self).size()
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        (**self).next_extent()
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        (**self).read(buffer)
    }
}

/// A disk without what lies beyond a size: formats and servers round sizes up.
#[derive(Debug)]
pub struct Limited<S> {
    source: S,
    size: u64,
}

impl<S: ExtentSource> Limited<S> {
    /// The first `size` bytes of a disk, which has as many at least.
    ///
    /// # Panics
    /// When it has not.
    pub fn new(source: S, size: u64) -> Self {
        assert!(
            size <= source.size(),
            "a disk is limited to more than it has"
        );
        Self { source, size }
    }
}

impl<S: ExtentSource> ExtentSource for Limited<S> {
    fn size(&self) -> u64 {
        self.size
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        // To the end, so that the file is known to be whole.
        while let Some(extent) = self.source.next_extent()? {
            let beyond = extent.end().saturating_sub(self.size);
            if beyond < extent.length {
                return Ok(Some(Extent {
                    length: extent.length - beyond,
                    ..extent
                }));
            }
        }
        Ok(None)
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        self.source.read(buffer)
    }
}

/// The part of an extent that a reader is in: where its bytes stand in the file, and how far it was read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    at: u64,
    left: u64,
}

impl Reading {
    /// An extent whose bytes stand at `at` in the file.
    pub(crate) fn new(at: u64, length: u64) -> Self {
        Self { at, left: length }
    }

    /// Where the next `length` bytes stand.
    ///
    /// # Panics
    /// When the extent has not so many left: whoever reads breaks the contract of [`ExtentSource::read`].
    pub(crate) fn advance(&mut self, length: usize) -> u64 {
        let length = length as u64;
        assert!(length <= self.left, "more is read than the extent has");
        let at = self.at;
        self.at += length;
        self.left -= length;
        at
    }
}
