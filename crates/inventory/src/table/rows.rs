//! What all lists have in common: rows of values, in columns.

use xapi::{Class, Object, OpaqueRef, Record, RecordOf};

use super::{
    Projection,
    order::{Recipe, Row},
};
use crate::{
    connection::ConnectionInfo,
    health,
    key::ObjectKey,
    lists::Slot,
    look,
    matching::wanted,
    name::SortKey,
    view::{Cell, Column, Field, Sort, Status, TableFrame, TableRow, TableSpec},
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
        Record::Pool(_) => Cell::text(seen.info.name()),
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
        // Which pool goes without saying in the list of one pool, and which host in that of one host.
        let of_one = spec.connection.is_some() || spec.within.is_some();
        let of_host = spec
            .within
            .as_ref()
            .is_some_and(|owner| owner.class() == Class::Host);
        let goes_without_saying =
            |id: &str| of_one && id == "pool" || of_host && T::CLASS == Class::Vm && id == "host";
        let columns: Vec<&Col<T>> = columns
            .iter()
            .filter(|column| !goes_without_saying(column.id))
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
            words: &wanted(&spec.filter, &spec.meanings),
            sort: sort.map(|column| (*column, descending)),
        });
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let offset = spec.offset.min(total);
        let wanted = rows[offset as usize..]
            .iter()
            .take(spec.rows.min(super::MOST_ROWS) as usize);
        let seen_in = |row: &Row| Seen::new(connections.get(row.connection as usize)?, row.slot);
        let sums = match spec.among {
            Some(_) => sums(&columns, || rows.iter().filter_map(seen_in)),
            None => Vec::new(),
        };
        let row = |row: &Row| {
            let seen = seen_in(row)?;
            Some(TableRow {
                object: ObjectKey::new(seen.info.id, &T::CLASS, seen.reference),
                status: look::status(seen.info, seen.object()),
                health: health::of_all(seen.info, seen.object()).map(Status::from),
                busy: look::busy(&seen.object().record),
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
            sums,
            total,
            offset,
            rows: wanted.filter_map(row).collect(),
        }
    }
}

/// The columns whose values come to something together.
const SUMMED: &[&str] = &["vcpus", "memory", "used", "size", "vms"];

/// What these columns come to in some rows.
fn sums<'a, T: 'a, Rows: Iterator<Item = Seen<'a, T>>>(
    columns: &[&Col<T>],
    rows: impl Fn() -> Rows,
) -> Vec<Field> {
    let summed = columns.iter().filter(|column| SUMMED.contains(&column.id));
    let sum = |column: &&&Col<T>| {
        let cells = rows().map(|seen| (column.cell)(&seen));
        let value = cells.fold(Cell::None, |sum, cell| match (sum, cell) {
            (Cell::None, cell) => cell,
            (Cell::Bytes { bytes: a }, Cell::Bytes { bytes: b }) => Cell::Bytes {
                bytes: a.saturating_add(b),
            },
            (Cell::Count { count: a }, Cell::Count { count: b }) => Cell::Count {
                count: a.saturating_add(b),
            },
            (
                Cell::Meter { used: a, total: of },
                Cell::Meter {
                    used: b,
                    total: and,
                },
            ) => Cell::Meter {
                used: a.saturating_add(b),
                total: of.saturating_add(and),
            },
            (sum, _) => sum,
        });
        (value != Cell::None).then(|| Field {
            id: column.id.to_owned(),
            value,
        })
    };
    summed.filter_map(|column| sum(&column)).collect()
}
