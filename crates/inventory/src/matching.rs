//! What a query lets through of the tree, kept from look to look.

use rustc_hash::FxHashMap;

use crate::{
    connection::ConnectionInfo,
    key::ConnectionId,
    name::fold,
    objects::{CLASSES, ClassEntry, describe},
    query::Query,
    sorted_index::Slot,
    world::Entry,
};

/// What a filter lets through of some connections: kept from look to look, and asked anew only of
/// what changed.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    query: Query,
    found: FxHashMap<ConnectionId, Found>,
}

/// What it lets through of one.
#[derive(Debug, Default)]
struct Found {
    /// What was looked at; none before the first look.
    revision: Option<u64>,
    /// The one name that is not an object's own.
    pool: Option<String>,
    /// What of the time it hangs on.
    moment: Option<i64>,
    /// By slot.
    fits: Vec<bool>,
}

impl Matches {
    /// Looks at what is there now.
    pub(crate) fn look(&mut self, connections: &[ConnectionInfo<'_>], query: Query) {
        if query != self.query {
            self.query = query;
            self.found.clear();
        }
        self.found
            .retain(|id, _| connections.iter().any(|info| info.id == id));
        if self.is_all() {
            return;
        }
        for info in connections {
            let found = self.found.entry(info.id.clone()).or_default();
            found.look(info, &self.query);
        }
    }

    /// Whether there is no filter.
    pub(crate) fn is_all(&self) -> bool {
        self.query.is_all()
    }

    /// Whether it lets a connection through of which only the folded name is known.
    pub(crate) fn in_name(&self, folded: &str) -> bool {
        self.query.lets_name(folded)
    }

    /// Of a connection, by slot, whether the filter lets an object through that can be a row of
    /// the tree; none where there is no filter.
    pub(crate) fn of(&self, info: &ConnectionInfo<'_>) -> Option<&[bool]> {
        Some(&self.found.get(info.id)?.fits)
    }
}

impl Found {
    fn look(&mut self, info: &ConnectionInfo<'_>, query: &Query) {
        let world = info.world;
        // What names the pool names it in every object's row, and a pool that is not there in none.
        let pool = info.world.pool().map(|_| info.name().to_owned());
        let moment = query.moment(info);
        if self.pool != pool || self.moment != moment {
            (self.pool, self.moment) = (pool, moment);
            self.revision = None;
        }
        if query.crosses() && self.revision != Some(world.revision()) {
            self.revision = None;
        }
        let called = fold(info.name());
        let fits = |slot: Slot| {
            let entry = world.at(slot).filter(|entry| is_shown(entry));
            entry.is_some_and(|entry| {
                let named = describe(&entry.object.record).has_name_of_connection();
                query.lets(info, entry, |word| named && word.is_in(&called))
            })
        };
        let slots = |is_asked: fn(&ClassEntry) -> bool| {
            let asked = CLASSES.iter().filter(move |class| is_asked(class));
            asked.flat_map(|class| world.slots_of_class(&class.class))
        };
        let changed = self.revision.and_then(|then| world.seen_since(then));
        match changed {
            Some(changed) => {
                self.fits.resize(world.slots(), false);
                changed.for_each(|slot| self.fits[slot as usize] = fits(slot));
                // Of few objects it is not told whether what is asked of them has changed.
                if query.asks() && self.revision != Some(world.revision()) {
                    let unkept = slots(|class| class.is_in_tree && !class.is_order_kept);
                    unkept.for_each(|slot| self.fits[slot as usize] = fits(slot));
                }
            }
            None => {
                self.fits = vec![false; world.slots()];
                slots(|class| class.is_in_tree)
                    .for_each(|slot| self.fits[slot as usize] = fits(slot));
            }
        }
        self.revision = Some(world.revision());
    }
}

/// Whether it can be a row.
fn is_shown(entry: &Entry) -> bool {
    describe(&entry.object.record).row_kind().is_some()
}
