//! The messages that every class has: records, getters, setters, maps and sets.

use std::sync::Arc;

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::lifecycle;
use crate::listing::{Listing, Subject};
use crate::model::{Body, ClassId, Method, model};
use crate::pool::World;
use crate::query::Query;
use crate::value::{Data, Ref, Value};

/// Answers a message that needs no code of its own; `None` if it does.
pub fn answer(world: &mut World, method: &Method, args: &[Value]) -> Option<Outcome<Value>> {
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
        Body::GetAllRecordsWhere => select(world, class, args[0].as_str()),
        Body::GetByUuid => by_uuid(world, class, args[0].as_str()),
        Body::GetByName => Ok(by_name(world, class, args[0].as_str())),
        Body::GetRecord => world.db.record(class, args[0].as_str()).map(Value::Record),
        Body::Get(field) => world
            .db
            .record(class, args[0].as_str())
            .map(|data| data.values[field].clone()),
        Body::Set(field) => set(world, class, &args[0], field, args[1].clone()),
        Body::AddTo(field) => add_to(world, class, field, args),
        Body::RemoveFrom(field) => edit(world, class, field, &args[0], |value| {
            if let Value::Map(pairs) = value {
                pairs.retain(|(key, _)| **key != *args[1].as_str());
            }
        }),
        Body::Add(field) => edit(world, class, field, &args[0], |value| {
            if let Value::Set(items) = value
                && !items.contains(&args[1])
            {
                items.push(args[1].clone());
            }
        }),
        Body::Remove(field) => edit(world, class, field, &args[0], |value| {
            if let Value::Set(items) = value {
                items.retain(|item| *item != args[1]);
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

fn by_uuid(world: &World, class: ClassId, uuid: &str) -> Outcome<Value> {
    let described = &model().classes[class];
    let Some(at) = described.field("uuid") else {
        return Err(Failure::new("UUID_INVALID", [described.name, uuid]));
    };
    let rows = &world.db.table(class).rows;
    match rows
        .iter()
        .find(|(_, row)| row.data.values[at].as_str() == uuid)
    {
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
    object: &Value,
    field: usize,
    value: Value,
) -> Outcome<Value> {
    world.db.record(class, object.as_str())?;
    world.db.set_at(class, object.as_str(), field, value);
    // Some fields decide what may be done (blocked_operations, platform).
    if model().classes[class].name == "VM" {
        lifecycle::refresh(&mut world.db, object.as_str());
    }
    Ok(Value::void())
}

fn edit(
    world: &mut World,
    class: ClassId,
    field: usize,
    object: &Value,
    f: impl FnOnce(&mut Value),
) -> Outcome<Value> {
    let mut value = world.db.record(class, object.as_str())?.values[field].clone();
    f(&mut value);
    set(world, class, object, field, value)
}

fn add_to(world: &mut World, class: ClassId, field: usize, args: &[Value]) -> Outcome<Value> {
    let data = world.db.record(class, args[0].as_str())?;
    let (key, value) = (args[1].to_text(), args[2].clone());
    if data.values[field].member(&key).is_some() {
        let described = &model().classes[class];
        let name = described.fields[field].name;
        return Err(Failure::new(
            "MAP_DUPLICATE_KEY",
            [described.name, name, args[0].as_str(), &*key],
        ));
    }
    edit(world, class, field, &args[0], |map| {
        if let Value::Map(pairs) = map {
            pairs.push((key, value));
        }
    })
}
