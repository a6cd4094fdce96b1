//! Subjects: people and groups of a directory that may log in, and as what. Nothing of them is written
//! to disk: who may log in is nobody's business but the pool's.

use xapi::{OpaqueRef, Subject, Text};

use super::{Described, ObjectClass, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::Cell,
};

impl Described for Subject {
    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Subject>();
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, name(self), &[], &[&self.subject_identifier])
    }
}

type P = Property<Subject>;

impl ObjectClass for Subject {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("name", |item| Cell::text(name(item.record))).operator("name"),
        P::flag("isGroup", |item| {
            let is_group = item.record.other_config.get("subject-is-group");
            Cell::flag(is_group.is_some_and(|value| value == "true"))
        }),
        P::list("roles", |item| {
            let roles = item.record.roles.iter();
            Cell::list(roles.map(|role| look::link_to(item.info, role)))
        })
        .operator("role"),
        P::code("identifier", |item| {
            Cell::code(&item.record.subject_identifier)
        }),
    ];
}

/// What the directory calls it.
fn name(subject: &Subject) -> &str {
    let of = |key: &str| subject.other_config.get(key).map(Text::as_str);
    let names = ["subject-displayname", "subject-name"].into_iter();
    names
        .filter_map(of)
        .find(|name| !name.is_empty())
        .unwrap_or("")
}
