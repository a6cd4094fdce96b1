//! What all tables have in common: rows of values, in columns.

use super::{
    MOST_ROWS,
    order::{Order, Recipe, Row},
};
use crate::{
    connection::ConnectionInfo,
    key::ObjectKey,
    objects::{DefaultOrder, Item, ObjectClass, Property, Table},
    query::Query,
    view::{Cell, Column, Field, Sort, Status, TableFrame, TableRow, TableSpec},
};

impl Order {
    /// Makes the part of a table that is wanted.
    pub(crate) fn frame<T: ObjectClass>(
        &mut self,
        connections: &[ConnectionInfo<'_>],
        spec: &TableSpec,
        table: &Table<T>,
    ) -> TableFrame {
        let columns: Vec<&'static Property<T>> = table
            .columns()
            .filter(|property| !table.goes_without_saying(spec, property.column))
            .collect();
        let (sorted_by, descending) = match (&spec.sort, table.order) {
            (Some(sort), _) => (sort.column.as_str(), sort.descending),
            (None, DefaultOrder::Column(column)) => (column, false),
            (None, DefaultOrder::Newest(column)) => (column, true),
            (None, DefaultOrder::Name) => ("", false),
        };
        let sort = columns.iter().find(|property| property.column == sorted_by);
        let rows = self.rows(&Recipe {
            table,
            connections,
            spec,
            columns: &columns,
            query: &Query::new(&spec.filter, &spec.meanings),
            sort: sort.map(|property| (*property, descending)),
        });
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let offset = spec.offset.min(total);
        let shown = rows[offset as usize..].iter();
        let shown = shown.take(spec.rows.min(MOST_ROWS) as usize);
        let item = |row: &Row| Item::<T>::at(connections.get(row.connection as usize)?, row.slot);
        let sums = match spec.among {
            Some(_) => sums(&columns, || rows.iter().filter_map(item)),
            None => Vec::new(),
        };
        let row = |row: &Row| {
            let item = item(row)?;
            let (info, object) = (item.info, item.object());
            let cells = columns.iter().map(|property| (property.get)(&item));
            Some(TableRow {
                object: ObjectKey::new(info.id, &T::CLASS, item.reference),
                status: item.record.status(info, object),
                health: item.record.health(info, object).map(Status::from),
                busy: item.record.operation(),
                cells: cells.collect(),
                revision: 0,
            })
        };
        TableFrame {
            columns: columns
                .iter()
                .map(|property| Column {
                    id: property.column.to_owned(),
                    numeric: property.of_type.is_numeric(),
                })
                .collect(),
            sort: sort.map(|property| Sort {
                column: property.column.to_owned(),
                descending,
            }),
            sums,
            total,
            offset,
            rows: shown.filter_map(row).collect(),
        }
    }
}

/// What the columns that are summed come to in some rows.
fn sums<'a, T: ObjectClass, Rows: Iterator<Item = Item<'a, T>>>(
    columns: &[&'static Property<T>],
    rows: impl Fn() -> Rows,
) -> Vec<Field> {
    let sum = |property: &&'static Property<T>| {
        let cells = rows().map(|item| (property.get)(&item));
        let value = cells.fold(Cell::None, plus);
        (value != Cell::None).then(|| Field {
            id: property.column.to_owned(),
            value,
            editor: None,
        })
    };
    let summed = columns.iter().filter(|property| property.is_summed);
    summed.filter_map(sum).collect()
}

fn plus(sum: Cell, cell: Cell) -> Cell {
    match (sum, cell) {
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
    }
}
