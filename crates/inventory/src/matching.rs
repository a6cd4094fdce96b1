//! Whether an object matches a filter.

use rustc_hash::FxHashMap;
use xapi::{Class, Record};

use crate::{
    connection::ConnectionInfo,
    filing::Place,
    key::ConnectionId,
    lists::Slot,
    name::words,
    world::{Entry, World},
};

/// The classes whose objects are rows of the tree.
const SHOWN: [Class; 5] = [
    Class::Vm,
    Class::Host,
    Class::Sr,
    Class::Network,
    Class::Pool,
];

/// What a filter lets through of some connections: kept from look to look, and asked anew only of
/// what changed.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    words: Vec<String>,
    found: FxHashMap<ConnectionId, Found>,
}

/// What it lets through of one.
#[derive(Debug, Default)]
struct Found {
    /// What was looked at; none before the first look.
    revision: Option<u64>,
    /// By slot.
    fits: Vec<bool>,
}

impl Matches {
    /// Looks at what is there now.
    pub(crate) fn look(&mut self, connections: &[ConnectionInfo<'_>], filter: &str) {
        let words = words(filter);
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
            found.look(info.world, &self.words);
        }
    }

    /// Whether there is no filter.
    pub(crate) fn is_all(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a name has all the words.
    pub(crate) fn in_name(&self, folded: &str) -> bool {
        self.words.iter().all(|word| folded.contains(word.as_str()))
    }

    /// Of a connection, by slot, whether the filter lets an object through that can be a row of
    /// the tree; none where there is no filter.
    pub(crate) fn of(&self, info: &ConnectionInfo<'_>) -> Option<&[bool]> {
        Some(&self.found.get(info.id)?.fits)
    }
}

impl Found {
    fn look(&mut self, world: &World, words: &[String]) {
        let shown = |entry: &&Entry| SHOWN.contains(&entry.object.class());
        let fits = |slot: Slot| {
            let entry = world.at(slot).filter(shown);
            entry.is_some_and(|entry| matches(world, entry, words))
        };
        let changed = self.revision.and_then(|then| world.seen_since(then));
        let all = || SHOWN.iter().flat_map(|class| world.slots_of(class));
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

/// Whether each of the folded words occurs in an object's name, tags, uuid or addresses. A VM's
/// addresses are those its guest tells and its interfaces' MACs.
pub(crate) fn matches(world: &World, entry: &Entry, words: &[String]) -> bool {
    words.iter().all(|word| {
        entry.text().contains(word.as_str())
            || guest_text(world, entry).is_some_and(|text| text.contains(word.as_str()))
            || of_interfaces(world, entry, word)
    })
}

fn guest_text<'a>(world: &'a World, entry: &Entry) -> Option<&'a str> {
    match &entry.object.record {
        Record::Vm(vm) if !vm.guest_metrics.is_null() => world
            .entry(&Class::VmGuestMetrics, vm.guest_metrics.opaque())
            .map(Entry::text),
        _ => None,
    }
}

fn of_interfaces(world: &World, entry: &Entry, word: &str) -> bool {
    // No other part of an interface is worth the look-up.
    let may_be_mac = word.len() >= 2
        && word
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    if !may_be_mac || !matches!(entry.object.record, Record::Vm(_)) {
        return false;
    }
    let place = Place::Within(Class::Vif, entry.object.reference.clone());
    world.filed(&place).any(|vif| vif.text().contains(word))
}
