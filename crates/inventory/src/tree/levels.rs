//! The tree by levels: at each, one group for every value of a property, or for every saved query, over all
//! connections. An object stands wherever it has a value, so perhaps at several places.
//!
//! What people organise by (tags, folders, custom fields) they give to hosts, storage and networks as well:
//! these stand in the tree where they have such a value. VMs stand in it always: those without a value are
//! the last group. What no saved query lets through stands nowhere. What has no place at a level below the first
//! stands in the group above it.

use std::collections::BTreeMap;

use crate::{
    connection::ConnectionInfo,
    health::{self, Sum},
    index::IndexKey,
    matching::Matches,
    name::{SortKey, fold},
    objects::{CLASSES, custom_field, custom_fields, describe},
    query::{Name, Query},
    sorted_index::Slot,
    view::{Cell, RowKind, TreeLevel},
    world::Entry,
};

/// Properties that people organise by.
const GIVEN: [&str; 2] = ["tag", "folder"];
/// The property whose values are paths.
const FOLDER: &str = "folder";

/// Where a group stands among its like.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GroupKey {
    rank: u32,
    name: SortKey,
    /// What makes it this group and no other.
    identity: String,
}

/// What a group is of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum GroupOf {
    /// A value of a property; [`Cell::None`] for those without one.
    Value { property: Property, value: Cell },
    /// A folder, by its path.
    Folder { name: String, path: String },
    /// What a saved query lets through.
    Query { name: String, filter: String },
}

/// What groups are made by the values of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Property {
    /// What queries call it.
    Known(String),
    /// A field of people's own, by its name.
    Custom(String),
}

impl Property {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Known(name) | Self::Custom(name) => name,
        }
    }
}

impl GroupOf {
    /// The query for those in it, of all that stands at its level; none where it cannot be written.
    pub(super) fn query(&self) -> Option<String> {
        match self {
            Self::Query { filter, .. } if filter.is_empty() => Some(String::new()),
            Self::Query { filter, .. } => Some(format!("({filter})")),
            Self::Folder { path, .. } => {
                let (own, below) = (phrase(path)?, phrase(&format!("{path}/"))?);
                Some(format!("({FOLDER}={own} or {FOLDER}:{below})"))
            }
            Self::Value { property, value } => match property {
                Property::Known(name) => match value {
                    Cell::None => Some(format!("-{name}:")),
                    value => Some(format!("{name}={}", asked(value)?)),
                },
                Property::Custom(name) => match value {
                    Cell::Text { text } => Some(format!(
                        "field={}",
                        phrase(&custom_field::text(name, text))?
                    )),
                    _ => Some(format!("-field:{}", phrase(&custom_field::text(name, ""))?)),
                },
            },
        }
    }

    /// What it is called in every language.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Query { name, .. } | Self::Folder { name, .. } => name,
            Self::Value { value, .. } => match value {
                Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => text,
                _ => "",
            },
        }
    }
}

/// A text as queries have it; none where they cannot.
fn phrase(text: &str) -> Option<String> {
    (!text.contains('"')).then(|| format!("\"{text}\""))
}

/// A value as it is asked for.
fn asked(value: &Cell) -> Option<String> {
    match value {
        Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => phrase(text),
        Cell::Term { term } => Some(term.clone()),
        Cell::Flag { on } => Some(if *on { "yes" } else { "no" }.to_owned()),
        Cell::Count { count } => Some(count.to_string()),
        Cell::Status { status } => match serde_json::to_value(status) {
            Ok(serde_json::Value::String(key)) => Some(key),
            _ => None,
        },
        _ => None,
    }
}

/// An object in a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Member {
    kind: RowKind,
    name: SortKey,
    /// Index of its connection.
    pub connection: usize,
    pub slot: Slot,
}

/// A group with what stands below it.
#[derive(Debug)]
pub(super) struct Group {
    pub of: GroupOf,
    pub below: BTreeMap<GroupKey, Group>,
    pub members: Vec<Member>,
    /// How many objects stand in it, each once.
    pub count: u32,
    /// How many of them are not well.
    pub unwell: Sum,
}

impl Group {
    fn new(of: GroupOf) -> Self {
        Self {
            of,
            below: BTreeMap::new(),
            members: Vec::new(),
            count: 0,
            unwell: Sum::default(),
        }
    }
}

/// The groups of all connections.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub all: BTreeMap<GroupKey, Group>,
    /// How many objects stand in them, each once.
    pub count: u32,
}

/// The id of a group's row.
pub(super) fn group_id(above: &str, key: &GroupKey) -> String {
    format!("{above}/{}", key.identity)
}

/// A level, understood.
enum Level {
    Property {
        name: Name,
        property: Property,
        is_given: bool,
    },
    CustomField(Property),
    Queries(Vec<(GroupKey, GroupOf, Query)>),
}

/// A value that an object has at a level; of a folder, those that it is in, the outermost first.
type Path = Vec<(GroupKey, GroupOf)>;

impl Level {
    /// None where no property is called so.
    fn of(level: &TreeLevel) -> Option<Self> {
        Some(match level {
            TreeLevel::Property { name } => Self::Property {
                is_given: GIVEN.contains(&name.as_str()),
                property: Property::Known(name.clone()),
                name: Name::of(name)?,
            },
            TreeLevel::CustomField { name } => Self::CustomField(Property::Custom(name.clone())),
            TreeLevel::Queries { queries } => {
                let queries = (0..).zip(queries).map(|(rank, saved)| {
                    let key = GroupKey {
                        rank,
                        name: SortKey::default(),
                        identity: format!("?{}", saved.name),
                    };
                    let of = GroupOf::Query {
                        name: saved.name.clone(),
                        filter: saved.filter.clone(),
                    };
                    (key, of, Query::new(&saved.filter, &saved.meanings))
                });
                Self::Queries(queries.collect())
            }
        })
    }

    /// Whether it places others than VMs.
    fn is_for_all(&self) -> bool {
        match self {
            Self::Property { is_given, .. } => *is_given,
            Self::CustomField(_) | Self::Queries(_) => true,
        }
    }

    /// Where an object stands at it. No path at all: nowhere.
    fn paths(&self, info: &ConnectionInfo<'_>, entry: &Entry) -> Vec<Path> {
        match self {
            Self::Property { name, property, .. } => {
                let mut paths = Vec::new();
                for cell in name.values(info, entry) {
                    add_paths(property, cell, &mut paths);
                }
                or_without(paths, property, entry)
            }
            Self::CustomField(property) => {
                let fields = custom_fields(&entry.object.record);
                let own = fields.filter(|(name, _)| *name == property.name());
                let mut paths = Vec::new();
                for (_, value) in own {
                    add_paths(property, Cell::text(value), &mut paths);
                }
                or_without(paths, property, entry)
            }
            Self::Queries(queries) => {
                let called = fold(info.name());
                let named = describe(&entry.object.record).has_name_of_connection();
                let lets =
                    |query: &Query| query.lets(info, entry, |word| named && word.is_in(&called));
                let found = queries.iter().filter(|(_, _, query)| lets(query));
                found
                    .map(|(key, of, _)| vec![(key.clone(), of.clone())])
                    .collect()
            }
        }
    }
}

fn is_vm(entry: &Entry) -> bool {
    describe(&entry.object.record).row_kind() == Some(RowKind::Vm)
}

/// Where VMs stand that have no value; others stand nowhere.
fn or_without(mut paths: Vec<Path>, property: &Property, entry: &Entry) -> Vec<Path> {
    if paths.is_empty() && is_vm(entry) {
        let key = GroupKey {
            rank: u32::MAX,
            name: SortKey::default(),
            identity: String::new(),
        };
        paths.push(vec![(key, value(property, Cell::None))]);
    }
    paths
}

fn value(property: &Property, value: Cell) -> GroupOf {
    GroupOf::Value {
        property: property.clone(),
        value,
    }
}

/// The paths that a value makes: of a list, one for each of its items.
fn add_paths(property: &Property, cell: Cell, paths: &mut Vec<Path>) {
    let (rank, text, identity) = match &cell {
        Cell::List { items } => {
            for item in items {
                add_paths(property, item.clone(), paths);
            }
            return;
        }
        Cell::Text { text } if property.name() == FOLDER && text.starts_with('/') => {
            let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
            let mut above = String::new();
            let path = parts.iter().map(|part| {
                above = format!("{above}/{part}");
                let key = GroupKey {
                    rank: 0,
                    name: SortKey::natural(part),
                    identity: (*part).to_owned(),
                };
                let of = GroupOf::Folder {
                    name: (*part).to_owned(),
                    path: above.clone(),
                };
                (key, of)
            });
            let path: Path = path.collect();
            if !path.is_empty() {
                paths.push(path);
            }
            return;
        }
        Cell::Text { text } | Cell::Code { text } => (1, text.clone(), text.clone()),
        Cell::Link { text, object, .. } => {
            let identity = format!("{}:{}", object.connection, object.reference);
            (1, text.clone(), identity)
        }
        Cell::Term { term } => (1, term.clone(), term.clone()),
        Cell::Flag { on } => (1 + u32::from(!on), String::new(), on.to_string()),
        Cell::Status { status } => (1 + *status as u32, String::new(), format!("{status:?}")),
        Cell::Count { count } => (1, count.to_string(), count.to_string()),
        // No groups are made of what is measured.
        _ => return,
    };
    let key = GroupKey {
        rank,
        name: SortKey::natural(&text),
        identity: format!("={identity}"),
    };
    paths.push(vec![(key, value(property, cell))]);
}

impl Groups {
    /// The groups of what the filter lets through. Levels that are not understood are left out; without
    /// any there are no groups.
    pub(super) fn of(
        connections: &[ConnectionInfo<'_>],
        levels: &[TreeLevel],
        filter: &Matches,
    ) -> Self {
        let levels: Vec<Level> = levels.iter().filter_map(Level::of).collect();
        let mut groups = Self::default();
        let Some(first) = levels.first() else {
            return groups;
        };
        if let Level::Queries(queries) = first
            && filter.is_all()
        {
            // What finds nothing now is there all the same.
            let empty =
                |(key, of, _): &(GroupKey, GroupOf, Query)| (key.clone(), Group::new(of.clone()));
            groups.all = queries.iter().map(empty).collect();
        }
        let are_all = levels.iter().any(Level::is_for_all);
        for (connection, info) in connections.iter().enumerate() {
            let fits = filter.of(info);
            for class in CLASSES.iter().filter(|class| class.is_in_tree) {
                for placed in info.world.placed(&IndexKey::All(class.class.clone())) {
                    let is_let =
                        fits.is_none_or(|fits| fits.get(placed.slot as usize) == Some(&true));
                    let Some(entry) = info.world.at(placed.slot).filter(|_| is_let) else {
                        continue;
                    };
                    let Some(kind) = describe(&entry.object.record).row_kind() else {
                        continue;
                    };
                    // A pool is what its connection is, not what is found in it.
                    if kind == RowKind::Pool || (kind != RowKind::Vm && !are_all) {
                        continue;
                    }
                    let worst = health::of(info, &entry.object);
                    let placing = Placing {
                        info,
                        entry,
                        member: Member {
                            kind,
                            name: placed.key.clone(),
                            connection,
                            slot: placed.slot,
                        },
                        unwell: Sum {
                            count: u32::from(worst.is_some()),
                            worst,
                        },
                    };
                    let stands = placing.at(&mut groups.all, &levels);
                    groups.count += u32::from(stands);
                }
            }
        }
        if connections.len() > 1 || are_all {
            groups.all.values_mut().for_each(sort);
        }
        groups
    }

    /// The ids of the groups above an object, the outermost first, at the first place where it stands.
    pub(super) fn above(&self, connection: usize, slot: Slot) -> Option<Vec<String>> {
        let mut ids = Vec::new();
        find(&self.all, "", connection, slot, &mut ids).then(|| {
            ids.reverse();
            ids
        })
    }
}

fn find(
    groups: &BTreeMap<GroupKey, Group>,
    above: &str,
    connection: usize,
    slot: Slot,
    ids: &mut Vec<String>,
) -> bool {
    groups.iter().any(|(key, group)| {
        let id = group_id(above, key);
        let is_it = |member: &Member| member.connection == connection && member.slot == slot;
        let found =
            find(&group.below, &id, connection, slot, ids) || group.members.iter().any(is_it);
        if found {
            ids.push(id);
        }
        found
    })
}

/// An object that is to be put where it belongs.
struct Placing<'a> {
    info: &'a ConnectionInfo<'a>,
    entry: &'a Entry,
    member: Member,
    unwell: Sum,
}

impl Placing<'_> {
    /// Puts it where it belongs at the first of some levels, and there at the others. Whether it stands anywhere.
    fn at(&self, groups: &mut BTreeMap<GroupKey, Group>, levels: &[Level]) -> bool {
        let Some((level, rest)) = levels.split_first() else {
            return false;
        };
        let paths = level.paths(self.info, self.entry);
        let stands = !paths.is_empty();
        for path in paths {
            self.down(groups, path.into_iter(), rest);
        }
        stands
    }

    /// Goes down a path. What has no place at the next level stands in the group itself.
    fn down(
        &self,
        groups: &mut BTreeMap<GroupKey, Group>,
        mut path: std::vec::IntoIter<(GroupKey, GroupOf)>,
        levels: &[Level],
    ) {
        let Some((key, of)) = path.next() else {
            return;
        };
        let group = groups.entry(key).or_insert_with(|| Group::new(of));
        group.count += 1;
        group.unwell = group.unwell.and(self.unwell);
        if path.len() > 0 {
            self.down(&mut group.below, path, levels);
        } else if !self.at(&mut group.below, levels) {
            group.members.push(self.member.clone());
        }
    }
}

fn sort(group: &mut Group) {
    group.members.sort();
    group.below.values_mut().for_each(sort);
}
