//! Finding objects by whatever a person remembers of them.

use std::collections::BTreeMap;

use crate::{
    connection::ConnectionInfo,
    index::IndexKey,
    key::ObjectKey,
    look,
    objects::{CLASSES, describe},
    query::Query,
    view::{RowKind, Status},
    world::Entry,
};

/// One hit.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The object.
    pub object: ObjectKey,
    /// What it is.
    pub kind: RowKind,
    /// Its name.
    pub name: String,
    /// Its state.
    pub status: Status,
    /// The pool's name.
    pub pool: String,
}

/// How well something fits; the smaller the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is the name.
    Name,
    /// The name begins with it.
    Start,
    /// A word of the name does.
    Word,
    /// It occurs in the name.
    Inside,
    /// It occurs in a tag, an address, a MAC or the uuid.
    Elsewhere,
}

/// The objects that a query lets through, those first that its words fit best, at most `limit`.
pub fn search(connections: &[ConnectionInfo<'_>], text: &str, limit: usize) -> Vec<Hit> {
    let query = Query::new(text, &BTreeMap::new());
    let words = query.words();
    if query.is_all() || limit == 0 {
        return Vec::new();
    }
    let searched = CLASSES.iter().flat_map(|class| class.searched);
    let searched: Vec<(u8, IndexKey)> = searched.map(|(rank, key)| (*rank, key())).collect();
    let whole = words.join(" ");
    let mut found: Vec<(Fit, u8, &Entry, &ConnectionInfo<'_>)> = Vec::new();
    for info in connections {
        for (rank, key) in &searched {
            for entry in info.world.filed(key) {
                if query.lets(info, entry, |_| false) {
                    found.push((fit(entry, &whole, &words), *rank, entry, info));
                }
            }
        }
    }
    let order = |hit: &(Fit, u8, &Entry, &ConnectionInfo<'_>)| (hit.0, hit.1);
    found.sort_by(|a, b| {
        let by_name = || a.2.index.key.cmp(&b.2.index.key);
        order(a).cmp(&order(b)).then_with(by_name)
    });
    let hit = |(_, _, entry, info): (_, _, &Entry, &ConnectionInfo<'_>)| {
        let object = &*entry.object;
        Some(Hit {
            object: ObjectKey::new(info.id, &object.class(), &object.reference),
            kind: describe(&object.record).row_kind()?,
            name: look::name_on(info, object).to_owned(),
            status: look::status(info, object),
            pool: info.name().to_owned(),
        })
    };
    found.into_iter().filter_map(hit).take(limit).collect()
}

/// How well something that matches fits.
fn fit(entry: &Entry, whole: &str, words: &[&str]) -> Fit {
    let name = entry.text().lines().next().unwrap_or("");
    if words.is_empty() {
        return Fit::Elsewhere;
    }
    let begins_word = |word: &&str| {
        name.split(|c: char| !c.is_alphanumeric())
            .any(|part| part.starts_with(word))
    };
    if name == whole {
        Fit::Name
    } else if name.starts_with(whole) {
        Fit::Start
    } else if words.iter().all(begins_word) {
        Fit::Word
    } else if words.iter().all(|word| name.contains(word)) {
        Fit::Inside
    } else {
        Fit::Elsewhere
    }
}
