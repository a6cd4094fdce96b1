//! Which rows a list has, in which order: kept from look to look, and asked anew only of what
//! changed. The values that are seen are not kept; they are few, and made at each look.

use std::{cell::LazyCell, cmp::Ordering};

use rustc_hash::FxHashSet;

use super::value::Value;
use crate::{
    connection::ConnectionInfo,
    index::{IndexKey, IndexKeys},
    key::ConnectionId,
    name::{SortKey, fold},
    objects::{Item, Members, ObjectClass, Property, Table},
    query::{Query, Word},
    sorted_index::Slot,
    view::{Cell, TableSpec},
};

/// The rows of a list in their order.
#[derive(Debug, Default)]
pub(crate) struct Order {
    asked: Option<Asked>,
    /// The revision of each world that the rows were made from.
    revisions: Vec<u64>,
    rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    value: Option<Value>,
    key: SortKey,
    /// Index of the connection.
    pub(super) connection: u32,
    pub(super) slot: Slot,
}

impl Row {
    fn compare(&self, other: &Self, descending: bool) -> Ordering {
        self.by_value(other, descending)
            .then_with(|| self.by_place(other))
    }

    /// What has no value comes last either way.
    fn by_value(&self, other: &Self, descending: bool) -> Ordering {
        match (&self.value, &other.value) {
            (Some(a), Some(b)) if descending => b.compare(a),
            (Some(a), Some(b)) => a.compare(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }

    /// Equal ones stay by name.
    fn by_place(&self, other: &Self) -> Ordering {
        let place = |row: &Self| (row.connection, row.slot);
        self.key
            .cmp(&other.key)
            .then_with(|| place(self).cmp(&place(other)))
    }
}

/// What rows were made for. If it is the same again, they hold, but for what changed.
#[derive(Debug, PartialEq)]
struct Asked {
    spec: TableSpec,
    connections: Vec<AskedOf>,
}

/// What of a connection they were made for.
#[derive(Debug, PartialEq)]
struct AskedOf {
    id: ConnectionId,
    /// The one name that is not an object's own.
    pool: Option<String>,
    keys: Vec<IndexKey>,
    /// What of the time the query hangs on.
    moment: Option<i64>,
}

/// How a list is made.
pub(super) struct Recipe<'a, T: ObjectClass> {
    pub(super) table: &'a Table<T>,
    pub(super) connections: &'a [ConnectionInfo<'a>],
    pub(super) spec: &'a TableSpec,
    pub(super) columns: &'a [&'static Property<T>],
    /// What must hold of a row.
    pub(super) query: &'a Query,
    /// By which column, and whether the greatest comes first.
    pub(super) sort: Option<(&'static Property<T>, bool)>,
}

impl Order {
    /// The rows as they are now.
    pub(super) fn rows<T: ObjectClass>(&mut self, recipe: &Recipe<'_, T>) -> &[Row] {
        let asked = recipe.asked();
        let holds = asked.is_some() && asked == self.asked;
        let changed = match holds && !(recipe.query.crosses() && self.is_old(recipe.connections)) {
            true => self.changed(recipe.connections),
            false => None,
        };
        match changed {
            Some(changed) => self.look_again(recipe, changed),
            None => {
                self.rows = recipe.all();
                // Each list comes in its order, and the sort makes use of that; looking at values
                // alone, it then has no more to do with names.
                self.rows.sort_by(Row::by_place);
                if recipe.sort.is_some() {
                    let descending = recipe.is_descending();
                    self.rows.sort_by(|a, b| a.by_value(b, descending));
                }
                // What is found by several ways.
                self.rows.dedup_by_key(|row| (row.connection, row.slot));
            }
        }
        self.asked = asked;
        let revisions = recipe.connections.iter().map(|info| info.world.revision());
        self.revisions = revisions.collect();
        &self.rows
    }

    /// Whether anything has changed.
    fn is_old(&self, connections: &[ConnectionInfo<'_>]) -> bool {
        let revisions = connections.iter().map(|info| info.world.revision());
        !revisions.eq(self.revisions.iter().copied())
    }

    /// What may look different than before; none where everything may.
    fn changed(&self, connections: &[ConnectionInfo<'_>]) -> Option<Vec<(u32, Slot)>> {
        let mut changed = Vec::new();
        for ((index, info), revision) in (0..).zip(connections).zip(&self.revisions) {
            let slots = info.world.seen_since(*revision)?;
            changed.extend(slots.map(|slot| (index, slot)));
        }
        Some(changed)
    }

    fn look_again<T: ObjectClass>(&mut self, recipe: &Recipe<'_, T>, changed: Vec<(u32, Slot)>) {
        let descending = recipe.is_descending();
        let mut moved = FxHashSet::default();
        let mut new = Vec::new();
        for (connection, slot) in changed {
            let row = recipe.row(connection, slot);
            let stays = row.as_ref().is_some_and(|row| {
                let found = self
                    .rows
                    .binary_search_by(|old| old.compare(row, descending));
                found.is_ok()
            });
            if !stays {
                moved.insert((connection, slot));
                new.extend(row);
            }
        }
        if !moved.is_empty() {
            self.rows
                .retain(|row| !moved.contains(&(row.connection, row.slot)));
        }
        if !new.is_empty() {
            new.sort_by(|a, b| a.compare(b, descending));
            self.merge(new, descending);
        }
    }

    /// Puts sorted rows between the others.
    fn merge(&mut self, new: Vec<Row>, descending: bool) {
        let mut merged = Vec::with_capacity(self.rows.len() + new.len());
        let mut rest = std::mem::take(&mut self.rows).into_iter();
        for row in new {
            let comes_first = |old: &Row| old.compare(&row, descending).is_lt();
            let first = rest.as_slice().partition_point(comes_first);
            merged.extend(rest.by_ref().take(first));
            merged.push(row);
        }
        merged.extend(rest);
        self.rows = merged;
    }
}

impl<'a, T: ObjectClass> Recipe<'a, T> {
    fn is_descending(&self) -> bool {
        self.sort.is_some_and(|(_, descending)| descending)
    }

    /// What is asked; none where the rows are not kept.
    fn asked(&self) -> Option<Asked> {
        if !T::IS_ORDER_KEPT {
            return None;
        }
        let connection = |info: &ConnectionInfo<'_>| {
            let Members::Listed(keys) = self.table.members(info, self.spec) else {
                return None;
            };
            Some(AskedOf {
                id: info.id.clone(),
                pool: info.world.pool().map(|_| info.name().to_owned()),
                keys,
                moment: self.query.moment(info),
            })
        };
        Some(Asked {
            spec: TableSpec {
                offset: 0,
                rows: 0,
                ..self.spec.clone()
            },
            connections: self
                .connections
                .iter()
                .map(connection)
                .collect::<Option<_>>()?,
        })
    }

    fn all(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (connection, info) in (0..).zip(self.connections) {
            let row = |slot: Slot| self.row_of_member(connection, slot);
            match self.table.members(info, self.spec) {
                Members::Listed(keys) => {
                    let placed = keys.iter().flat_map(|key| info.world.placed(key));
                    rows.extend(placed.filter_map(|placed| row(placed.slot)));
                }
                Members::Found(found) => {
                    let slots = found
                        .iter()
                        .filter_map(|one| info.world.slot(&T::CLASS, one));
                    rows.extend(slots.filter_map(row));
                }
            }
        }
        rows
    }

    /// The row of what is in a slot; none where it has none in this list, or not any more.
    fn row(&self, connection: u32, slot: Slot) -> Option<Row> {
        let info = self.connections.get(connection as usize)?;
        let object = &info.world.at(slot)?.object;
        T::from_record(&object.record)?;
        let Members::Listed(wanted) = self.table.members(info, self.spec) else {
            return None;
        };
        let filed = IndexKeys::of(&object.record);
        if wanted.iter().any(|key| filed.contains(key)) {
            self.row_of_member(connection, slot)
        } else {
            None
        }
    }

    fn row_of_member(&self, connection: u32, slot: Slot) -> Option<Row> {
        let item = Item::at(self.connections.get(connection as usize)?, slot)?;
        if !self.query.is_all() && !self.fits(&item) {
            return None;
        }
        let value = self.sort.and_then(|(property, _)| {
            let value = Value::of(&(property.get)(&item))?;
            Some(match property.is_reversed {
                true => value.reversed(),
                false => value,
            })
        });
        Some(Row {
            value,
            key: item.index().key.clone(),
            connection,
            slot,
        })
    }

    /// Whether the query lets it through; a word may also be in one of the row's values.
    fn fits(&self, item: &Item<'_, T>) -> bool {
        let row = LazyCell::new(|| {
            let cells = self.columns.iter().map(|property| (property.get)(item));
            let cells: Vec<Cell> = cells.collect();
            let mut text = String::new();
            cells.iter().for_each(|cell| cell.add_text(&mut text));
            (fold(&text), cells)
        });
        let shown = |word: &Word| {
            let (text, cells) = &*row;
            word.is_in(text) || cells.iter().any(|cell| word.is_said_by(cell))
        };
        self.query.lets(item.info, item.entry(), shown)
    }
}
