//! What was measured, as an answer tells it.

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MeasuredKind {
    /// A host.
    Host,
    /// A VM.
    Vm,
    /// A storage.
    Sr,
}

/// Which object is measured: hosts name them by uuid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Measured {
    /// What it is.
    pub kind: MeasuredKind,
    /// Its uuid.
    pub uuid: Box<str>,
}

impl Measured {
    /// The object with that uuid.
    pub fn new(kind: MeasuredKind, uuid: &str) -> Self {
        Self {
            kind,
            uuid: uuid.into(),
        }
    }
}

/// One source of numbers of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The object.
    pub measured: Measured,
    /// What the server calls the source: `cpu0`, `vif_0_rx`.
    pub source: Box<str>,
}

/// A table of averages: a row for each time, a column for each source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// Seconds that each value is the average of.
    pub step: i64,
    /// What stands in each column.
    pub columns: Vec<Column>,
    /// The end of each row's step, Unix seconds by the host's clock; the oldest first.
    pub times: Vec<i64>,
    /// Row by row; NaN where there is nothing.
    pub values: Vec<f32>,
}

impl Samples {
    /// The rows with their times, the oldest first.
    pub fn rows(&self) -> impl Iterator<Item = (i64, &[f32])> {
        let width = self.columns.len().max(1);
        self.times
            .iter()
            .copied()
            .zip(self.values.chunks_exact(width))
    }
}
