//! The rows of pools: their hosts with the VMs on them, and the groups of the tree of types.

use std::collections::BTreeSet;

use xapi::{Host, Pool, Vm};

use super::{
    plan::{Leaves, Plan, Rows, leaf},
    row::{self, Stand},
};
use crate::{
    connection::{ConnectionInfo, Way},
    health::{Sick, Sum},
    index::IndexKey,
    matching::Matches,
    name::{SortKey, fold},
    objects::{CLASSES, TreeGroup},
    sorted_index::{IndexSlot, Slot},
    view::{Grouping, TreeSpec},
    world::Entry,
};

/// Plans the rows of all pools, and how many objects the filter lets through.
pub(super) fn plan(plan: &mut Plan<'_>, spec: &TreeSpec, filter: &Matches) {
    let connections = plan.connections;
    let mut pools: Vec<Planner<'_, '_>> = connections
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
    let mut branches: Vec<Option<Branches<'_>>> = pools.iter_mut().map(Planner::branches).collect();
    let tops = tops(connections, |index| branches[index].is_some());
    let count = tops.len() as u32;
    for (position, Top { index, behind }) in (1..).zip(tops) {
        let stands = (position, count);
        if connections[index].way == Way::Orchestra {
            let sums = behind.iter().map(|index| pools[*index].sick.pool());
            let unwell = sums.fold(Sum::default(), Sum::and);
            if pools[index].orchestra(plan, &behind, stands, unwell) {
                let count = behind.len() as u32;
                for (position, index) in (1..).zip(behind) {
                    if let Some(branches) = branches[index].take() {
                        pools[index].pool(plan, branches, 1, (position, count));
                    }
                }
            }
        } else if let Some(branches) = branches[index].take() {
            pools[index].pool(plan, branches, 0, stands);
        }
    }
    if !filter.is_all() {
        plan.matches = Some(pools.iter().map(|planner| planner.matches).sum());
    }
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
