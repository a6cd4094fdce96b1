//! One archive of one object: the newest rows at one step, of all its sources.

/// Step in seconds and number of rows of each archive that a host keeps, the finest first: ten
/// minutes, two hours, a week, a year.
pub const ARCHIVES: [(i64, usize); 4] = [(5, 120), (60, 120), (3_600, 168), (86_400, 366)];

/// A ring: the row that ends at `t` lies in slot `t / step` modulo the number of rows, so nothing is
/// moved when one is added. Rows that never came, and values that were none, are NaN.
#[derive(Clone, Debug)]
pub(super) struct Archive {
    step: i64,
    rows: usize,
    /// The first and the last row that came and is still there, counted in steps; none while empty.
    span: Option<(i64, i64)>,
    /// A column of `rows` values for each source.
    values: Vec<f32>,
}

impl Archive {
    pub(super) fn new(step: i64, rows: usize) -> Self {
        Self {
            step,
            rows,
            span: None,
            values: Vec::new(),
        }
    }

    pub(super) fn step(&self) -> i64 {
        self.step
    }

    /// The times of the first and the last row.
    pub(super) fn times(&self) -> Option<(i64, i64)> {
        self.span
            .map(|(first, last)| (first * self.step, last * self.step))
    }

    /// Takes in a row for the step that ends at `time`: the value of each of these columns. The
    /// same row again changes nothing, one that is too old is left out.
    pub(super) fn put(&mut self, time: i64, row: impl Iterator<Item = (usize, f32)>) {
        let place = time.div_euclid(self.step);
        let rows = self.rows as i64;
        let (first, last) = match self.span {
            None => (place, place),
            Some((_, last)) if place <= last - rows => return,
            Some((first, last)) if place <= last => (first.min(place), last),
            Some((first, last)) => {
                // What lay there is a round older.
                for skipped in (last + 1..=place).rev().take(self.rows) {
                    self.clear(skipped);
                }
                // Nothing is left if it came after a whole round without a row.
                let first = if place - last >= rows { place } else { first };
                (first.max(place - rows + 1), place)
            }
        };
        self.span = Some((first, last));
        let slot = self.slot(place);
        for (column, value) in row {
            let at = column * self.rows + slot;
            if at >= self.values.len() {
                let length = (column + 1) * self.rows;
                self.values.reserve_exact(length - self.values.len());
                self.values.resize(length, f32::NAN);
            }
            if let Some(kept) = self.values.get_mut(at) {
                *kept = value;
            }
        }
    }

    fn clear(&mut self, place: i64) {
        let slot = self.slot(place);
        for value in self.values.iter_mut().skip(slot).step_by(self.rows) {
            *value = f32::NAN;
        }
    }

    fn slot(&self, place: i64) -> usize {
        place.rem_euclid(self.rows as i64) as usize
    }

    /// The value of a column in the step that ends at `time`, which is one of the rows.
    pub(super) fn value(&self, column: usize, time: i64) -> f32 {
        let at = column * self.rows + self.slot(time.div_euclid(self.step));
        self.values.get(at).copied().unwrap_or(f32::NAN)
    }

    /// The bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.values.capacity() * size_of::<f32>()
    }
}
