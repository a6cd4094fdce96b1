//! Any bytes in place of a host's measurements: what can be read goes into a store and out again.

use inventory::metrics::{
    Curve, Measured, MeasuredKind, Samples, SeriesStore, read_archive, read_updates,
};

/// The body of an answer, without its head.
pub fn run(data: &[u8]) {
    let measured = Measured::new(MeasuredKind::Vm, "vm");
    let mut all: Vec<Samples> = read_archive(&measured, data).unwrap_or_default();
    all.extend(read_updates(data));
    let mut store = SeriesStore::default();
    for samples in &all {
        assert_eq!(
            samples.values.len(),
            samples.columns.len() * samples.times.len()
        );
        store.take(samples, |_| true);
    }
    for column in all.iter().flat_map(|samples| &samples.columns) {
        if let Some(series) = store.get(&column.measured) {
            let lines = series.lines(&Curve::ALL, 0, i64::MAX / 2);
            assert!(lines.times.is_sorted());
        }
    }
}
