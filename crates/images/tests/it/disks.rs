//! Disks for tests: bytes, the extents they are made of, and what a source says of itself read back.

use images::{Extent, ExtentSource, Kind, Result};
use proptest::prelude::*;

/// A disk in memory, in extents of which some are holes.
#[derive(Clone, Debug)]
pub struct Model {
    pub bytes: Vec<u8>,
    extents: Vec<Extent>,
}

impl Model {
    /// Runs of so many bytes; those without a value are holes.
    pub fn of_runs(runs: &[(usize, Option<u8>)]) -> Self {
        let mut model = Self {
            bytes: Vec::new(),
            extents: Vec::new(),
        };
        for (length, value) in runs.iter().filter(|(length, _)| *length > 0) {
            model.extents.push(Extent {
                offset: model.bytes.len() as u64,
                length: *length as u64,
                kind: value.map_or(Kind::Hole, |_| Kind::Data),
            });
            // Not the same byte everywhere, so that what is in the wrong place shows.
            let seed = value.unwrap_or(0);
            let run = (0..*length).map(|at| match seed {
                0 => 0,
                seed => seed.wrapping_mul((at / 512) as u8 | 1).max(1),
            });
            model.bytes.extend(run);
        }
        model
    }

    pub fn source(&self) -> Source<'_> {
        Source {
            model: self,
            next: 0,
            position: 0,
        }
    }
}

/// The extents of a [`Model`].
pub struct Source<'a> {
    model: &'a Model,
    next: usize,
    position: usize,
}

impl ExtentSource for Source<'_> {
    fn size(&self) -> u64 {
        self.model.bytes.len() as u64
    }

    fn next_extent(&mut self) -> Result<Option<Extent>> {
        let extent = self.model.extents.get(self.next).copied();
        self.next += 1;
        self.position = extent.map_or(0, |extent| extent.offset as usize);
        Ok(extent)
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<()> {
        let end = self.position + buffer.len();
        buffer.copy_from_slice(&self.model.bytes[self.position..end]);
        self.position = end;
        Ok(())
    }
}

/// All bytes of a source; asserts that its extents leave nothing out, and that none is empty.
pub fn read_all(mut source: impl ExtentSource) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(extent) = source.next_extent()? {
        assert_eq!(extent.offset, bytes.len() as u64, "{extent:?}");
        assert!(extent.length > 0, "{extent:?}");
        bytes.resize(extent.end() as usize, 0);
        if extent.kind == Kind::Data {
            // In two parts, as nothing says that an extent is read at once.
            let (start, half) = (extent.offset as usize, (extent.length / 2) as usize);
            source.read(&mut bytes[start..start + half])?;
            source.read(&mut bytes[start + half..])?;
        }
    }
    assert_eq!(bytes.len() as u64, source.size());
    Ok(bytes)
}

/// Any disk of up to about `largest` bytes, of which some borders lie at blocks and some do not.
pub fn any_disk(largest: usize) -> impl Strategy<Value = Model> {
    let length = prop_oneof![
        1..=largest / 8,
        Just(512),
        Just(64 << 10),
        Just(1 << 20),
        Just(2 << 20)
    ];
    let run = (length, prop_oneof![Just(None), any::<u8>().prop_map(Some)]);
    let runs = prop::collection::vec(run, 1..8);
    runs.prop_map(move |mut runs| {
        let mut left = largest;
        for (length, _) in &mut runs {
            *length = (*length).min(left);
            left -= *length;
        }
        Model::of_runs(&runs)
    })
}
