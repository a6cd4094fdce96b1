//! Finding objects by whatever a person remembers of them.

use xapi::{Class, Record};

use crate::{
    connection::ConnectionInfo,
    filing::{Place, Placed},
    key::ObjectKey,
    look, matching,
    name::words,
    view::{RowKind, Status},
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

/// The objects that all words of `text` fit, the best first, at most `limit`.
pub fn search(connections: &[ConnectionInfo<'_>], text: &str, limit: usize) -> Vec<Hit> {
    let words = words(text);
    if words.is_empty() || limit == 0 {
        return Vec::new();
    }
    let places = [
        (Place::All(Class::Vm), Class::Vm),
        (Place::All(Class::Host), Class::Host),
        (Place::All(Class::Pool), Class::Pool),
        (Place::All(Class::Sr), Class::Sr),
        (Place::All(Class::Network), Class::Network),
        (Place::CustomTemplates, Class::Vm),
        (Place::Snapshots, Class::Vm),
        (Place::DefaultTemplates, Class::Vm),
    ];
    let mut found: Vec<(Fit, usize, &Placed, &ConnectionInfo<'_>, &Class)> = Vec::new();
    for info in connections {
        for (rank, (place, class)) in places.iter().enumerate() {
            for placed in info.world.placed(place) {
                if let Some(fit) = fit(info, class, placed, &words) {
                    found.push((fit, rank, placed, info, class));
                }
            }
        }
    }
    let order = |hit: &(Fit, usize, &Placed, &ConnectionInfo<'_>, &Class)| (hit.0, hit.1);
    found.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.2.cmp(b.2)));
    let hit = |(_, _, placed, info, class): (_, _, &Placed, &ConnectionInfo<'_>, &Class)| {
        let object = info.world.object(class, &placed.reference)?;
        let name = match object.record {
            Record::Pool(_) => info.name(),
            _ => look::name(object),
        };
        Some(Hit {
            object: ObjectKey::new(info.id, class, &placed.reference),
            kind: look::kind(&object.record)?,
            name: name.to_owned(),
            status: look::status(info, object),
            pool: info.name().to_owned(),
        })
    };
    found.into_iter().filter_map(hit).take(limit).collect()
}

fn fit(info: &ConnectionInfo<'_>, class: &Class, placed: &Placed, words: &[String]) -> Option<Fit> {
    let entry = info.world.entry(class, &placed.reference)?;
    if !matching::matches(info.world, entry, words) {
        return None;
    }
    let name = entry.text().lines().next().unwrap_or("");
    let whole = words.join(" ");
    let begins_word = |word: &String| {
        name.split(|c: char| !c.is_alphanumeric())
            .any(|part| part.starts_with(word.as_str()))
    };
    Some(if name == whole {
        Fit::Name
    } else if name.starts_with(&whole) {
        Fit::Start
    } else if words.iter().all(begins_word) {
        Fit::Word
    } else if words.iter().all(|word| name.contains(word.as_str())) {
        Fit::Inside
    } else {
        Fit::Elsewhere
    })
}
