//! The columns of messages.

use std::sync::Arc;

use xapi::{Class, Message, Object};

use super::rows::{Col, Seen, col, num, pool};
use crate::{look, message, view::Cell};

pub(super) const MESSAGES: &[Col<Message>] = &[
    col("subject", |seen| {
        message::subject(
            seen.record,
            subject(seen).map_or("", |object| look::name(object)),
        )
    }),
    col("priority", |seen| message::severity(seen.record)),
    num("time", |seen| Cell::time(seen.record.timestamp)),
    col("about", about),
    col("pool", pool),
    col("body", |seen| Cell::text(&seen.record.body)),
];

/// The object, which is named by its uuid.
fn subject<'a>(seen: &Seen<'a, Message>) -> Option<&'a Arc<Object>> {
    let class = Class::from_wire(seen.record.cls.as_str());
    seen.world().by_uuid(&class, &seen.record.obj_uuid)
}

fn about(seen: &Seen<'_, Message>) -> Cell {
    subject(seen).map_or(Cell::None, |object| {
        look::link(seen.info, &object.class(), &object.reference)
    })
}
