//! What all lists have in common: filter, order, window.

use std::cmp::Ordering;

use xapi::{Object, OpaqueRef, RecordOf};

use super::members::members;
use crate::{
    connection::ConnectionInfo,
    key::ObjectKey,
    look, matching,
    name::{SortKey, fold, words},
    view::{Cell, Column, Status, TableFrame, TableRow, TableSpec},
    world::{Entry, World},
};

/// One object of a list.
pub(super) struct Seen<'a, T> {
    pub info: &'a ConnectionInfo<'a>,
    pub reference: &'a OpaqueRef,
    pub record: &'a T,
    entry: &'a Entry,
}

impl<'a, T> Seen<'a, T> {
    pub fn world(&self) -> &'a World {
        self.info.world
    }

    pub fn object(&self) -> &'a Object {
        &self.entry.object
    }

    /// Where it stands unless something else is asked for.
    fn place(&self) -> (&'a SortKey, &'a OpaqueRef) {
        (&self.entry.filing.key, self.reference)
    }
}

/// One column of a list.
pub(crate) struct Col<T> {
    /// Its id.
    pub id: &'static str,
    /// Whether it holds numbers.
    pub numeric: bool,
    /// Its value for an object.
    pub cell: fn(&Seen<'_, T>) -> Cell,
}

/// A column of words.
pub(super) const fn col<T>(id: &'static str, cell: fn(&Seen<'_, T>) -> Cell) -> Col<T> {
    Col {
        id,
        numeric: false,
        cell,
    }
}

/// A column of numbers.
pub(super) const fn num<T>(id: &'static str, cell: fn(&Seen<'_, T>) -> Cell) -> Col<T> {
    Col {
        id,
        numeric: true,
        cell,
    }
}

/// The name, as text: the row itself leads to the object.
pub(super) fn name<T>(seen: &Seen<'_, T>) -> Cell {
    match &seen.object().record {
        xapi::Record::Pool(_) => Cell::text(seen.info.name()),
        _ => Cell::text(look::name(seen.object())),
    }
}

/// The state.
pub(super) fn status<T>(seen: &Seen<'_, T>) -> Cell {
    Cell::Status {
        status: look::status(seen.info, seen.object()),
    }
}

/// A link to the pool.
pub(super) fn pool<T>(seen: &Seen<'_, T>) -> Cell {
    look::pool_link(seen.info)
}

/// How a list is sorted unless something else is asked for.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// By name, or by position of what has none.
    Name,
    /// By a column.
    Column(&'static str),
    /// By a column of time, the latest first.
    Newest(&'static str),
}

/// Makes the part of a list that is wanted.
pub(super) fn show<T: RecordOf + 'static>(
    connections: &[ConnectionInfo<'_>],
    spec: &TableSpec,
    columns: &[Col<T>],
    by: By,
) -> TableFrame {
    // Which pool goes without saying in the list of one pool.
    let of_one = spec.connection.is_some() || spec.within.is_some();
    let columns: Vec<&Col<T>> = columns
        .iter()
        .filter(|column| !of_one || column.id != "pool")
        .collect();
    let mut rows = rows(connections, spec);
    let words = words(&spec.filter);
    if !words.is_empty() {
        rows.retain(|row| fits(row, &columns, &words));
    }
    rows.sort_by(|a, b| a.place().cmp(&b.place()));
    rows.dedup_by(|a, b| a.reference == b.reference && std::ptr::eq(a.info, b.info));
    let (column, descending) = match (&spec.sort, by) {
        (Some(sort), _) => (sort.column.as_str(), sort.descending),
        (None, By::Column(column)) => (column, false),
        (None, By::Newest(column)) => (column, true),
        (None, By::Name) => ("", false),
    };
    if let Some(column) = columns.iter().find(|candidate| candidate.id == column) {
        rows = sorted(rows, column, descending);
    }
    let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let offset = spec.offset.min(total);
    let wanted = rows
        .iter()
        .skip(offset as usize)
        .take(spec.rows.min(super::MOST_ROWS) as usize);
    TableFrame {
        columns: columns
            .iter()
            .map(|column| Column {
                id: column.id.to_owned(),
                numeric: column.numeric,
            })
            .collect(),
        total,
        offset,
        rows: wanted
            .map(|row| TableRow {
                object: ObjectKey::new(row.info.id, &row.object().class(), row.reference),
                status: look::status(row.info, row.object()),
                cells: columns.iter().map(|column| (column.cell)(row)).collect(),
            })
            .collect(),
    }
}

fn rows<'a, T: RecordOf + 'static>(
    connections: &'a [ConnectionInfo<'a>],
    spec: &TableSpec,
) -> Vec<Seen<'a, T>> {
    let of = |info: &'a ConnectionInfo<'a>| {
        members(info, spec)
            .into_iter()
            .filter_map(move |reference| {
                let entry = info.world.entry(&T::CLASS, reference)?;
                let record = T::from_record(&entry.object.record)?;
                Some(Seen {
                    info,
                    reference,
                    record,
                    entry,
                })
            })
    };
    connections.iter().flat_map(of).collect()
}

/// Whether each word occurs in the object's own text or in one of the row's values.
fn fits<T>(row: &Seen<'_, T>, columns: &[&Col<T>], words: &[String]) -> bool {
    if matching::matches(row.world(), row.entry, words) {
        return true;
    }
    let mut text = String::new();
    for column in columns {
        add_text(&(column.cell)(row), &mut text);
    }
    let text = fold(&text);
    words.iter().all(|word| {
        text.contains(word.as_str())
            || matching::matches(row.world(), row.entry, std::slice::from_ref(word))
    })
}

fn add_text(cell: &Cell, to: &mut String) {
    match cell {
        Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => {
            to.push_str(text);
            to.push('\n');
        }
        Cell::List { items } => items.iter().for_each(|item| add_text(item, to)),
        _ => {}
    }
}

/// Sorts by a column; rows without a value come last either way, and equal ones stay by name.
fn sorted<'a, T>(rows: Vec<Seen<'a, T>>, column: &Col<T>, descending: bool) -> Vec<Seen<'a, T>> {
    let mut keyed: Vec<(Option<Value>, Seen<'a, T>)> = rows
        .into_iter()
        .map(|row| {
            let value = value(&(column.cell)(&row));
            // What is up longest began first.
            let value = match value {
                Some(Value::Number(began)) if column.id == "uptime" => Some(Value::Number(-began)),
                other => other,
            };
            (value, row)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if descending => b.compare(a),
        (Some(a), Some(b)) => a.compare(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
    keyed.into_iter().map(|(_, row)| row).collect()
}

/// What a cell is compared by.
enum Value {
    Number(f64),
    Text(SortKey),
}

impl Value {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
            (Value::Text(a), Value::Text(b)) => a.cmp(b),
            (Value::Number(_), Value::Text(_)) => Ordering::Less,
            (Value::Text(_), Value::Number(_)) => Ordering::Greater,
        }
    }
}

fn value(cell: &Cell) -> Option<Value> {
    Some(match cell {
        Cell::None => return None,
        Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => {
            Value::Text(SortKey::natural(text))
        }
        Cell::Term { term } => Value::Text(SortKey::natural(term)),
        Cell::Bytes { bytes } => Value::Number(*bytes as f64),
        Cell::Count { count } => Value::Number(*count as f64),
        Cell::Ratio { ratio } => Value::Number(*ratio),
        Cell::Meter { used, total } => Value::Number(*used as f64 / *total as f64),
        Cell::Time { unix } => Value::Number(*unix as f64),
        Cell::Flag { on } => Value::Number(f64::from(u8::from(*on))),
        Cell::Status { status } => Value::Number(f64::from(urgency(*status))),
        Cell::List { items } => return items.first().and_then(value),
    })
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
