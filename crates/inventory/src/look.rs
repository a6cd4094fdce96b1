//! How any object looks, wherever it appears: its name, its state, a link to it.

use xapi::{Class, Object, OpaqueRef, Pool, RecordOf, Ref};

use crate::{
    connection::ConnectionInfo,
    health,
    key::ObjectKey,
    objects::describe,
    view::{Cell, Status},
    world::World,
};

/// An object's name; where it has none, its uuid; where it has not even that, its reference.
pub(crate) fn name(object: &Object) -> &str {
    let uuid = object.record.uuid();
    match object.record.name_label() {
        Some(name) if !name.is_empty() => name,
        _ if !uuid.is_empty() => uuid,
        _ => object.reference.as_str(),
    }
}

/// The same; a pool is called what its connection is called.
pub(crate) fn name_on<'a>(info: &ConnectionInfo<'a>, object: &'a Object) -> &'a str {
    match describe(&object.record).has_name_of_connection() {
        true => info.name(),
        false => name(object),
    }
}

/// An object's state; an alarm that lasts may count.
pub(crate) fn status(info: &ConnectionInfo<'_>, object: &Object) -> Status {
    describe(&object.record).status(info, object)
}

/// By its state, and where that is well, by the alarms about it that last.
pub(crate) fn state_with_alarms(info: &ConnectionInfo<'_>, object: &Object) -> Status {
    match describe(&object.record).state(info.world, object) {
        Status::Ok => health::of(info, object).map_or(Status::Ok, Status::from),
        other => other,
    }
}

/// Whether an object's state is well.
pub(crate) fn well_or_not(world: &World, object: &Object) -> Status {
    health::lasting(world, object).map_or(Status::Ok, Status::from)
}

/// A link to an object; no value where the reference leads nowhere.
pub(crate) fn link(info: &ConnectionInfo<'_>, class: &Class, reference: &OpaqueRef) -> Cell {
    match info.world.object(class, reference) {
        None => Cell::None,
        Some(object) => Cell::Link {
            object: ObjectKey::new(info.id, class, reference),
            text: name_on(info, object).to_owned(),
            status: status(info, object),
        },
    }
}

/// The same, by a typed reference.
pub(crate) fn link_to<T: RecordOf>(info: &ConnectionInfo<'_>, reference: &Ref<T>) -> Cell {
    link(info, &T::CLASS, reference.opaque())
}

/// A link to the connection's pool.
pub(crate) fn pool_link(info: &ConnectionInfo<'_>) -> Cell {
    let pool = info.world.pool();
    pool.map_or(Cell::None, |(reference, _)| {
        link(info, &Pool::CLASS, reference)
    })
}
