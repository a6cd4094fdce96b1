//! What a client does to hear of events.

use crate::argument::{Set, Text};
use crate::context::Context;
use crate::events;
use crate::operation::{Operation, operations};
use crate::value::Value;

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    event.from(classes: Set<Text>, token: Text, timeout: f64)
        => events::from(&cx.pool, &cx.session, &Value::texts(classes), &token, timeout).await;
    event.next() => events::next(&cx.pool, &cx.session).await;
    event.register(classes: Set<Text>) => events::register(&mut cx.world(), &cx.session, &Value::texts(classes));
    event.unregister(classes: Set<Text>) => events::unregister(&mut cx.world(), &cx.session, &Value::texts(classes));
    event.inject(class: Text, r#ref: Text) => events::inject(&mut cx.world(), &class, &r#ref);
    event.get_current_id() => current_id(cx);
};

fn current_id(cx: &Context) -> i64 {
    i64::try_from(cx.world().db.legacy_next).unwrap_or(0)
}
