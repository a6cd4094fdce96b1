//! One object's page: what an administrator reads first.

mod console;

use xapi::Object;

use crate::{
    connection::ConnectionInfo,
    health::findings,
    jobs,
    key::ObjectKey,
    look,
    objects::{self, describe},
    problem::Problem,
    view::{ListKind, Page, Status},
    world::{Entry, NO_RECORD},
};

pub use console::consoles;

/// Lists of what servers of before XAPI know nothing of.
const SINCE_XAPI: &[ListKind] = &[
    ListKind::Appliances,
    ListKind::Messages,
    ListKind::Schedules,
    ListKind::Snapshots,
];

/// Lists of what few objects have: they are there where something is in them.
const IF_ANY: &[ListKind] = &[ListKind::Gpus, ListKind::PciDevices, ListKind::UsbDevices];

/// The page of an object; none: the object is gone, or of a kind that has no page.
pub fn page(info: &ConnectionInfo<'_>, key: &ObjectKey) -> Option<Page> {
    let entry: &Entry = info.world.entry(&key.class(), &key.opaque())?;
    let object = &*entry.object;
    let described = describe(&object.record);
    let kind = described.row_kind()?;
    let mut parts = described.page_parts(info, entry)?;
    let object_key = ObjectKey::new(info.id, &object.class(), &object.reference);
    let fields = parts
        .sections
        .iter_mut()
        .flat_map(|section| &mut section.fields);
    for field in fields {
        // A property that several kinds have is edited only of those that its job is for.
        field.editor = field
            .editor
            .filter(|job| jobs::is_for(info, *job, &object_key));
    }
    let is_before_xapi = info.world.is_before_xapi();
    let has_any = |list: ListKind| {
        let table = objects::table(list, Some(&object.class()));
        let slots =
            table.map(|table| table.slots_within(info.world, &object.class(), &object.reference));
        slots.is_some_and(|slots| !slots.is_empty())
    };
    let lists = parts.lists.iter().copied();
    let lists = lists.filter(|list| !IF_ANY.contains(list) || has_any(*list));
    let mut warnings = findings::problems(info, object);
    warnings.extend(odd(object));
    Some(Page {
        object: object_key,
        kind,
        name: look::name_on(info, object).to_owned(),
        description: described.description().to_owned(),
        status: described.status(info, object),
        health: described.health(info, object).map(Status::from),
        busy: described.operation(),
        place: parts.place,
        since: parts.since,
        tags: described.tags().iter().map(String::from).collect(),
        warnings,
        sections: parts.sections,
        lists: lists
            .filter(|list| !is_before_xapi || !SINCE_XAPI.contains(list))
            .collect(),
        consoles: console::offers(info.world, object),
        has_console: console::domain(info.world, object).is_some(),
    })
}

/// What a record has that it should not have, as warnings: known members with a value of a wrong type.
fn odd(object: &Object) -> Vec<Problem> {
    let Some(extra) = object.record.extra().filter(|extra| !extra.is_empty()) else {
        return Vec::new();
    };
    let known = objects::members(&object.class());
    let names = extra.keys();
    let odd = names.filter(|name| known.contains_key(*name) || *name == NO_RECORD);
    odd.map(|field| Problem::new("odd_record").with("field", field))
        .collect()
}
