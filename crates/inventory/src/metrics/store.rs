//! What was measured of each object: the archives as they come, and lines through them.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    archive::{ARCHIVES, Archive},
    curve::{Curve, Formula},
    samples::{Measured, MeasuredKind, Samples},
};

/// Lines over the same times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The end of each step, Unix seconds by the host's clock; the oldest first.
    pub times: Vec<i64>,
    /// A line for each curve that was asked for; NaN is a gap.
    pub values: Vec<Vec<f32>>,
}

/// All that was measured of one object.
#[derive(Clone, Debug)]
pub struct ObjectSeries {
    kind: MeasuredKind,
    /// The name of each column, shared with all other objects.
    sources: Vec<Arc<str>>,
    archives: [Archive; ARCHIVES.len()],
}

impl ObjectSeries {
    fn new(kind: MeasuredKind) -> Self {
        Self {
            kind,
            sources: Vec::new(),
            archives: ARCHIVES.map(|(step, rows)| Archive::new(step, rows)),
        }
    }

    /// The end of the newest row of the archive with that step.
    pub fn newest(&self, step: i64) -> Option<i64> {
        let archive = self.archives.iter().find(|archive| archive.step() == step);
        archive.and_then(Archive::times).map(|(_, last)| last)
    }

    /// The newest value of a curve; none if there is nothing, or a gap.
    pub fn latest(&self, curve: Curve) -> Option<f32> {
        let archive = &self.archives[0];
        let (_, last) = archive.times()?;
        let formula = curve.formula(self.kind, &self.sources);
        Some(formula.value(archive, last)).filter(|value| value.is_finite())
    }

    /// Curves over the rows whose step ends after `from` and not after `until`.
    ///
    /// For each moment the finest archive counts that reaches back to it: a coarser one ends where
    /// the oldest row of a finer one begins. A gap in the finer one is a gap.
    pub fn lines(&self, curves: &[Curve], from: i64, until: i64) -> Lines {
        let formulas: Vec<Formula> = curves
            .iter()
            .map(|curve| curve.formula(self.kind, &self.sources))
            .collect();
        // The newest first, until it is turned round.
        let mut lines = Lines {
            times: Vec::new(),
            values: vec![Vec::new(); curves.len()],
        };
        let mut end = until;
        for archive in &self.archives {
            let Some((first, last)) = archive.times() else {
                continue;
            };
            let step = archive.step();
            let last = last.min(end - end.rem_euclid(step));
            let mut time = last;
            while time >= first && time > from {
                lines.times.push(time);
                for (line, formula) in lines.values.iter_mut().zip(&formulas) {
                    line.push(formula.value(archive, time));
                }
                time -= step;
            }
            end = end.min(first - step);
        }
        lines.times.reverse();
        for line in &mut lines.values {
            line.reverse();
        }
        lines
    }

    /// The bytes it takes, its share of shared names left out.
    pub fn size(&self) -> usize {
        size_of::<Self>()
            + self.sources.capacity() * size_of::<Arc<str>>()
            + self.archives.iter().map(Archive::size).sum::<usize>()
    }

    fn column(&mut self, source: &str, names: &mut FxHashSet<Arc<str>>) -> usize {
        if let Some(column) = self.sources.iter().position(|known| **known == *source) {
            return column;
        }
        let name = match names.get(source) {
            Some(name) => name.clone(),
            None => {
                let name: Arc<str> = source.into();
                names.insert(name.clone());
                name
            }
        };
        self.sources.push(name);
        self.sources.len() - 1
    }
}

/// What was measured of the objects of a pool.
#[derive(Debug, Default)]
pub struct SeriesStore {
    objects: FxHashMap<Measured, ObjectSeries>,
    names: FxHashSet<Arc<str>>,
}

impl SeriesStore {
    /// What is known of an object.
    pub fn get(&self, measured: &Measured) -> Option<&ObjectSeries> {
        self.objects.get(measured)
    }

    /// Takes in an answer, as far as it is of objects that `wants` says yes to. An archive with a
    /// step that no host has is left out.
    pub fn take(&mut self, samples: &Samples, wants: impl Fn(&Measured) -> bool) {
        let Some(level) = ARCHIVES.iter().position(|(step, _)| *step == samples.step) else {
            return;
        };
        // The columns of an object stand side by side.
        let mut start = 0;
        for group in samples.columns.chunk_by(|a, b| a.measured == b.measured) {
            let columns = start..start + group.len();
            start = columns.end;
            let Some(first) = group.first().filter(|column| wants(&column.measured)) else {
                continue;
            };
            let measured = &first.measured;
            let object = self
                .objects
                .entry(measured.clone())
                .or_insert_with(|| ObjectSeries::new(measured.kind));
            let places: Vec<usize> = group
                .iter()
                .map(|column| object.column(&column.source, &mut self.names))
                .collect();
            for (time, row) in samples.rows() {
                let values = row.get(columns.clone()).unwrap_or_default();
                let row = places.iter().copied().zip(values.iter().copied());
                object.archives[level].put(time, row);
            }
        }
    }

    /// Forgets what nobody looks at.
    pub fn retain(&mut self, wants: impl Fn(&Measured) -> bool) {
        self.objects.retain(|measured, _| wants(measured));
        if self.objects.is_empty() {
            self.names.clear();
        }
    }
}
