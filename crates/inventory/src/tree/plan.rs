//! Which rows there are, without making them.

use std::collections::{BTreeMap, BTreeSet};

use xapi::{Class, Host, OpaqueRef, Pool, RecordOf, Vm};

use super::{
    levels::{self, Group, GroupKey, GroupOf, Groups, Member},
    row::{self, Stand},
};
use crate::{
    connection::{ConnectionInfo, Way},
    health::{Sick, Sum},
    index::IndexKey,
    matching::Matches,
    name::{SortKey, fold},
    objects::{CLASSES, TreeGroup},
    sorted_index::{IndexSlot, Slot, SortedIndex},
    view::{Grouping, TreeRow, TreeSpec},
    world::Entry,
};

/// All rows of a tree, in runs.
pub(super) struct Plan<'a> {
    connections: &'a [ConnectionInfo<'a>],
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

enum Rows<'a> {
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
enum Leaves<'a> {
    All(&'a SortedIndex),
    Some(Vec<Slot>),
}

impl<'a> Leaves<'a> {
    fn len(&self) -> u32 {
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
    /// Plans the rows of what the filter lets through.
    pub(super) fn new(
        connections: &'a [ConnectionInfo<'a>],
        spec: &TreeSpec,
        filter: &Matches,
    ) -> Self {
        let mut plan = Plan {
            connections,
            runs: Vec::new(),
            total: 0,
            matches: None,
        };
        if spec.grouping == Grouping::Levels {
            let groups = Groups::of(connections, &spec.levels, filter);
            plan.matches = (!filter.is_all()).then_some(groups.count);
            let count = groups.all.len() as u32;
            plan.over_all(groups.all, ("", Some("")), (0, count), spec, filter);
            return plan;
        }
        let mut pools: Vec<Planner<'a, '_>> = connections
            .iter()
            .enumerate()
            .map(|(index, info)| Planner {
                index,
                info,
                spec,
                filter,
                fits: filter.of(info),
                matches: 0,
                sick: Sick::of(info),
            })
            .collect();
        let mut branches: Vec<Option<Branches<'a>>> =
            pools.iter_mut().map(Planner::branches).collect();
        let tops = tops(connections, |index| branches[index].is_some());
        let count = tops.len() as u32;
        for (position, Top { index, behind }) in (1..).zip(tops) {
            let stands = (position, count);
            if connections[index].way == Way::Orchestra {
                let sums = behind.iter().map(|index| pools[*index].sick.pool());
                let unwell = sums.fold(Sum::default(), Sum::and);
                if pools[index].orchestra(&mut plan, &behind, stands, unwell) {
                    let count = behind.len() as u32;
                    for (position, index) in (1..).zip(behind) {
                        if let Some(branches) = branches[index].take() {
                            pools[index].pool(&mut plan, branches, 1, (position, count));
                        }
                    }
                }
            } else if let Some(branches) = branches[index].take() {
                pools[index].pool(&mut plan, branches, 0, stands);
            }
        }
        if !filter.is_all() {
            plan.matches = Some(pools.iter().map(|planner| planner.matches).sum());
        }
        plan
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

    fn push(&mut self, connection: usize, stand: Stand, rows: Rows<'a>) {
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
                    let skipped = wanted.start.saturating_sub(run.start);
                    let room = wanted.end - run.start.max(wanted.start);
                    let shown = leaves
                        .iter()
                        .enumerate()
                        .skip(skipped as usize)
                        .take(room as usize);
                    rows.extend(shown.filter_map(|(index, slot)| {
                        let (first, siblings) = run.stand.position;
                        let stand = Stand {
                            position: (first + index as u32, siblings),
                            ..run.stand
                        };
                        row::object(info, &info.world.at(slot)?.object, stand)
                    }));
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
                    let skipped = wanted.start.saturating_sub(run.start);
                    let room = wanted.end - run.start.max(wanted.start);
                    let shown = members.iter().enumerate();
                    let shown = shown.skip(skipped as usize).take(room as usize);
                    rows.extend(shown.filter_map(|(index, member)| {
                        let (first, siblings) = run.stand.position;
                        let stand = Stand {
                            position: (first + index as u32, siblings),
                            ..run.stand
                        };
                        let info = &self.connections[member.connection];
                        let object = &info.world.at(member.slot)?.object;
                        let row = row::object(info, object, stand)?;
                        // The same object may stand in other groups as well.
                        let id = format!("{within}//{}", row.id);
                        Some(TreeRow { id, ..row })
                    }));
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

/// A row at the top, by the index of its connection.
struct Top {
    index: usize,
    /// The pools that stand below it.
    behind: Vec<usize>,
}

/// What stands at the top, and what of the rest below it. A pool whose server of Xen Orchestra is not
/// there stands at the top itself.
fn tops(connections: &[ConnectionInfo<'_>], is_shown: impl Fn(usize) -> bool) -> Vec<Top> {
    let is_there = |id| {
        connections
            .iter()
            .any(|other| other.id == id && other.way == Way::Orchestra)
    };
    let all = || connections.iter().enumerate();
    let behind = |id| {
        let mut behind: Vec<usize> = all()
            .filter(|(index, other)| other.way == Way::Behind(id) && is_shown(*index))
            .map(|(index, _)| index)
            .collect();
        // Nobody has put them in an order, as with what a person adds.
        behind.sort_by_cached_key(|index| SortKey::natural(connections[*index].name()));
        behind
    };
    all()
        .filter_map(|(index, info)| {
            let behind: Vec<usize> = match info.way {
                Way::Orchestra => behind(info.id),
                Way::Behind(parent) if is_there(parent) => return None,
                Way::Behind(_) | Way::Direct => Vec::new(),
            };
            (is_shown(index) || !behind.is_empty()).then_some(Top { index, behind })
        })
        .collect()
}

/// What hangs below a pool.
struct Branches<'a> {
    /// The hosts with what is shown below them; in the tree of types there are none.
    hosts: Vec<(&'a Entry, Leaves<'a>)>,
    /// The VMs directly below the pool.
    homeless: Leaves<'a>,
    groups: Vec<(&'static TreeGroup, Vec<Leaves<'a>>)>,
}

/// Plans the rows of one connection.
struct Planner<'a, 'b> {
    index: usize,
    info: &'a ConnectionInfo<'a>,
    spec: &'b TreeSpec,
    filter: &'b Matches,
    /// What the filter lets through, by slot; none where there is none.
    fits: Option<&'b [bool]>,
    matches: u32,
    /// Who is not well.
    sick: Sick<'a>,
}

impl<'a> Planner<'a, '_> {
    /// What is shown below the pool; none: the filter leaves nothing, not even the pool.
    fn branches(&mut self) -> Option<Branches<'a>> {
        let mut branches = Branches {
            hosts: Vec::new(),
            homeless: Leaves::Some(Vec::new()),
            groups: Vec::new(),
        };
        if self.spec.grouping == Grouping::Infrastructure {
            for host in self.info.world.placed(&IndexKey::all::<Host>()) {
                let Some(entry) = self.info.world.at(host.slot) else {
                    continue;
                };
                let vms = self.leaves(&IndexKey::On(entry.object.reference.clone()));
                if self.shows(host.slot) || vms.len() > 0 {
                    branches.hosts.push((entry, vms));
                }
            }
            branches.homeless = self.homeless();
        }
        for group in groups(self.spec.grouping) {
            let keys = (group.keys)();
            let lists: Vec<Leaves<'a>> = keys.iter().map(|key| self.leaves(key)).collect();
            if lists.iter().any(|leaves| leaves.len() > 0) {
                branches.groups.push((group, lists));
            }
        }
        let name = fold(self.info.name());
        let pool = self.info.world.placed(&IndexKey::all::<Pool>()).next();
        let own = match &pool {
            Some(pool) => self.lets(pool.slot),
            None => self.filter.in_name(&name),
        };
        self.matches += u32::from(own);
        (own || self.matches > 0).then_some(branches)
    }

    /// Whether the filter lets an object through.
    fn lets(&self, slot: Slot) -> bool {
        self.fits
            .is_none_or(|fits| fits.get(slot as usize) == Some(&true))
    }

    /// The same, counted.
    fn shows(&mut self, slot: Slot) -> bool {
        let shows = self.lets(slot);
        self.matches += u32::from(shows);
        shows
    }

    fn leaves(&mut self, key: &IndexKey) -> Leaves<'a> {
        let world = self.info.world;
        match world.list(key) {
            Some(list) if self.fits.is_none() => Leaves::All(list),
            _ => self.some(world.placed(key).map(|placed| placed.slot)),
        }
    }

    /// Those that the filter lets through.
    fn some(&mut self, slots: impl Iterator<Item = Slot>) -> Leaves<'a> {
        Leaves::Some(slots.filter(|slot| self.shows(*slot)).collect())
    }

    /// The VMs that have no host, or one that is not known or shown.
    fn homeless(&mut self) -> Leaves<'a> {
        let world = self.info.world;
        let hosts = || world.filed(&IndexKey::all::<Host>());
        let on = |host: &Entry| IndexKey::On(host.object.reference.clone());
        let housed: usize = hosts().map(|host| world.len_of(&on(host))).sum();
        if housed + world.len_of(&IndexKey::Homeless) == world.len_of(&IndexKey::all::<Vm>()) {
            return self.leaves(&IndexKey::Homeless);
        }
        let housed: BTreeSet<&IndexSlot> =
            hosts().flat_map(|host| world.placed(&on(host))).collect();
        let all = world.placed(&IndexKey::all::<Vm>());
        let homeless = all.filter(|placed| !housed.contains(placed));
        self.some(homeless.map(|placed| placed.slot))
    }

    /// The row of a server of Xen Orchestra. Whether what is below it is shown.
    fn orchestra(
        &self,
        plan: &mut Plan<'a>,
        behind: &[usize],
        position: (u32, u32),
        unwell: Sum,
    ) -> bool {
        let vms = behind
            .iter()
            .map(|index| {
                plan.connections[*index]
                    .world
                    .len_of(&IndexKey::all::<Vm>()) as u32
            })
            .reduce(u32::saturating_add);
        let id = row::pool_id(self.info);
        let stand = self.above(0, position, !behind.is_empty(), &id, true);
        plan.push(self.index, stand, Rows::Orchestra { vms, unwell });
        stand.expanded
    }

    /// The rows of a pool, which itself stands at `depth`.
    fn pool(&self, plan: &mut Plan<'a>, branches: Branches<'a>, depth: u16, position: (u32, u32)) {
        let hosts = branches.hosts.len() as u32;
        let homeless = branches.homeless.len();
        let siblings = hosts + homeless + branches.groups.len() as u32;
        let stand = self.above(
            depth,
            position,
            siblings > 0,
            &row::pool_id(self.info),
            true,
        );
        let vms = self.info.world.len_of(&IndexKey::all::<Vm>()) as u32;
        let unwell = self.sick.pool();
        plan.push(self.index, stand, Rows::Pool { vms, unwell });
        if !stand.expanded {
            return;
        }
        let mut next = 1;
        for (host, vms) in branches.hosts {
            let id = row::object_id(self.info, &host.object);
            let stand = self.above(depth + 1, (next, siblings), vms.len() > 0, &id, true);
            next += 1;
            let unwell = self.sick.on(&host.object.reference);
            plan.push(self.index, stand, Rows::Host(host, unwell));
            if stand.expanded {
                let position = (1, vms.len());
                plan.push(self.index, leaf(depth + 2, position), Rows::Leaves(vms));
            }
        }
        plan.push(
            self.index,
            leaf(depth + 1, (next, siblings)),
            Rows::Leaves(branches.homeless),
        );
        next += homeless;
        for (group, lists) in branches.groups {
            let count = lists.iter().map(Leaves::len).sum();
            let stand = self.above(
                depth + 1,
                (next, siblings),
                true,
                &row::group_id(self.info, group.term),
                false,
            );
            next += 1;
            let unwell = group.health.as_ref();
            let unwell = unwell.map_or_else(Sum::default, |class| self.sick.all(class));
            let rows = Rows::Group {
                group,
                count,
                unwell,
            };
            plan.push(self.index, stand, rows);
            if !stand.expanded {
                continue;
            }
            let mut first = 1;
            for leaves in lists {
                let len = leaves.len();
                plan.push(
                    self.index,
                    leaf(depth + 2, (first, count)),
                    Rows::Leaves(leaves),
                );
                first += len;
            }
        }
    }

    /// A row that has others below it. With a filter, all of these are open.
    fn above(
        &self,
        depth: u16,
        position: (u32, u32),
        expandable: bool,
        id: &str,
        open: bool,
    ) -> Stand {
        let open = !self.filter.is_all() || open != self.spec.toggled.contains(id);
        Stand {
            depth,
            position,
            expandable,
            expanded: expandable && open,
        }
    }
}

fn leaf(depth: u16, position: (u32, u32)) -> Stand {
    Stand {
        depth,
        position,
        ..Stand::default()
    }
}

/// The headings of a grouping, in their order.
fn groups(grouping: Grouping) -> Vec<&'static TreeGroup> {
    let all = CLASSES.iter().flat_map(|class| class.groups);
    let rank = |group: &TreeGroup| match grouping {
        Grouping::Infrastructure => group.rank_below_hosts,
        Grouping::Types => Some(group.rank_by_type),
        Grouping::Levels => None,
    };
    let mut groups: Vec<_> = all
        .filter_map(|group| Some((rank(group)?, group)))
        .collect();
    groups.sort_by_key(|(rank, _)| *rank);
    groups.into_iter().map(|(_, group)| group).collect()
}
