//! The columns of messages.

use xapi::{Class, Message};

use super::rows::{Col, Seen, col, num, pool};
use crate::{look, view::Cell};

pub(super) const MESSAGES: &[Col<Message>] = &[
    col("subject", |seen| Cell::code(&seen.record.name)),
    num("priority", |seen| Cell::Count {
        count: seen.record.priority,
    }),
    num("time", |seen| Cell::time(seen.record.timestamp)),
    col("about", about),
    col("pool", pool),
    col("body", |seen| Cell::text(&seen.record.body)),
];

/// A link to the object, which is named by its uuid.
fn about(seen: &Seen<'_, Message>) -> Cell {
    let class = Class::from_wire(seen.record.cls.as_str());
    let found = seen.world().by_uuid(&class, &seen.record.obj_uuid);
    found.map_or(Cell::None, |object| {
        look::link(seen.info, &class, &object.reference)
    })
}
