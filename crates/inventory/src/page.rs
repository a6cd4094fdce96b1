//! One object's page: what an administrator reads first.

mod console;
mod early;
mod host;
mod network;
mod pool;
mod sr;
mod vm;
mod warnings;

use serde::Serialize;
use xapi::{Extra, Host, Map, Network, Object, Pool, Record, Sr, Text, Vm, VmKind};

use crate::{
    connection::ConnectionInfo,
    health,
    key::ObjectKey,
    look,
    view::{Cell, Field, ListKind, Page, Section, Status},
};

pub use console::consoles;

/// The page of an object; none: the object is gone, or of a kind that has no page.
pub fn page(info: &ConnectionInfo<'_>, key: &ObjectKey) -> Option<Page> {
    let object = info.world.object(&key.class(), &key.opaque())?;
    let kind = look::kind(&object.record)?;
    let page = Page {
        object: ObjectKey::new(info.id, &object.class(), &object.reference),
        kind,
        name: look::name(object).to_owned(),
        description: String::new(),
        status: look::status(info, object),
        health: health::of_all(info, object).map(Status::from),
        busy: look::busy(&object.record),
        place: Vec::new(),
        since: None,
        tags: Vec::new(),
        warnings: warnings::of(info, object),
        sections: Vec::new(),
        lists: Vec::new(),
        consoles: console::offers(info.world, object),
        has_console: console::is_possible(info.world, object),
    };
    let mut page = match &object.record {
        Record::Pool(pool) => pool::page(info, pool, page),
        Record::Host(host) => host::page(info, &object.reference, host, page),
        Record::Vm(vm) => match vm.kind() {
            VmKind::Machine => vm::machine(info, vm, page),
            VmKind::Template => vm::template(info, vm, page),
            VmKind::Snapshot => vm::snapshot(info, vm, page),
            VmKind::ControlDomain => return None,
        },
        Record::Sr(sr) => sr::page(info, &object.reference, sr, page),
        Record::Network(network) => network::page(info, &object.reference, network, page),
        _ => return None,
    };
    page.warnings.extend(odd(object));
    if info.world.is_before_xapi() {
        early::trim(&mut page, object);
    }
    Some(page)
}

/// What a record has that it should not have, as warnings.
fn odd(object: &Object) -> Vec<crate::Problem> {
    match &object.record {
        Record::Pool(pool) => warnings::odd_record::<Pool>(&pool.extra),
        Record::Host(host) => warnings::odd_record::<Host>(&host.extra),
        Record::Vm(vm) => warnings::odd_record::<Vm>(&vm.extra),
        Record::Sr(sr) => warnings::odd_record::<Sr>(&sr.extra),
        Record::Network(network) => warnings::odd_record::<Network>(&network.extra),
        _ => Vec::new(),
    }
}

/// Builds a section.
struct Fields(Vec<Field>);

impl Fields {
    fn new() -> Self {
        Self(Vec::new())
    }

    /// A line that is there even without a value.
    fn line(mut self, id: &str, value: Cell) -> Self {
        self.0.push(Field {
            id: id.to_owned(),
            value,
        });
        self
    }

    /// A line that is there only with a value.
    fn if_any(self, id: &str, value: Cell) -> Self {
        if value == Cell::None {
            self
        } else {
            self.line(id, value)
        }
    }

    fn section(self, id: &str) -> Section {
        Section {
            id: id.to_owned(),
            fields: self.0,
        }
    }
}

/// What every object can say about itself, last of all.
fn identity(uuid: &str, other_config: &Map<Text, Text>, tags: &[Text]) -> Section {
    let folder = other_config.get("folder").map_or("", Text::as_str);
    Fields::new()
        .if_any("tags", Cell::list(tags.iter().map(Cell::text)))
        .if_any("folder", Cell::text(folder))
        .line("uuid", Cell::code(uuid))
        .section("identity")
}

/// Puts what is particular into what all pages have. Sections without lines are left out.
fn fill(
    page: Page,
    description: &str,
    tags: &[Text],
    sections: Vec<Section>,
    lists: &[ListKind],
) -> Page {
    Page {
        description: description.to_owned(),
        tags: tags.iter().map(String::from).collect(),
        sections: sections
            .into_iter()
            .filter(|section| !section.fields.is_empty())
            .collect(),
        lists: lists.to_vec(),
        ..page
    }
}

/// The names of a record's members.
fn members_of<T: Default + Serialize>() -> Vec<String> {
    match serde_json::to_value(T::default()) {
        Ok(serde_json::Value::Object(members)) => {
            members.into_iter().map(|(name, _)| name).collect()
        }
        _ => Vec::new(),
    }
}

/// The known members among those that could not be put into a record.
fn mistyped<T: Default + Serialize>(extra: &Extra) -> Vec<String> {
    if extra.is_empty() {
        return Vec::new();
    }
    let known = members_of::<T>();
    extra
        .keys()
        .filter(|name| known.contains(name) || *name == crate::world::NO_RECORD)
        .cloned()
        .collect()
}
