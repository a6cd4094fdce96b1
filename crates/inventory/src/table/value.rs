//! What the rows of a list are sorted by.

use std::cmp::Ordering;

use crate::{
    name::SortKey,
    view::{Cell, Status},
};

/// What a cell is compared by.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Number(f64),
    Text(SortKey),
}

impl Value {
    /// Of a cell; none where it holds no value.
    pub(super) fn of(cell: &Cell) -> Option<Self> {
        Some(match cell {
            // What helps is something to press, and no order.
            Cell::None | Cell::Mend { .. } => return None,
            Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => {
                Value::Text(SortKey::natural(text))
            }
            Cell::Said { problem } => Value::Text(SortKey::natural(&problem.code)),
            Cell::Term { term } => Value::Text(SortKey::natural(term)),
            Cell::Bytes { bytes } => Value::Number(*bytes as f64),
            Cell::Count { count } => Value::Number(*count as f64),
            Cell::Ratio { ratio } => Value::Number(*ratio),
            Cell::Meter { used, total } => Value::Number(*used as f64 / *total as f64),
            Cell::Time { unix } => Value::Number(*unix as f64),
            Cell::Flag { on } => Value::Number(f64::from(u8::from(*on))),
            Cell::Status { status } => Value::Number(f64::from(urgency(*status))),
            Cell::List { items } => return items.first().and_then(Value::of),
        })
    }

    /// The same, the other way round; of texts there is none.
    pub(super) fn reversed(self) -> Self {
        match self {
            Value::Number(number) => Value::Number(-number),
            text => text,
        }
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Number(_), Value::Text(_)) => Ordering::Less,
            (Value::Text(_), Value::Number(_)) => Ordering::Greater,
        }
    }
}

/// What needs an eye first.
fn urgency(status: Status) -> u8 {
    match status {
        Status::Broken => 0,
        Status::Attention => 1,
        Status::Degraded => 2,
        Status::Stale => 3,
        Status::Disconnected => 4,
        Status::Unknown => 5,
        Status::Disabled => 6,
        Status::Connecting => 7,
        Status::Live => 8,
        Status::Ok => 9,
        Status::Running => 10,
        Status::Paused => 11,
        Status::Suspended => 12,
        Status::Halted => 13,
    }
}
