//! What has changed: every member that people care for, before and after, of every object.
//!
//! A [`Writer`](crate::Writer) that is told to [note](crate::Writer::note_changes) gives out an
//! [`ObjectChange`] for each object that is made, gone or different, with the names of all that it
//! mentions as they were then: what a timeline keeps must be readable when they are gone. A list that
//! replaces another is compared with it ([`between`]), so what changed while nobody looked is found, too.
//!
//! **What is told is what may be written to disk** ([`kept`](crate::kept)): members that a class names,
//! without what looks like a secret. Of these, what changes by itself is noise, and each class says
//! which that is and why (`ObjectClass::NOISE`). So a class that is new tells all that it keeps.

mod row;
mod told;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Class, Object, OpaqueRef, Record};

pub use row::{ChangeRow, MemberRow, PartRow, Recorded, row};
use told::find;
pub use told::{MemberChange, Told};

use crate::{
    index::{IndexKey, IndexKeys},
    objects::{CLASSES, describe},
    view::RowKind,
    world::World,
};

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum WhatChanged {
    /// It is new.
    Made,
    /// It is gone.
    Gone,
    /// Some of its members have other values.
    Changed,
}

/// An object by its name at the time: it may be gone when that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its class, as the API calls it.
    pub class: String,
    /// Its reference.
    pub reference: OpaqueRef,
    /// Its name; of a part without one, where it sits in its owner.
    pub name: String,
    /// What its page is; none where it has no page.
    pub kind: Option<RowKind>,
}

impl Named {
    fn of(object: &Object) -> Self {
        let described = describe(&object.record);
        let name = object.record.name_label().unwrap_or_default();
        let name = if name.is_empty() {
            described.position()
        } else {
            name
        };
        Self {
            class: object.class().name().to_owned(),
            reference: object.reference.clone(),
            name: name.to_owned(),
            kind: described.row_kind(),
        }
    }
}

/// What changed about one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectChange {
    /// Which object.
    pub object: Named,
    /// What became of it.
    pub what: WhatChanged,
    /// Its members: those that differ; of one that is new or gone, all that it said.
    pub members: Vec<MemberChange>,
    /// What it belongs to or belonged to: a disk to its VM, a VM to the host that it runs on and to
    /// the one it left. The first with a page is where a person looks for it.
    pub about: Vec<Named>,
}

impl ObjectChange {
    /// The object on whose page it is told: itself, or the first with a page that it belongs to.
    pub fn subject(&self) -> &Named {
        let mut all = std::iter::once(&self.object).chain(&self.about);
        all.find(|named| named.kind.is_some())
            .unwrap_or(&self.object)
    }
}

/// What changed about one object from one world to another; none where nobody would care. Either world
/// may be as it was before or after: names are looked for in both.
pub(crate) fn of_object(
    worlds: [&World; 2],
    before: Option<&Object>,
    after: Option<&Object>,
) -> Option<ObjectChange> {
    let object = after.or(before)?;
    let told = told::of_class(&object.class())?;
    let (what, members) = match (before, after) {
        (Some(before), Some(after)) => {
            let members = told.differences(worlds, &before.record, &after.record);
            (WhatChanged::Changed, members)
        }
        _ if !told.tells_comings => return None,
        (Some(before), None) => {
            let members = told.differences(worlds, &before.record, &told.empty);
            (WhatChanged::Gone, members)
        }
        (None, _) => {
            let members = told.differences(worlds, &told.empty, &object.record);
            (WhatChanged::Made, members)
        }
    };
    if what == WhatChanged::Changed && members.is_empty() {
        return None;
    }
    let mut about = Vec::new();
    for object in [after, before].into_iter().flatten() {
        add_owners(worlds, object, &mut about);
    }
    Some(ObjectChange {
        object: Named::of(object),
        what,
        members,
        about,
    })
}

/// Whether changes of a class's objects are told at all.
pub(crate) fn is_told(class: &Class) -> bool {
    told::of_class(class).is_some()
}

/// What an object belongs to, by the keys that it is filed under.
fn add_owners(worlds: [&World; 2], object: &Object, about: &mut Vec<Named>) {
    let mut add = |named: Named| {
        let is_known = |known: &Named| known.reference == named.reference;
        if named.reference != object.reference && !about.iter().any(is_known) {
            about.push(named);
        }
    };
    for key in IndexKeys::of(&object.record) {
        if let IndexKey::Within(_, owner) = key
            && let Some(owner) = find(worlds, &owner)
        {
            add(Named::of(owner));
        }
    }
    // Metrics do not say whose they are.
    let told_by = IndexKey::ToldBy(object.reference.clone());
    for world in worlds {
        for entry in world.filed(&told_by) {
            add(Named::of(&entry.object));
        }
    }
}

/// What changed from one list of a pool's objects to a later one, while nobody looked. Nothing where
/// they are not of the same pool: then nothing is known of what changed.
pub(crate) fn between(before: &World, after: &World) -> Vec<ObjectChange> {
    match (identity(before), identity(after)) {
        (Some(was), Some(is)) if was == is => {}
        _ => return Vec::new(),
    }
    let worlds = [after, before];
    let mut changes = Vec::new();
    for class in CLASSES {
        let objects = |world: &World| {
            let slots = world.slots_of_class(&class.class);
            let entries = slots.filter_map(|slot| world.at(slot));
            let objects = entries.map(|entry| entry.object.clone());
            objects.collect::<Vec<_>>()
        };
        if told::of_class(&class.class).is_none() {
            continue;
        }
        for old in objects(before) {
            let new = after.object(&class.class, &old.reference);
            changes.extend(of_object(worlds, Some(&*old), new.map(|new| &**new)));
        }
        for new in objects(after) {
            if before.object(&class.class, &new.reference).is_none() {
                changes.extend(of_object(worlds, None, Some(&*new)));
            }
        }
    }
    changes
}

/// By what a pool is known again: its uuid, or that of the only host of a server without pools.
fn identity(world: &World) -> Option<String> {
    let pool = world.pool().map(|(_, pool)| pool.uuid.to_string());
    let host = || {
        let mut hosts = world.hosts();
        let (_, host) = hosts.next()?;
        hosts.next().is_none().then(|| host.uuid.to_string())
    };
    pool.or_else(host).filter(|uuid| !uuid.is_empty())
}

/// All that is told of an object, by the members' names: what a timeline, replayed, comes to.
pub fn state_of(world: &World, record: &Record) -> Vec<MemberChange> {
    told::of_class(&record.class()).map_or_else(Vec::new, |told| {
        told.differences([world, world], &told.empty, record)
    })
}

#[cfg(test)]
mod tests;
