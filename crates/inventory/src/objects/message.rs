//! Messages: what a pool has to tell about an object.

use std::marker::PhantomData;

use std::sync::Arc;

use xapi::{Class, Message, Object, OpaqueRef};

use super::{
    AnyTable, Described, Members, ObjectClass, Table, common,
    layout::{DefaultOrder, Within},
    property::{Item, Property},
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look, message,
    name::SortKey,
    problem::Problem,
    view::{Cell, ListKind, Status},
    world::World,
};

impl Described for Message {
    fn state(&self, _world: &World, _object: &Object) -> Status {
        match self.priority {
            1 => Status::Broken,
            2 | 3 => Status::Degraded,
            _ => Status::Ok,
        }
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.within::<Message>(&OpaqueRef::from(self.obj_uuid.as_str()));
        keys.all::<Message>();
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        let lines = [&*self.name, &*self.body].into_iter();
        IndexEntry {
            key: SortKey::newest_first(self.timestamp.unix(), reference),
            ..IndexEntry::default().with_lines(lines)
        }
    }
}

type P = Property<Message>;

impl ObjectClass for Message {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::said("subject", |item| Cell::Said {
            problem: if item.record.name == message::ALARM {
                let about = subject(item).map_or("", |object| look::name(object));
                message::alarm(item.record, about)
            } else {
                Problem::new(&item.record.name)
            },
        }),
        P::term("priority", |item| severity(item.record)),
        P::time("time", |item| Cell::time(item.record.timestamp)),
        P::link("about", |item| {
            subject(item).map_or(Cell::None, |object| {
                look::link(item.info, &object.class(), &object.reference)
            })
        })
        .operator("about"),
        common::pool(),
        P::text("body", |item| Cell::text(&item.record.body)).operator("body"),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Message> {
        list: ListKind::Messages,
        all: Some(|| vec![IndexKey::all::<Message>()]),
        within: &[Within {
            owner: None,
            // They name their object by its uuid.
            members: |world: &World, owner: &OpaqueRef| {
                let uuid = world.find(owner).map(|object| object.record.uuid());
                let about = uuid.map(|uuid| IndexKey::within::<Message>(&OpaqueRef::from(uuid)));
                Members::Listed(about.into_iter().collect())
            },
            without: &[],
        }],
        columns: &["subject", "priority", "time", "about", "pool", "body"],
        order: DefaultOrder::Newest("time"),
        of: PhantomData,
    }];

    const IS_ORDER_KEPT: bool = true;
}

/// The object, which is named by its uuid.
fn subject<'a>(item: &Item<'a, Message>) -> Option<&'a Arc<Object>> {
    let class = Class::from_wire(item.record.cls.as_str());
    item.world().by_uuid(&class, &item.record.obj_uuid)
}

/// How much it matters, as a word: 1 is a loss of data, 5 is only told.
fn severity(message: &Message) -> Cell {
    match message.priority {
        1 => Cell::term("severity1"),
        2 => Cell::term("severity2"),
        3 => Cell::term("severity3"),
        4 => Cell::term("severity4"),
        5 => Cell::term("severity5"),
        count => Cell::Count { count },
    }
}
