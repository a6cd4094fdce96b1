//! Messages: what a pool has to tell about an object.

use std::marker::PhantomData;

use std::sync::Arc;

use xapi::{Class, Message, Object, OpaqueRef, Pbd, RecordOf, Sr};

use super::{
    AnyTable, Described, Members, ObjectClass, Table, common,
    layout::{DefaultOrder, Within},
    property::{Item, Property},
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    jobs::{self, Job},
    key::ObjectKey,
    look,
    message::{self, MessageKind},
    name::SortKey,
    view::{Cell, ListKind, Mend, Status},
    world::World,
};

impl Described for Message {
    fn state(&self, _world: &World, _object: &Object) -> Status {
        let meaning = message::meaning(self);
        match (meaning.kind, meaning.severity) {
            (MessageKind::Alert, 1 | 2) => Status::Broken,
            (MessageKind::Alert, 3) => Status::Degraded,
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
        P::said("subject", |item| {
            let about = subject(item).map_or("", |object| look::name(object));
            Cell::Said {
                problem: message::sentence(item.record, about),
            }
        }),
        P::term("priority", |item| severity(item.record)),
        P::term("messageKind", |item| {
            match message::meaning(item.record).kind {
                MessageKind::Alert => Cell::term("alert"),
                MessageKind::Improvement => Cell::term("improvement"),
                MessageKind::Activity => Cell::term("activity"),
            }
        })
        .operator("kind"),
        P::code("messageName", |item| Cell::code(&item.record.name)).operator("message"),
        P::time("time", |item| Cell::time(item.record.timestamp)),
        P::link("about", |item| {
            subject(item).map_or(Cell::None, |object| {
                look::link(item.info, &object.class(), &object.reference)
            })
        })
        .operator("about"),
        common::pool(),
        P::text("body", |item| Cell::text(&item.record.body)).operator("body"),
        P::mend("mend", mend),
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
        columns: &[
            "subject", "priority", "time", "about", "pool", "mend", "body",
        ],
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
    match message::meaning(message).severity {
        1 => Cell::term("severity1"),
        2 => Cell::term("severity2"),
        3 => Cell::term("severity3"),
        4 => Cell::term("severity4"),
        5 => Cell::term("severity5"),
        count => Cell::Count { count },
    }
}

/// The job that helps, where there is one for what the message tells.
fn mend(item: &Item<'_, Message>) -> Cell {
    let about = || Some((&subject(item)?.reference, subject(item)?.class()));
    let (job, found) = match item.record.name.as_str() {
        message::ALARM => (Job::SetAlarms, about()),
        "HA_PROTECTED_VM_RESTART_FAILED" | "VM_CRASHED" => (Job::Start, about()),
        "VM_SECURE_BOOT_FAILED" => (Job::SetFirmware, about()),
        "VMSS_SNAPSHOT_FAILED" | "VMSS_SNAPSHOT_LOCK_FAILED" | "VMSS_SNAPSHOT_MISSED_EVENT" => {
            (Job::RunSchedule, about())
        }
        "PBD_PLUG_FAILED_ON_SERVER_START" => (Job::PlugSr, unplugged(item)),
        _ => return Cell::None,
    };
    let key = found.map(|(reference, class)| ObjectKey::new(item.info.id, &class, reference));
    match key.filter(|key| jobs::is_for(item.info, job, key)) {
        Some(object) => Cell::Mend {
            mend: Mend {
                job,
                refusal: jobs::check(item.info, job, &object).err(),
                object,
            },
        },
        None => Cell::None,
    }
}

/// A storage that the host of which is told does not reach.
fn unplugged<'a>(item: &Item<'a, Message>) -> Option<(&'a OpaqueRef, Class)> {
    let host = &subject(item)?.reference;
    let mut pbds = item.world().within::<Pbd>(host);
    let (_, pbd) = pbds.find(|(_, pbd)| !pbd.currently_attached)?;
    Some((pbd.sr.opaque(), Sr::CLASS))
}
