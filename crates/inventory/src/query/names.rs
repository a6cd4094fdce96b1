//! What a query can ask for: every property of every class, by its id, its operator, its heading or
//! its label; and the properties of what an object leads to, or has, by a path of one step.

use std::collections::BTreeSet;

use xapi::Class;

use crate::{
    connection::ConnectionInfo,
    objects::{AskedProperty, CLASSES, ClassEntry, PropertyType, describe, table},
    view::{Cell, ListKind},
    world::Entry,
};

/// What is also called otherwise.
const ALSO: [(&str, &[&str]); 3] = [
    ("state", &["status"]),
    ("age", &["created", "time"]),
    ("processors", &["vcpus"]),
];

/// What an object has, by what a query calls one of it.
const PARTS: [(&str, ListKind); 14] = [
    ("host", ListKind::Hosts),
    ("vm", ListKind::Vms),
    ("template", ListKind::Templates),
    ("snapshot", ListKind::Snapshots),
    ("sr", ListKind::Srs),
    ("storage", ListKind::Srs),
    ("disk", ListKind::Disks),
    ("network", ListKind::Networks),
    ("vif", ListKind::Vifs),
    ("interface", ListKind::Vifs),
    ("pif", ListKind::Pifs),
    ("nic", ListKind::Pifs),
    ("pbd", ListKind::Pbds),
    ("alert", ListKind::Messages),
];

/// The properties of each class that go by a name, by their places.
#[derive(Clone, Debug, PartialEq)]
struct Properties(Vec<(Class, Vec<usize>)>);

impl Properties {
    /// Those that are called so, as far as this holds: in each class by what they are called first of all, where
    /// there are such.
    fn called(name: &str, holds: impl Fn(&AskedProperty) -> bool) -> Option<Self> {
        let of_class = |class: &ClassEntry| {
            let all = (class.asked)().into_iter().enumerate();
            let all: Vec<(usize, AskedProperty)> =
                all.filter(|(_, property)| holds(property)).collect();
            let by = |is: fn(&AskedProperty, &str) -> bool| -> Vec<usize> {
                let found = all.iter().filter(|(_, property)| is(property, name));
                found.map(|(index, _)| *index).collect()
            };
            let mut found = by(is_called);
            if found.is_empty() {
                found = by(is_also_called);
            }
            (!found.is_empty()).then(|| (class.class.clone(), found))
        };
        let found: Vec<_> = CLASSES.iter().filter_map(of_class).collect();
        (!found.is_empty()).then_some(Self(found))
    }

    fn of(&self, class: &Class) -> &[usize] {
        let found = self.0.iter().find(|(known, _)| known == class);
        found.map_or(&[], |(_, properties)| properties)
    }
}

/// A name, understood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    /// The properties asked for.
    properties: Properties,
    /// Of whom, where that is not the object itself.
    of: Option<Step>,
}

/// From an object to others.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    /// What it leads to, where it has such a property.
    links: Option<Properties>,
    /// Otherwise what it has.
    parts: Option<ListKind>,
}

impl Name {
    /// A name as it was typed; none where nothing is called so.
    pub(crate) fn of(typed: &str) -> Option<Self> {
        let (step, property) = match typed.split_once('.') {
            Some((step, property)) => (Some(step), property),
            None => (None, typed),
        };
        Some(Self {
            properties: Properties::called(property, |_| true)?,
            of: match step {
                Some(step) => Some(Step::of(step)?),
                None => None,
            },
        })
    }

    /// Whether any change may make a difference: where it asks of others than the object itself, or for what
    /// is not sure to be invalidated.
    pub(super) fn crosses(&self) -> bool {
        let mut asked = self.asked();
        self.of.is_some()
            || asked.any(|(class, property)| class.is_order_kept && !property.is_invalidated)
    }

    /// Of what types the values are; those of some classes first.
    pub(super) fn types(&self, is_first: impl Fn(&Class) -> bool) -> Vec<PropertyType> {
        let mut asked: Vec<_> = self.asked().collect();
        asked.sort_by_key(|(class, _)| !is_first(&class.class));
        asked.iter().map(|(_, property)| property.of_type).collect()
    }

    fn asked(&self) -> impl Iterator<Item = (&'static ClassEntry, AskedProperty)> {
        CLASSES.iter().flat_map(|class| {
            let own = self.properties.of(&class.class).to_vec();
            let all = (class.asked)().into_iter().enumerate();
            let found = all.filter(move |(index, _)| own.contains(index));
            found.map(move |(_, property)| (class, property))
        })
    }

    /// Whether one of an object's values is as wanted; none where objects of its class have none.
    pub(super) fn any(
        &self,
        info: &ConnectionInfo<'_>,
        entry: &Entry,
        is_wanted: &impl Fn(&Cell) -> bool,
    ) -> Option<bool> {
        let Some(step) = &self.of else {
            return own(&self.properties, info, entry, is_wanted);
        };
        let mut known = None;
        step.any(info, entry, &mut |other: &Entry| {
            let fits = own(&self.properties, info, other, is_wanted);
            if let Some(fits) = fits {
                known = Some(known.unwrap_or(false) || fits);
            }
            known == Some(true)
        });
        known
    }

    /// The values of an object.
    pub(crate) fn values(&self, info: &ConnectionInfo<'_>, entry: &Entry) -> Vec<Cell> {
        let values = std::cell::RefCell::new(Vec::new());
        self.any(info, entry, &|cell: &Cell| {
            values.borrow_mut().push(cell.clone());
            false
        });
        values.into_inner()
    }
}

fn own(
    properties: &Properties,
    info: &ConnectionInfo<'_>,
    entry: &Entry,
    is_wanted: &impl Fn(&Cell) -> bool,
) -> Option<bool> {
    let own = properties.of(&entry.object.class());
    let described = describe(&entry.object.record);
    let fits = |index: &usize| is_wanted(&described.value(info, entry, *index));
    (!own.is_empty()).then(|| own.iter().any(fits))
}

impl Step {
    fn of(typed: &str) -> Option<Self> {
        let leads = |known: &AskedProperty| {
            matches!(known.of_type, PropertyType::Link | PropertyType::List)
        };
        let step = Self {
            links: Properties::called(typed, leads),
            parts: list_of(typed),
        };
        (step.links.is_some() || step.parts.is_some()).then_some(step)
    }

    /// Whether this holds of one of the others.
    fn any(
        &self,
        info: &ConnectionInfo<'_>,
        entry: &Entry,
        holds: &mut impl FnMut(&Entry) -> bool,
    ) -> bool {
        let (world, object) = (info.world, &entry.object);
        let class = object.class();
        let links = self
            .links
            .as_ref()
            .map_or(&[][..], |links| links.of(&class));
        if links.is_empty() {
            let table = self.parts.and_then(|list| table(list, Some(&class)));
            let parts = table.map(|table| table.slots_within(world, &class, &object.reference));
            let mut parts = parts.into_iter().flatten();
            return parts.any(|slot| world.at(slot).is_some_and(&mut *holds));
        }
        let mut follow = |cell: &Cell| match cell {
            Cell::Link { object: to, .. } => {
                let found = world.entry(&to.class(), &to.opaque());
                found.is_some_and(&mut *holds)
            }
            _ => false,
        };
        let mut links = links.iter();
        links.any(
            |index| match describe(&object.record).value(info, entry, *index) {
                Cell::List { items } => items.iter().any(&mut follow),
                one => follow(&one),
            },
        )
    }
}

/// Whether a property goes by a name, first of all.
fn is_called(property: &AskedProperty, name: &str) -> bool {
    let is = |own: &str| own.eq_ignore_ascii_case(name);
    is(property.id) || property.operator.is_some_and(is)
}

/// Whether it is also called so: by a heading, a label, or otherwise.
fn is_also_called(property: &AskedProperty, name: &str) -> bool {
    let is = |own: &str| own.eq_ignore_ascii_case(name);
    let also = ALSO.iter().filter(|(also, _)| is(also));
    let mut meant = also.flat_map(|(_, meant)| meant.iter());
    is(property.column) || is(property.field) || meant.any(|meant| property.column == *meant)
}

/// What can be asked of the objects of some classes, each once: what it is called first of all, the
/// label and the type.
pub(super) fn offered(
    is_of: impl Fn(&Class) -> bool,
) -> impl Iterator<Item = (&'static str, AskedProperty)> {
    let mut seen = BTreeSet::new();
    let classes = CLASSES.iter().filter(move |class| is_of(&class.class));
    let all = classes.flat_map(|class| (class.asked)());
    all.filter_map(move |property| {
        let name = property.operator.unwrap_or(property.id);
        seen.insert(name).then_some((name, property))
    })
}

/// What paths begin with.
pub(super) fn parts() -> impl Iterator<Item = &'static str> {
    PARTS.iter().map(|(name, _)| *name)
}

/// What an object has that is called so.
pub(super) fn list_of(part: &str) -> Option<ListKind> {
    let is_called = |(name, _): &&(&str, ListKind)| name.eq_ignore_ascii_case(part);
    PARTS.iter().find(is_called).map(|(_, list)| *list)
}
