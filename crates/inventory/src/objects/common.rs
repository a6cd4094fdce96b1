//! Properties that many classes have.

use xapi::{RecordOf, Text};

use super::{Described, custom_field, property::*};
use crate::{alarms, jobs::Job, look, view::Cell};

/// The name, as text: the row itself leads to the object.
pub(super) const fn name<T: Described>() -> Property<T> {
    Property::text("name", |item: &Item<'_, T>| {
        Cell::text(look::name_on(item.info, item.object()))
    })
    .kept(&["name_label"])
    .operator("name")
    .edited_by(Job::Rename)
}

/// The state.
pub(super) const fn status<T: Described>() -> Property<T> {
    Property::state("status", |item: &Item<'_, T>| Cell::Status {
        status: item.record.status(item.info, item.object()),
    })
}

/// A link to the pool.
pub(super) const fn pool<T>() -> Property<T> {
    Property::link("pool", |item: &Item<'_, T>| look::pool_link(item.info)).operator("pool")
}

/// What a person wrote about it.
pub(super) const fn description<T: Described>() -> Property<T> {
    Property::text("description", |item: &Item<'_, T>| {
        Cell::text(item.record.description())
    })
    .kept(&["name_description"])
    .operator("description")
    .edited_by(Job::Describe)
}

/// The tags.
pub(super) const fn tags<T: Described>() -> Property<T> {
    Property::list("tags", |item: &Item<'_, T>| {
        Cell::list(item.record.tags().iter().map(Cell::text))
    })
    .since_xapi()
    .kept(&["tags"])
    .operator("tag")
    .edited_by(Job::SetTags)
}

/// What people have written into fields of their own.
pub(super) const fn custom_fields_of<T: Described>() -> Property<T> {
    Property::list("customFields", |item: &Item<'_, T>| {
        let fields = custom_field::among(item.record.other_config());
        Cell::list(fields.map(|(name, value)| Cell::text(custom_field::text(name, value))))
    })
    .with_value()
    .operator("field")
    .edited_by(Job::SetCustomField)
}

/// The folder that people have put it into, after XenCenter's manner.
pub(super) const fn folder<T: Described>() -> Property<T> {
    Property::text("folder", |item: &Item<'_, T>| {
        let folder = item.record.other_config().and_then(|map| map.get("folder"));
        Cell::text(folder.map_or("", Text::as_str))
    })
    .since_xapi()
    .kept(&["other_config.folder"])
    .operator("folder")
    .edited_by(Job::SetFolder)
}

/// The alarms that are set for it.
pub(super) const fn alarms<T: Described + RecordOf>() -> Property<T> {
    Property::list("alarms", |item: &Item<'_, T>| {
        let set = item
            .record
            .other_config()
            .and_then(|map| map.get(alarms::PERFMON));
        alarms::told(&T::CLASS, set.map(Text::as_str))
    })
    .since_xapi()
    .kept(&["other_config.perfmon"])
    .edited_by(Job::SetAlarms)
}

/// What is the same for ever.
pub(super) const fn uuid<T>() -> Property<T> {
    Property::code("uuid", |item: &Item<'_, T>| {
        Cell::code(item.object().record.uuid())
    })
    .kept(&["uuid"])
    .operator("uuid")
}

/// The first of the operations under way, in the server's word.
pub(super) fn first<T: ToString>(operations: &xapi::Map<Text, T>) -> Option<String> {
    operations.values().next().map(ToString::to_string)
}
