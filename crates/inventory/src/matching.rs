//! Whether an object matches a filter.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::StrDeserializer},
};
use xapi::Object;

use crate::{
    connection::ConnectionInfo,
    key::ConnectionId,
    name::{fold, words},
    objects::{CLASSES, describe},
    sorted_index::Slot,
    view::{Cell, Status},
    world::{Entry, World},
};

/// One word of a filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wanted {
    /// The word, folded.
    text: String,
    /// What it is where one property alone is asked for: `tag:web`.
    asked: Option<Asked>,
    /// Our own words that have it in them, in the language of who looks.
    meanings: Meanings,
}

/// A property that is asked for, and the text that must occur in it.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    operator: &'static str,
    text: String,
}

impl Asked {
    /// `<operator>:<text>`; none where no class has such an operator.
    fn of(word: &str) -> Option<Self> {
        let (operator, text) = word.split_once(':')?;
        let mut operators = CLASSES.iter().flat_map(|class| (class.operators)());
        Some(Self {
            operator: operators.find(|known| *known == operator)?,
            text: text.to_owned(),
        })
    }
}

/// What a word of a filter may stand for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Meanings {
    states: Vec<Status>,
    operations: Vec<String>,
    terms: Vec<String>,
}

/// The words of a filter, each of which must occur.
pub(crate) fn wanted(filter: &str, meanings: &BTreeMap<String, Vec<String>>) -> Vec<Wanted> {
    let meant = |word: &str| {
        let mut found = Meanings::default();
        let mine = meanings.iter().filter(|(key, _)| fold(key) == *word);
        for (group, id) in mine
            .flat_map(|(_, ids)| ids)
            .filter_map(|id| id.split_once('.'))
        {
            match group {
                "status" => {
                    let id: StrDeserializer<'_, serde::de::value::Error> = id.into_deserializer();
                    found.states.extend(Status::deserialize(id));
                }
                "operation" => found.operations.push(id.to_owned()),
                "term" => found.terms.push(id.to_owned()),
                _ => {}
            }
        }
        found
    };
    words(filter)
        .into_iter()
        .map(|text| Wanted {
            asked: Asked::of(&text),
            meanings: meant(&text),
            text,
        })
        .collect()
}

impl Wanted {
    /// Whether it occurs in some folded text.
    pub(crate) fn is_in(&self, folded: &str) -> bool {
        self.asked.is_none() && folded.contains(self.text.as_str())
    }

    /// Whether a word of ours that a cell shows has it in it.
    pub(crate) fn is_said_by(&self, cell: &Cell) -> bool {
        match cell {
            Cell::Status { status } => self.meanings.states.contains(status),
            Cell::Term { term } => self.meanings.terms.contains(term),
            Cell::List { items } => items.iter().any(|item| self.is_said_by(item)),
            _ => false,
        }
    }

    /// Whether an object is in a state, or under an operation, whose word has it in it.
    fn is_state_of(&self, world: &World, object: &Object) -> bool {
        let meanings = &self.meanings;
        let described = describe(&object.record);
        let is_in_state = || meanings.states.contains(&described.state(world, object));
        let is_under_way = || {
            let operation = described.operation();
            operation.is_some_and(|operation| meanings.operations.contains(&operation))
        };
        !meanings.states.is_empty() && is_in_state()
            || !meanings.operations.is_empty() && is_under_way()
    }
}

/// What a filter lets through of some connections: kept from look to look, and asked anew only of
/// what changed.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    words: Vec<Wanted>,
    found: FxHashMap<ConnectionId, Found>,
}

/// What it lets through of one.
#[derive(Debug, Default)]
struct Found {
    /// What was looked at; none before the first look.
    revision: Option<u64>,
    /// The one name that is not an object's own.
    pool: Option<String>,
    /// By slot.
    fits: Vec<bool>,
}

impl Matches {
    /// Looks at what is there now.
    pub(crate) fn look(&mut self, connections: &[ConnectionInfo<'_>], words: Vec<Wanted>) {
        if words != self.words {
            self.words = words;
            self.found.clear();
        }
        self.found
            .retain(|id, _| connections.iter().any(|info| info.id == id));
        if self.is_all() {
            return;
        }
        for info in connections {
            let found = self.found.entry(info.id.clone()).or_default();
            found.look(info, &self.words);
        }
    }

    /// Whether there is no filter.
    pub(crate) fn is_all(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a name has all the words.
    pub(crate) fn in_name(&self, folded: &str) -> bool {
        self.words.iter().all(|word| word.is_in(folded))
    }

    /// Of a connection, by slot, whether the filter lets an object through that can be a row of
    /// the tree; none where there is no filter.
    pub(crate) fn of(&self, info: &ConnectionInfo<'_>) -> Option<&[bool]> {
        Some(&self.found.get(info.id)?.fits)
    }
}

impl Found {
    fn look(&mut self, info: &ConnectionInfo<'_>, words: &[Wanted]) {
        let world = info.world;
        // What names the pool names it in every object's row, and a pool that is not there in none.
        let pool = info.world.pool().map(|_| info.name().to_owned());
        if self.pool != pool {
            self.pool = pool;
            self.revision = None;
        }
        let shown = |entry: &&Entry| describe(&entry.object.record).row_kind().is_some();
        let fits = |slot: Slot| {
            let entry = world.at(slot).filter(shown);
            entry.is_some_and(|entry| matches(info, entry, words))
        };
        let changed = self.revision.and_then(|then| world.seen_since(then));
        let in_tree = || CLASSES.iter().filter(|class| class.is_in_tree);
        let all = || in_tree().flat_map(|class| world.slots_of_class(&class.class));
        match changed {
            Some(changed) => {
                self.fits.resize(world.slots(), false);
                changed.for_each(|slot| self.fits[slot as usize] = fits(slot));
            }
            None => {
                self.fits = vec![false; world.slots()];
                all().for_each(|slot| self.fits[slot as usize] = fits(slot));
            }
        }
        self.revision = Some(world.revision());
    }
}

/// Whether each of the words occurs in an object's name, tags, uuid or addresses, in what others tell
/// of it, or in the word for its state; or in the property that it asks for.
pub(crate) fn matches(info: &ConnectionInfo<'_>, entry: &Entry, words: &[Wanted]) -> bool {
    let (world, object) = (info.world, &entry.object);
    let described = || describe(&object.record);
    words.iter().all(|word| match &word.asked {
        Some(Asked { operator, text }) => described().says(info, entry, operator, text),
        None => {
            word.is_in(entry.text())
                || described().is_found_by(world, &object.reference, &word.text)
                || word.is_state_of(world, object)
        }
    })
}
