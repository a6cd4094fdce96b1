//! What all lists have in common: rows of values, in columns.

use xapi::{Object, OpaqueRef, RecordOf};

use super::{
    Projection,
    order::{Recipe, Row},
};
use crate::{
    connection::ConnectionInfo,
    key::ObjectKey,
    lists::Slot,
    look,
    name::{SortKey, words},
    view::{Cell, Column, Sort, TableFrame, TableRow, TableSpec},
    world::{Entry, World},
};

/// One object of a list.
pub(super) struct Seen<'a, T> {
    pub info: &'a ConnectionInfo<'a>,
    pub reference: &'a OpaqueRef,
    pub record: &'a T,
    entry: &'a Entry,
}

impl<'a, T: RecordOf> Seen<'a, T> {
    /// What is in a slot, if it is of this class.
    pub(super) fn new(info: &'a ConnectionInfo<'a>, slot: Slot) -> Option<Self> {
        let entry = info.world.at(slot)?;
        Some(Self {
            info,
            reference: &entry.object.reference,
            record: T::from_record(&entry.object.record)?,
            entry,
        })
    }
}

impl<'a, T> Seen<'a, T> {
    pub fn world(&self) -> &'a World {
        self.info.world
    }

    pub fn object(&self) -> &'a Object {
        &self.entry.object
    }

    pub fn entry(&self) -> &'a Entry {
        self.entry
    }

    /// Where it stands unless something else is asked for.
    pub fn key(&self) -> &'a SortKey {
        &self.entry.filing.key
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

impl Projection {
    /// Makes the part of a list that is wanted.
    pub(super) fn show<T: RecordOf + 'static>(
        &mut self,
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
        let (sorted_by, descending) = match (&spec.sort, by) {
            (Some(sort), _) => (sort.column.as_str(), sort.descending),
            (None, By::Column(column)) => (column, false),
            (None, By::Newest(column)) => (column, true),
            (None, By::Name) => ("", false),
        };
        let sort = columns.iter().find(|column| column.id == sorted_by);
        let rows = self.order.rows(&Recipe {
            connections,
            spec,
            columns: &columns,
            words: &words(&spec.filter),
            sort: sort.map(|column| (*column, descending)),
        });
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let offset = spec.offset.min(total);
        let wanted = rows[offset as usize..]
            .iter()
            .take(spec.rows.min(super::MOST_ROWS) as usize);
        let row = |row: &Row| {
            let seen = Seen::new(connections.get(row.connection as usize)?, row.slot)?;
            Some(TableRow {
                object: ObjectKey::new(seen.info.id, &T::CLASS, seen.reference),
                status: look::status(seen.info, seen.object()),
                cells: columns.iter().map(|column| (column.cell)(&seen)).collect(),
            })
        };
        TableFrame {
            columns: columns
                .iter()
                .map(|column| Column {
                    id: column.id.to_owned(),
                    numeric: column.numeric,
                })
                .collect(),
            sort: sort.map(|column| Sort {
                column: column.id.to_owned(),
                descending,
            }),
            total,
            offset,
            rows: wanted.filter_map(row).collect(),
        }
    }
}
