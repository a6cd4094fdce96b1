//! The messages that every class has: records, getters, setters, maps and sets.

use std::sync::Arc;

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::listing::{Listing, Subject};
use crate::model::{ClassId, Origin, model};
use crate::pool::World;
use crate::query::Query;
use crate::value::{Data, Ref, Value};

/// Answers a message of that class that is an accessor; the parameters are of the types declared, and as many.
pub fn answer(
    world: &mut World,
    class: ClassId,
    accessor: Origin,
    args: &[Value],
) -> Outcome<Value> {
    let object = args.first().map_or("", Value::as_str);
    let value = || args.get(1).cloned().unwrap_or(Value::Null);
    match accessor {
        Origin::GetAll => {
            let all = records(&world.db, class).into_iter();
            Ok(Value::texts(all.map(|(reference, _)| reference)))
        }
        Origin::GetAllRecords => Ok(every(world, class)),
        Origin::GetAllRecordsWhere => select(world, class, object),
        Origin::GetByUuid => by_uuid(&world.db, class, object),
        Origin::GetByName => Ok(by_name(world, class, object)),
        Origin::GetRecord => world.db.record(class, object).map(Value::Record),
        Origin::Get(field) => world
            .db
            .record(class, object)
            .map(|data| data.values[field].clone()),
        Origin::Set(field) => set(world, class, object, field, value()),
        Origin::AddTo(field) => add_to(world, class, field, args),
        Origin::RemoveFrom(field) => edit(world, class, field, object, |map| {
            if let Value::Map(pairs) = map {
                pairs.retain(|(key, _)| **key != *value().as_str());
            }
        }),
        Origin::Add(field) => edit(world, class, field, object, |set| {
            if let Value::Set(items) = set
                && !items.contains(&value())
            {
                items.push(value());
            }
        }),
        Origin::Remove(field) => edit(world, class, field, object, |set| {
            if let Value::Set(items) = set {
                items.retain(|item| *item != value());
            }
        }),
        Origin::Lifecycle | Origin::Declared => Err(Failure::internal("Not_found")),
    }
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

fn add_to(world: &mut World, class: ClassId, field: usize, args: &[Value]) -> Outcome<Value> {
    let [object, key, value] = args else {
        return Err(Failure::internal("Not_found"));
    };
    let data = world.db.record(class, object.as_str())?;
    let key = key.to_text();
    if data.values[field].member(&key).is_some() {
        let described = &model().classes[class];
        let name = described.fields[field].name;
        return Err(Failure::new(
            "MAP_DUPLICATE_KEY",
            [described.name, name, object.as_str(), &*key],
        ));
    }
    edit(world, class, field, object.as_str(), |map| {
        if let Value::Map(pairs) = map {
            pairs.push((key, value.clone()));
        }
    })
}
