//! Which rows there are, without making them.

use std::{collections::BTreeMap, ops::Range};

use xapi::{Class, Host, OpaqueRef, Pool, RecordOf};

use super::{
    levels::{self, Group, GroupKey, GroupOf, Groups, Member},
    row::{self, Stand},
};
use crate::{
    connection::ConnectionInfo,
    health::Sum,
    matching::Matches,
    name::fold,
    objects::TreeGroup,
    sorted_index::{Slot, SortedIndex},
    view::{TreeRow, TreeSpec},
    world::Entry,
};

/// All rows of a tree, in runs.
pub(super) struct Plan<'a> {
    pub(super) connections: &'a [ConnectionInfo<'a>],
    runs: Vec<Run<'a>>,
    pub(super) total: u32,
    pub(super) matches: Option<u32>,
}

/// Rows that follow each other at one depth, below one row.
struct Run<'a> {
    start: u32,
    /// Index of the connection.
    connection: usize,
    /// Where the first of them stands.
    stand: Stand,
    rows: Rows<'a>,
}

pub(super) enum Rows<'a> {
    Orchestra {
        vms: Option<u32>,
        unwell: Sum,
    },
    Pool {
        vms: u32,
        unwell: Sum,
    },
    Group {
        group: &'static TreeGroup,
        count: u32,
        unwell: Sum,
    },
    Host(&'a Entry, Sum),
    Leaves(Leaves<'a>),
    /// A group over all connections.
    OverAll {
        id: String,
        of: GroupOf,
        query: Option<String>,
        count: u32,
        unwell: Sum,
    },
    /// Who stands in such a group, by its id.
    Members(String, Vec<Member>),
}

/// Objects without rows below them.
pub(super) enum Leaves<'a> {
    All(&'a SortedIndex),
    Some(Vec<Slot>),
}

impl<'a> Leaves<'a> {
    pub(super) fn len(&self) -> u32 {
        let len = match self {
            Leaves::All(all) => all.len(),
            Leaves::Some(some) => some.len(),
        };
        u32::try_from(len).unwrap_or(u32::MAX)
    }

    fn iter(&self) -> impl Iterator<Item = Slot> {
        let (all, some) = match self {
            Leaves::All(all) => (Some(all.iter()), None),
            Leaves::Some(some) => (None, Some(some.iter().copied())),
        };
        let all = all.into_iter().flatten().map(|placed| placed.slot);
        all.chain(some.into_iter().flatten())
    }
}

impl<'a> Plan<'a> {
    /// Without rows.
    pub(super) fn new(connections: &'a [ConnectionInfo<'a>]) -> Self {
        Plan {
            connections,
            runs: Vec::new(),
            total: 0,
            matches: None,
        }
    }

    /// The rows of what the filter lets through, by levels.
    pub(super) fn levels(&mut self, spec: &TreeSpec, filter: &Matches) {
        let groups = Groups::of(self.connections, &spec.levels, filter);
        self.matches = (!filter.is_all()).then_some(groups.count);
        let count = groups.all.len() as u32;
        self.over_all(groups.all, ("", Some("")), (0, count), spec, filter);
    }

    /// The rows of groups over all connections, which stand below the row with id `above` that `asked` finds, at
    /// a depth, with so many siblings.
    fn over_all(
        &mut self,
        groups: BTreeMap<GroupKey, Group>,
        (above, asked): (&str, Option<&str>),
        (depth, count): (u16, u32),
        spec: &TreeSpec,
        filter: &Matches,
    ) {
        for (position, (key, group)) in (1..).zip(groups) {
            let id = levels::group_id(above, &key);
            let expandable = group.count > 0;
            let open = !filter.is_all() || spec.toggled.contains(&id);
            let stand = Stand {
                depth,
                position: (position, count),
                expandable,
                expanded: expandable && open,
            };
            let own = group.of.query();
            let query = asked.zip(own.as_deref());
            let query = query.map(|(asked, own)| format!("{asked} {own}").trim().to_owned());
            let rows = Rows::OverAll {
                id: id.clone(),
                of: group.of,
                query: query.clone(),
                count: group.count,
                unwell: group.unwell,
            };
            self.push(0, stand, rows);
            if stand.expanded {
                let first = group.below.len() as u32 + 1;
                let siblings = first - 1 + group.members.len() as u32;
                let place = (id.as_str(), query.as_deref());
                self.over_all(group.below, place, (depth + 1, siblings), spec, filter);
                let stand = leaf(depth + 1, (first, siblings));
                self.push(0, stand, Rows::Members(id, group.members));
            }
        }
    }

    pub(super) fn push(&mut self, connection: usize, stand: Stand, rows: Rows<'a>) {
        let len = match &rows {
            Rows::Leaves(leaves) => leaves.len(),
            Rows::Members(_, members) => u32::try_from(members.len()).unwrap_or(u32::MAX),
            _ => 1,
        };
        if len > 0 {
            self.runs.push(Run {
                start: self.total,
                connection,
                stand,
                rows,
            });
            self.total = self.total.saturating_add(len);
        }
    }

    /// So many rows from an index on.
    pub(super) fn rows(&self, from: u32, count: u32) -> Vec<TreeRow> {
        let first = self
            .runs
            .partition_point(|run| run.start <= from)
            .saturating_sub(1);
        let wanted = from..from.saturating_add(count).min(self.total);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut rows = Vec::with_capacity(wanted.len());
        for run in &self.runs[first.min(self.runs.len())..] {
            if run.start >= wanted.end {
                break;
            }
            let info = || &self.connections[run.connection];
            match &run.rows {
                Rows::Orchestra { vms, unwell } => {
                    rows.push(row::orchestra(info(), run.stand, *vms, *unwell))
                }
                Rows::Pool { vms, unwell } => {
                    rows.push(row::pool(info(), run.stand, *vms, *unwell))
                }
                Rows::Group {
                    group,
                    count,
                    unwell,
                } => rows.push(row::group(info(), group, run.stand, *count, *unwell)),
                Rows::Host(host, unwell) => {
                    rows.extend(row::host(info(), &host.object, run.stand, *unwell))
                }
                Rows::Leaves(leaves) => {
                    let info = info();
                    let objects = leaves.iter().map(|slot| (info, slot));
                    rows.extend(run.objects(objects, &wanted));
                }
                Rows::OverAll {
                    id,
                    of,
                    query,
                    count,
                    unwell,
                } => {
                    let (id, query) = (id.clone(), query.clone());
                    let sums = (*count, *unwell);
                    rows.push(row::over_all(of, id, query, run.stand, sums));
                }
                Rows::Members(within, members) => {
                    let objects = members
                        .iter()
                        .map(|member| (&self.connections[member.connection], member.slot));
                    // The same object may stand in other groups as well.
                    let within = |row: TreeRow| TreeRow {
                        id: format!("{within}//{}", row.id),
                        ..row
                    };
                    rows.extend(run.objects(objects, &wanted).map(within));
                }
            }
        }
        rows
    }

    /// The first row from an index on, then from the top, whose folded name begins with `prefix`.
    pub(super) fn find(&self, prefix: &str, from: u32) -> Option<u32> {
        let begins = |connection: usize, slot: Slot| {
            let entry = self.connections[connection].world.at(slot);
            entry.is_some_and(|entry| entry.text().starts_with(prefix))
        };
        let mut before = None;
        for run in &self.runs {
            let found = match &run.rows {
                Rows::Orchestra { .. } | Rows::Pool { .. } => {
                    fold(self.connections[run.connection].name())
                        .starts_with(prefix)
                        .then_some(0)
                }
                // Its word is the window's business.
                Rows::Group { .. } => None,
                Rows::Host(host, _) => host.text().starts_with(prefix).then_some(0),
                Rows::OverAll { of, .. } => fold(of.text()).starts_with(prefix).then_some(0),
                Rows::Leaves(leaves) => {
                    let all = leaves.iter().map(|slot| begins(run.connection, slot));
                    first_of(all, run.start, from, &mut before)
                }
                Rows::Members(_, members) => {
                    let begins = |member: &Member| begins(member.connection, member.slot);
                    first_of(members.iter().map(begins), run.start, from, &mut before)
                }
            };
            match found.map(|index| run.start + index) {
                Some(index) if index >= from => return Some(index),
                Some(index) => before = before.or(Some(index)),
                None => {}
            }
        }
        before
    }

    /// Where an object's row is.
    pub(super) fn index_of(
        &self,
        info: &ConnectionInfo<'_>,
        class: &Class,
        reference: &OpaqueRef,
    ) -> Option<u32> {
        let wanted = info.world.slot(class, reference)?;
        let is_own = |connection: usize| {
            let own = self.connections.get(connection);
            own.is_some_and(|own| own.id == info.id)
        };
        self.runs.iter().find_map(|run| {
            let index = match &run.rows {
                Rows::Members(_, members) => members
                    .iter()
                    .position(|member| is_own(member.connection) && member.slot == wanted),
                _ if !is_own(run.connection) => None,
                Rows::Pool { .. } => (*class == Pool::CLASS).then_some(0),
                Rows::Orchestra { .. } | Rows::Group { .. } | Rows::OverAll { .. } => None,
                Rows::Host(host, _) => {
                    let is_it = *class == Host::CLASS && host.object.reference == *reference;
                    is_it.then_some(0)
                }
                Rows::Leaves(leaves) => leaves.iter().position(|slot| slot == wanted),
            };
            index.map(|index| run.start + index as u32)
        })
    }
}

impl Run<'_> {
    /// The rows of its objects, as far as they are wanted.
    fn objects<'b>(
        &self,
        objects: impl Iterator<Item = (&'b ConnectionInfo<'b>, Slot)>,
        wanted: &Range<u32>,
    ) -> impl Iterator<Item = TreeRow> {
        let skipped = wanted.start.saturating_sub(self.start);
        let room = wanted.end - self.start.max(wanted.start);
        let shown = objects.enumerate();
        let shown = shown.skip(skipped as usize).take(room as usize);
        let stand = self.stand;
        shown.filter_map(move |(index, (info, slot))| {
            let (first, siblings) = stand.position;
            let stand = Stand {
                position: (first + index as u32, siblings),
                ..stand
            };
            row::object(info, &info.world.at(slot)?.object, stand)
        })
    }
}

/// Of rows of which it is known whether they are looked for, and of which the first is `start`: the first at or
/// after `from`, counted from `start`. Where there is none, `before` is the first of all, if it was none.
fn first_of(
    all: impl Iterator<Item = bool>,
    start: u32,
    from: u32,
    before: &mut Option<u32>,
) -> Option<u32> {
    for (index, _) in (0..).zip(all).filter(|(_, fits)| *fits) {
        if start + index >= from {
            return Some(index);
        }
        before.get_or_insert(start + index);
    }
    None
}

pub(super) fn leaf(depth: u16, position: (u32, u32)) -> Stand {
    Stand {
        depth,
        position,
        ..Stand::default()
    }
}
