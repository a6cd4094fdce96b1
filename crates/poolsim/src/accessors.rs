//! The messages that every class has: records, getters, setters, maps and sets.

use std::sync::Arc;

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::lifecycle;
use crate::listing::{Listing, Subject};
use crate::model::{Body, ClassId, Method, model};
use crate::ops::Args;
use crate::pool::World;
use crate::query::Query;
use crate::value::{Data, Ref, Value};

/// Answers a message that needs no code of its own; `None` if it does.
pub fn answer(world: &mut World, method: &Method, args: &Args<'_>) -> Option<Outcome<Value>> {
    let class = method.class;
    Some(match method.body {
        Body::Custom => return None,
        Body::GetAll => Ok(Value::Set(
            records(&world.db, class)
                .into_iter()
                .map(|(r, _)| Value::Text(r))
                .collect(),
        )),
        Body::GetAllRecords => Ok(every(world, class)),
        Body::GetAllRecordsWhere => select(world, class, args.text(0)),
        Body::GetByUuid => by_uuid(&world.db, class, args.text(0)),
        Body::GetByName => Ok(by_name(world, class, args.text(0))),
        Body::GetRecord => world.db.record(class, args.text(0)).map(Value::Record),
        Body::Get(field) => world
            .db
            .record(class, args.text(0))
            .map(|data| data.values[field].clone()),
        Body::Set(field) => set(world, class, args.text(0), field, args.value(1)),
        Body::AddTo(field) => add_to(world, class, field, args),
        Body::RemoveFrom(field) => edit(world, class, field, args.text(0), |value| {
            if let Value::Map(pairs) = value {
                pairs.retain(|(key, _)| **key != *args.text(1));
            }
        }),
        Body::Add(field) => edit(world, class, field, args.text(0), |value| {
            if let Value::Set(items) = value
                && !items.contains(&args.value(1))
            {
                items.push(args.value(1));
            }
        }),
        Body::Remove(field) => edit(world, class, field, args.text(0), |value| {
            if let Value::Set(items) = value {
                items.retain(|item| *item != args.value(1));
            }
        }),
    })
}

/// The whole class, from what is kept if nothing of it has changed.
fn every(world: &mut World, class: ClassId) -> Value {
    let World {
        db, messages, kept, ..
    } = world;
    let make = || (Listing::records(records(db, class)), (0, 0));
    let (listing, _) = kept.get(Subject::Records(class), (db, messages), make);
    Value::Listing(listing)
}

/// A map of references to records.
pub fn all(records: Vec<(Ref, Arc<Data>)>) -> Value {
    Value::Map(
        records
            .into_iter()
            .map(|(reference, data)| (reference, Value::Record(data)))
            .collect(),
    )
}

fn records(db: &Db, class: ClassId) -> Vec<(Ref, Arc<Data>)> {
    db.table(class)
        .rows
        .iter()
        .map(|(reference, row)| (reference.clone(), row.data.clone()))
        .collect()
}

fn select(world: &World, class: ClassId, expression: &str) -> Outcome<Value> {
    let query = Query::parse(expression)?;
    Ok(all(records(&world.db, class)
        .into_iter()
        .filter(|(_, data)| query.matches(data))
        .collect()))
}

/// The object of that class with that uuid, or UUID_INVALID.
pub fn by_uuid(db: &Db, class: ClassId, uuid: &str) -> Outcome<Value> {
    let described = &model().classes[class];
    let mut rows = db.table(class).rows.iter();
    let found = described
        .field("uuid")
        .and_then(|at| rows.find(|(_, row)| row.data.values[at].as_str() == uuid));
    match found {
        Some((reference, _)) => Ok(reference.into()),
        None => Err(Failure::new("UUID_INVALID", [described.name, uuid])),
    }
}

fn by_name(world: &World, class: ClassId, name: &str) -> Value {
    let at = model().classes[class].field("name_label");
    let rows = &world.db.table(class).rows;
    let found = rows
        .iter()
        .filter(|(_, row)| at.is_some_and(|at| row.data.values[at].as_str() == name));
    Value::Set(found.map(|(reference, _)| reference.into()).collect())
}

fn set(
    world: &mut World,
    class: ClassId,
    object: &str,
    field: usize,
    value: Value,
) -> Outcome<Value> {
    world.db.record(class, object)?;
    world.db.set_at(class, object, field, value);
    // Some fields decide what may be done (blocked_operations, platform).
    match model().classes[class].name {
        "VM" => lifecycle::refresh(&mut world.db, object),
        "VDI" => lifecycle::refresh_vdi(&mut world.db, object),
        _ => {}
    }
    Ok(Value::void())
}

fn edit(
    world: &mut World,
    class: ClassId,
    field: usize,
    object: &str,
    f: impl FnOnce(&mut Value),
) -> Outcome<Value> {
    let mut value = world.db.record(class, object)?.values[field].clone();
    f(&mut value);
    set(world, class, object, field, value)
}

fn add_to(world: &mut World, class: ClassId, field: usize, args: &Args<'_>) -> Outcome<Value> {
    let data = world.db.record(class, args.text(0))?;
    let (key, value) = (args.value(1).to_text(), args.value(2));
    if data.values[field].member(&key).is_some() {
        let described = &model().classes[class];
        let name = described.fields[field].name;
        return Err(Failure::new(
            "MAP_DUPLICATE_KEY",
            [described.name, name, args.text(0), &*key],
        ));
    }
    edit(world, class, field, args.text(0), |map| {
        if let Value::Map(pairs) = map {
            pairs.push((key, value));
        }
    })
}
