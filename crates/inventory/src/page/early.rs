//! Pages of what stands on a server of before XAPI: what that knows nothing of is absent there, rather
//! than empty or a “no”.

use xapi::{Object, Record};

use crate::view::{ListKind, Page};

/// Lines about what came later, or about pools. (The one host is every machine's home.)
const LATER: &[&str] = &[
    "autoStart",
    "contentType",
    "coordinator",
    "defaultSr",
    "homeServer",
    "maintenance",
    "management",
    "mtu",
    "multipathing",
];

/// Takes out what cannot be known.
pub(super) fn trim(page: &mut Page, object: &Object) {
    for section in &mut page.sections {
        section
            .fields
            .retain(|field| !LATER.contains(&field.id.as_str()));
    }
    page.sections.retain(|section| !section.fields.is_empty());
    let later = [ListKind::Messages, ListKind::Snapshots];
    page.lists.retain(|list| !later.contains(list));
    // The control domain is there, but has no screen to show.
    if matches!(object.record, Record::Host(_)) {
        page.has_console = !page.consoles.is_empty();
    }
}
