//! The store of messages (alerts).

use std::sync::Arc;

use crate::accessors;
use crate::argument::class::message;
use crate::argument::{Choice, Date, Map, Set, Text, Unchecked};
use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::operation::{Operation, operations};
use crate::pool::World;
use crate::query::Query;
use crate::value::{Data, Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    message.get_all() => Value::texts(every(&cx.world()).into_iter().map(|(reference, _)| reference));
    message.get_all_records() => accessors::all(every(&cx.world()));
    message.get_all_records_where(expr: Text) => select(&cx.world(), &expr);
    message.get_since(since: Date) => after(&cx.world(), since, |_| true);
    message.get(cls: Choice, obj_uuid: Text, since: Date) => after(&cx.world(), since, |message| {
        message.values[CLASS].as_str() == &*cls && message.values[OBJECT].as_str() == &*obj_uuid
    });
    message.get_record(message: Unchecked<message>) => record(&cx.world(), &message);
    message.get_by_uuid(uuid: Text) => by_uuid(&cx.world(), &uuid);
    message.create(name: Text, priority: i64, cls: Choice, obj_uuid: Text, body: Text)
        => create(&mut cx.world(), &name, priority, [&cls, &obj_uuid, &body]);
    message.destroy(message: Unchecked<message>) => destroy(&mut cx.world(), &message);
    message.destroy_many(messages: Set<Unchecked<message>>) => destroy_many(&mut cx.world(), &messages);
    message.destroy_all(filters: Map<Text, Text>) => destroy_all(&mut cx.world());
};

// Where a message's values are.
const UUID: usize = 0;
const CLASS: usize = 3;
const OBJECT: usize = 4;
const TIME: usize = 5;

fn every(world: &World) -> Vec<(Ref, Arc<Data>)> {
    let all = world.messages.all();
    all.map(|(reference, data)| (reference.clone(), data.clone()))
        .collect()
}

fn select(world: &World, expression: &str) -> Outcome<Value> {
    let query = Query::parse(expression)?;
    let mut found = every(world);
    found.retain(|(_, data)| query.matches(data));
    Ok(accessors::all(found))
}

fn after(world: &World, since: i64, wanted: impl Fn(&Data) -> bool) -> Value {
    let mut found = every(world);
    found.retain(|(_, data)| data.values[TIME].as_int() > since && wanted(data));
    accessors::all(found)
}

fn record(world: &World, message: &Ref) -> Outcome<Value> {
    match world.messages.get(message) {
        Some(data) => Ok(Value::Record(data.clone())),
        None => Err(Failure::handle("message", message)),
    }
}

fn by_uuid(world: &World, uuid: &str) -> Outcome<Ref> {
    let mut all = world.messages.all();
    match all.find(|(_, data)| data.values[UUID].as_str() == uuid) {
        Some((reference, _)) => Ok(reference.clone()),
        None => Err(Failure::new("UUID_INVALID", ["message", uuid])),
    }
}

fn create(
    world: &mut World,
    name: &str,
    priority: i64,
    [class, uuid, body]: [&str; 3],
) -> Outcome<Ref> {
    if !(1..=5).contains(&priority) {
        return Err(Failure::invalid_value("priority", &priority.to_string()));
    }
    // The class as messages name it: `Pool`, `Host`.
    let known = model().class_named(class);
    if known.is_some_and(|known| accessors::by_uuid(&world.db, known, uuid).is_err()) {
        return Err(Failure::new("UUID_INVALID", [class, uuid]));
    }
    let now = world.db.now();
    Ok(world.message_about(name, priority, class, uuid, body, now))
}

fn destroy(world: &mut World, message: &Ref) -> Outcome<()> {
    if world.drop_message(message) {
        Ok(())
    } else {
        Err(Failure::handle("message", message))
    }
}

fn destroy_many(world: &mut World, messages: &[Ref]) {
    for message in messages {
        world.drop_message(message);
    }
}

fn destroy_all(world: &mut World) {
    for (message, _) in every(world) {
        world.drop_message(&message);
    }
}
