//! Tables of objects: which rows, in which order, with which values. What a table holds and shows is
//! said by the class of its objects ([`objects`](crate::objects)).

mod order;
mod rows;
mod value;

#[cfg(test)]
use crate::objects::CLASSES;
use crate::{
    connection::ConnectionInfo,
    objects::table,
    view::{TableFrame, TableSpec},
};

pub(crate) use order::Order as Rows;

/// At most so many rows are given at once.
const MOST_ROWS: u32 = 1_000;

/// The part of a list that a window wants to see.
pub fn frame(connections: &[ConnectionInfo<'_>], spec: &TableSpec) -> TableFrame {
    Projection::default().frame(connections, spec)
}

/// A list that is looked at again and again: the order of its rows is kept, and what changed is put
/// where it belongs now. It gives what [`frame`] gives.
#[derive(Debug, Default)]
pub struct Projection {
    rows: Rows,
}

impl Projection {
    /// The part of a list that a window wants to see. Quick as long as only the part differs from
    /// what was wanted before. A connection must always come with worlds of the same store.
    pub fn frame(&mut self, connections: &[ConnectionInfo<'_>], spec: &TableSpec) -> TableFrame {
        let owner = spec.within.as_ref().map(|owner| owner.class());
        // There is one for each kind of list: a test says so.
        table(spec.list, owner.as_ref()).map_or_else(TableFrame::default, |table| {
            table.frame(&mut self.rows, connections, spec)
        })
    }
}

/// The ids of all columns that tables can have.
#[cfg(test)]
pub(crate) fn column_ids() -> impl Iterator<Item = &'static str> {
    let tables = CLASSES.iter().flat_map(|class| class.tables);
    tables.flat_map(|table| table.headings())
}
