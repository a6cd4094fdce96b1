//! Answers as they came, and what is made of them whichever form they had.

use super::error::{ReplyError, malformed};
use crate::metrics::samples::{Column, Measured, MeasuredKind, Samples};

/// No time is later: the year 36812.
const MAX_TIME: i64 = 1 << 40;

/// No step is longer: a hundred years.
const MAX_STEP: i64 = 3_200_000_000;

/// The consolidation that is kept. Few servers have any other.
const AVERAGE: &str = "AVERAGE";

/// `/rrd_updates` as it came.
#[derive(Debug, Default)]
pub(super) struct RawUpdates {
    pub(super) step: Option<f64>,
    pub(super) legend: Vec<String>,
    pub(super) rows: Vec<RawRow>,
}

#[derive(Debug, Default)]
pub(super) struct RawRow {
    pub(super) time: f64,
    pub(super) values: Vec<f32>,
}

impl RawUpdates {
    pub(super) fn samples(mut self) -> Result<Samples, ReplyError> {
        let step = whole(self.step.unwrap_or(f64::NAN), MAX_STEP)
            .filter(|step| *step > 0)
            .ok_or_else(|| malformed("meta", "it has no step"))?;
        let width = self.legend.len();
        let kept: Vec<Option<Column>> = self.legend.iter().map(|entry| column(entry)).collect();
        let mut samples = Samples {
            step,
            ..Samples::default()
        };
        // Servers put the newest first.
        self.rows.sort_by(|a, b| a.time.total_cmp(&b.time));
        for (number, row) in self.rows.iter().enumerate() {
            let place = || format!("row {number}");
            if row.values.len() != width {
                let reason = format!("{} values for {width} columns", row.values.len());
                return Err(malformed(place(), reason));
            }
            let time = whole(row.time, MAX_TIME).ok_or_else(|| malformed(place(), "no time"))?;
            samples.times.push(time);
            let values = row.values.iter().zip(&kept);
            samples
                .values
                .extend(values.filter_map(|(value, column)| column.as_ref().map(|_| *value)));
        }
        samples.columns = kept.into_iter().flatten().collect();
        Ok(samples)
    }
}

/// The column that an entry of a legend stands for: `AVERAGE:vm:<uuid>:cpu0`. None if it is of
/// another consolidation or of a class that is not known; newer servers may have more.
fn column(entry: &str) -> Option<Column> {
    let mut parts = entry.splitn(4, ':');
    if parts.next()? != AVERAGE {
        return None;
    }
    let kind = match parts.next()? {
        "host" => MeasuredKind::Host,
        "vm" => MeasuredKind::Vm,
        "sr" => MeasuredKind::Sr,
        _ => return None,
    };
    Some(Column {
        measured: Measured::new(kind, parts.next()?),
        source: parts.next()?.into(),
    })
}

/// `/vm_rrd` as it came.
#[derive(Debug, Default)]
pub(super) struct RawArchives {
    pub(super) step: Option<f64>,
    pub(super) last_update: Option<f64>,
    pub(super) sources: Vec<String>,
    pub(super) archives: Vec<RawArchive>,
}

#[derive(Debug, Default)]
pub(super) struct RawArchive {
    pub(super) function: String,
    pub(super) steps_per_row: f64,
    /// The oldest first.
    pub(super) rows: Vec<Vec<f32>>,
}

impl RawArchives {
    pub(super) fn samples(self, measured: &Measured) -> Result<Vec<Samples>, ReplyError> {
        let step = whole(self.step.unwrap_or(f64::NAN), MAX_STEP)
            .filter(|step| *step > 0)
            .ok_or_else(|| malformed("head", "it has no step"))?;
        let last = whole(self.last_update.unwrap_or(f64::NAN), MAX_TIME)
            .ok_or_else(|| malformed("head", "it has no time of its last row"))?;
        let width = self.sources.len();
        let mut all = Vec::new();
        for (number, archive) in self.archives.into_iter().enumerate() {
            if archive.function != AVERAGE {
                continue;
            }
            let place = |row: usize| format!("archive {number}, row {row}");
            let step = whole(archive.steps_per_row, MAX_STEP)
                .and_then(|count| count.checked_mul(step))
                .filter(|step| (1..=MAX_STEP).contains(step))
                .ok_or_else(|| malformed(place(0), "no step"))?;
            let end = last - last % step;
            let count = archive.rows.len() as i64;
            let mut samples = Samples {
                step,
                columns: self
                    .sources
                    .iter()
                    .map(|s| Column {
                        measured: measured.clone(),
                        source: s.as_str().into(),
                    })
                    .collect(),
                ..Samples::default()
            };
            for (row, values) in archive.rows.iter().enumerate() {
                if values.len() != width {
                    let reason = format!("{} values for {width} columns", values.len());
                    return Err(malformed(place(row), reason));
                }
                // Bounded: a row is some bytes of the answer, and a step is bounded.
                samples.times.push(end - (count - 1 - row as i64) * step);
                samples.values.extend_from_slice(values);
            }
            all.push(samples);
        }
        Ok(all)
    }
}

/// A number without its fraction, if it is between 0 and `limit`. Some servers give the last update
/// with one.
fn whole(number: f64, limit: i64) -> Option<i64> {
    (0.0..=limit as f64)
        .contains(&number)
        .then_some(number as i64)
}

/// A number as servers write it, in a text or bare.
pub(super) fn number(text: &str) -> Option<f64> {
    // `inf` and `nan`, too, are read: OCaml has printed these.
    text.trim().parse().ok()
}
