//! The tree: the objects of all connections in the order they are looked through.
//!
//! A tree is planned as a few runs of rows: a row that has others below it is a run by itself, the
//! leaves below it are one run, taken from a list that is kept sorted. So a plan costs what the
//! open rows above leaves cost, and only the rows wanted are made.

mod levels;
mod plan;
mod pools;
mod row;

use std::collections::BTreeSet;

use xapi::{Host, RecordOf};

use crate::{
    connection::{ConnectionInfo, Way},
    index::IndexKey,
    key::ObjectKey,
    matching::Matches,
    name::fold,
    objects::{CLASSES, TreePlace, custom_fields, describe},
    query::Query,
    view::{Grouping, TreeFrame, TreeRow, TreeSpec},
};
use levels::Groups;
use plan::Plan;

/// At most so many rows are given at once.
const MOST_ROWS: u32 = 1_000;

/// The part of the tree that a window wants to see.
pub fn frame(connections: &[ConnectionInfo<'_>], spec: &TreeSpec) -> TreeFrame {
    Projection::default().frame(connections, spec)
}

/// A tree that is looked at again and again: what its filter lets through is kept, and asked again
/// only of what changed. It gives what [`frame`] gives.
#[derive(Debug, Default)]
pub struct Projection {
    filter: Matches,
}

impl Projection {
    /// The part of the tree that a window wants to see. A connection must always come with worlds
    /// of the same store.
    pub fn frame(&mut self, connections: &[ConnectionInfo<'_>], spec: &TreeSpec) -> TreeFrame {
        let plan = self.plan(connections, spec);
        let offset = spec.offset.min(plan.total);
        TreeFrame {
            total: plan.total,
            offset,
            rows: plan.rows(offset, spec.rows.min(MOST_ROWS)),
            matches: plan.matches,
        }
    }

    fn plan<'a>(&mut self, connections: &'a [ConnectionInfo<'a>], spec: &TreeSpec) -> Plan<'a> {
        self.filter
            .look(connections, Query::new(&spec.filter, &spec.meanings));
        let mut plan = Plan::new(connections);
        match spec.grouping {
            Grouping::Levels => plan.levels(spec, &self.filter),
            Grouping::Infrastructure | Grouping::Types => {
                pools::plan(&mut plan, spec, &self.filter)
            }
        }
        plan
    }
}

/// The names of the custom fields that any object has that can be a row.
pub fn custom_field_names(connections: &[ConnectionInfo<'_>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for info in connections {
        for class in CLASSES.iter().filter(|class| class.is_in_tree) {
            for entry in info.world.filed(&IndexKey::All(class.class.clone())) {
                let fields = custom_fields(&entry.object.record);
                for (name, _) in fields {
                    if !names.contains(name) {
                        names.insert(name.to_owned());
                    }
                }
            }
        }
    }
    names
}

/// The rows from one index to another, both included; at most 1,000.
pub fn rows(
    connections: &[ConnectionInfo<'_>],
    spec: &TreeSpec,
    from: u32,
    to: u32,
) -> Vec<TreeRow> {
    let count = to.saturating_sub(from).saturating_add(1).min(MOST_ROWS);
    let plan = Projection::default().plan(connections, spec);
    plan.rows(from, if to < from { 0 } else { count })
}

/// The first row at or after index `from`, then from the top, whose name begins with `text` (case
/// and accents aside).
pub fn find(
    connections: &[ConnectionInfo<'_>],
    spec: &TreeSpec,
    text: &str,
    from: u32,
) -> Option<u32> {
    let prefix = fold(text);
    if prefix.is_empty() {
        return None;
    }
    let plan = Projection::default().plan(connections, spec);
    plan.find(&prefix, from)
}

/// Where an object stands in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its row's id.
    pub id: String,
    /// Its index once `toggled` is applied.
    pub index: u32,
    /// The tree's `toggled` with everything above the object open.
    pub toggled: BTreeSet<String>,
}

/// Where an object stands; none where it does not: it is gone, hidden, filtered away, or of a kind
/// that has no rows in this grouping.
pub fn spot(
    connections: &[ConnectionInfo<'_>],
    spec: &TreeSpec,
    object: &ObjectKey,
) -> Option<Spot> {
    let info = connections
        .iter()
        .find(|info| *info.id == object.connection)?;
    let mut toggled = spec.toggled.clone();
    let above = match spec.grouping {
        Grouping::Levels => above_in_levels(connections, spec, info, object)?,
        grouping => above(info, grouping, object)?,
    };
    for (id, open) in above {
        if open {
            toggled.remove(&id);
        } else {
            toggled.insert(id);
        }
    }
    let opened = TreeSpec {
        toggled,
        ..spec.clone()
    };
    let plan = Projection::default().plan(connections, &opened);
    let index = plan.index_of(info, &object.class(), &object.opaque())?;
    let id = plan.rows(index, 1).pop()?.id;
    Some(Spot {
        id,
        index,
        toggled: opened.toggled,
    })
}

/// The rows above the first place of an object in the tree by levels; they are closed unless toggled.
fn above_in_levels(
    connections: &[ConnectionInfo<'_>],
    spec: &TreeSpec,
    info: &ConnectionInfo<'_>,
    key: &ObjectKey,
) -> Option<Vec<(String, bool)>> {
    let mut filter = Matches::default();
    filter.look(connections, Query::new(&spec.filter, &spec.meanings));
    let connection = connections.iter().position(|one| one.id == info.id)?;
    let slot = info.world.slot(&key.class(), &key.opaque())?;
    let groups = Groups::of(connections, &spec.levels, &filter);
    let ids = groups.above(connection, slot)?;
    Some(ids.into_iter().map(|id| (id, false)).collect())
}

/// The rows above an object, and whether they are open unless toggled.
fn above(
    info: &ConnectionInfo<'_>,
    grouping: Grouping,
    key: &ObjectKey,
) -> Option<Vec<(String, bool)>> {
    let object = info.world.object(&key.class(), &key.opaque())?;
    let pool = (row::pool_id(info), true);
    let rows = match describe(&object.record).tree_place(grouping) {
        TreePlace::Nowhere => return None,
        TreePlace::Top => vec![],
        TreePlace::Pool => vec![pool],
        TreePlace::Group(term) => vec![pool, (row::group_id(info, term), false)],
        TreePlace::Host(home) => {
            let host = home.and_then(|home| info.world.object(&Host::CLASS, home));
            let host = host.map(|host| (row::object_id(info, host), true));
            std::iter::once(pool).chain(host).collect()
        }
    };
    let parent = match info.way {
        Way::Behind(parent) => Some((parent.to_string(), true)),
        Way::Direct | Way::Orchestra => None,
    };
    Some(parent.into_iter().chain(rows).collect())
}

/// The words of all headings.
#[cfg(test)]
pub(crate) fn group_terms() -> impl Iterator<Item = &'static str> {
    let groups = CLASSES.iter().flat_map(|class| class.groups);
    groups.map(|group| group.term)
}
