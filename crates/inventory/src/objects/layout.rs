//! Layouts: which properties of a class stand where, in which order, by their ids. They are data, so
//! that a table is found by what is asked for and nobody matches on classes.

use std::marker::PhantomData;

use xapi::{Class, OpaqueRef, RecordOf};

use super::{Item, ObjectClass, Property};
use crate::{
    connection::ConnectionInfo,
    index::IndexKey,
    sorted_index::Slot,
    table::Rows,
    view::{ListKind, TableFrame, TableSpec},
    world::World,
};

/// What a table holds of one connection.
pub(crate) enum Members<'a> {
    /// All that stands under some index keys, which share nothing.
    Listed(Vec<IndexKey>),
    /// What is found by going from object to object; some perhaps twice.
    Found(Vec<&'a OpaqueRef>),
}

/// How a table is sorted unless something else is asked for.
#[derive(Clone, Copy)]
pub(crate) enum DefaultOrder {
    /// By name, or by position of what has none.
    Name,
    /// By a column.
    Column(&'static str),
    /// By a column of time, the latest first.
    Newest(&'static str),
}

/// The objects that a table holds of one owner.
pub(crate) struct Within {
    /// The owner's class; none: any class.
    pub owner: Option<Class>,
    /// Which objects those are.
    pub members: for<'a> fn(&'a World, &OpaqueRef) -> Members<'a>,
    /// Columns that would say the same in each row.
    pub without: &'static [&'static str],
}

/// The objects filed as parts of an owner of this class.
pub(crate) const fn parts_of<T: RecordOf>(owner: Class) -> Within {
    parts_without::<T>(owner, &[])
}

/// The same, without columns that would say the same in each row.
pub(crate) const fn parts_without<T: RecordOf>(
    owner: Class,
    without: &'static [&'static str],
) -> Within {
    Within {
        owner: Some(owner),
        members: |_, owner| Members::Listed(vec![IndexKey::within::<T>(owner)]),
        without,
    }
}

/// The objects that are found by going from an owner of this class to others.
pub(crate) const fn found_from(
    owner: Class,
    members: for<'a> fn(&'a World, &OpaqueRef) -> Members<'a>,
) -> Within {
    Within {
        owner: Some(owner),
        members,
        without: &[],
    }
}

/// A table of objects of one class.
pub(crate) struct Table<T: 'static> {
    /// What is asked for.
    pub list: ListKind,
    /// All that a connection has; none: only an owner has such a table.
    pub all: Option<fn() -> Vec<IndexKey>>,
    /// What an owner has. A pool has all.
    pub within: &'static [Within],
    /// Properties, by their ids.
    pub columns: &'static [&'static str],
    /// How it is sorted.
    pub order: DefaultOrder,
    /// Of what class its objects are.
    pub of: PhantomData<fn(T)>,
}

impl<T: ObjectClass> Table<T> {
    /// The columns' properties. An id that is none has no column (a test says so).
    pub(crate) fn columns(&self) -> impl Iterator<Item = &'static Property<T>> {
        self.columns.iter().filter_map(|id| T::property(id))
    }

    fn within(&self, class: &Class) -> Option<&'static Within> {
        self.within
            .iter()
            .find(|within| within.owner.as_ref().is_none_or(|owner| owner == class))
    }

    /// Whether a column would say the same in each row of what is asked for.
    pub(crate) fn goes_without_saying(&self, spec: &TableSpec, column: &str) -> bool {
        let of_one = spec.connection.is_some() || spec.within.is_some();
        let owner = spec.within.as_ref().map(|owner| owner.class());
        let within = owner.and_then(|class| self.within(&class));
        of_one && column == "pool" || within.is_some_and(|within| within.without.contains(&column))
    }

    /// The objects of one connection that belong into what is asked for.
    pub(crate) fn members<'a>(&self, info: &ConnectionInfo<'a>, spec: &TableSpec) -> Members<'a> {
        let nothing = Members::Listed(Vec::new());
        let all = || Members::Listed(self.all.map_or_else(Vec::new, |all| all()));
        let is_elsewhere = |wanted| wanted != info.id;
        if spec.connection.as_ref().is_some_and(is_elsewhere) {
            return nothing;
        }
        if let Some(chosen) = &spec.among {
            let here = chosen.iter().filter(|key| key.connection == *info.id);
            let found = here.filter_map(|key| info.world.object(&key.class(), &key.opaque()));
            return Members::Found(found.map(|object| &object.reference).collect());
        }
        match &spec.within {
            None => all(),
            Some(owner) if owner.connection != *info.id => nothing,
            Some(owner) => self.members_within(info.world, &owner.class(), &owner.opaque()),
        }
    }

    /// The objects that belong to an owner.
    fn members_within<'a>(
        &self,
        world: &'a World,
        class: &Class,
        owner: &OpaqueRef,
    ) -> Members<'a> {
        if *class == Class::Pool {
            return Members::Listed(self.all.map_or_else(Vec::new, |all| all()));
        }
        let none = || Members::Listed(Vec::new());
        self.within(class)
            .map_or_else(none, |within| (within.members)(world, owner))
    }
}

/// A table of objects of some class.
pub(crate) trait AnyTable: Sync {
    /// What is asked for.
    fn list(&self) -> ListKind;

    /// Whether it is the one for what an owner of this class has.
    fn is_for(&self, owner: &Class) -> bool;

    /// Whether it is the one for all.
    fn is_for_all(&self) -> bool;

    /// The part that is asked for.
    fn frame(
        &self,
        rows: &mut Rows,
        connections: &[ConnectionInfo<'_>],
        spec: &TableSpec,
    ) -> TableFrame;

    /// Where what belongs to an owner is; some perhaps twice.
    fn slots_within(&self, world: &World, class: &Class, owner: &OpaqueRef) -> Vec<Slot>;

    /// The headings of its columns.
    #[cfg(test)]
    fn headings(&self) -> Vec<&'static str>;

    /// The properties that are its columns, by their ids.
    fn columns(&self) -> &'static [&'static str];
}

impl<T: ObjectClass> AnyTable for Table<T> {
    fn list(&self) -> ListKind {
        self.list
    }

    fn is_for(&self, owner: &Class) -> bool {
        self.within(owner).is_some()
    }

    fn is_for_all(&self) -> bool {
        self.all.is_some()
    }

    fn frame(
        &self,
        rows: &mut Rows,
        connections: &[ConnectionInfo<'_>],
        spec: &TableSpec,
    ) -> TableFrame {
        rows.frame(connections, spec, self)
    }

    fn slots_within(&self, world: &World, class: &Class, owner: &OpaqueRef) -> Vec<Slot> {
        match self.members_within(world, class, owner) {
            Members::Listed(keys) => keys.iter().flat_map(|key| world.slots_in(key)).collect(),
            Members::Found(found) => {
                let found = found.into_iter();
                found.filter_map(|one| world.slot(&T::CLASS, one)).collect()
            }
        }
    }

    #[cfg(test)]
    fn headings(&self) -> Vec<&'static str> {
        let heading = |id: &&'static str| T::property(id).map_or(*id, |property| property.column);
        self.columns.iter().map(heading).collect()
    }

    fn columns(&self) -> &'static [&'static str] {
        self.columns
    }
}

/// A block of a page.
pub(crate) struct SectionLayout<T: 'static> {
    /// The heading is `section.<id>`.
    pub id: &'static str,
    /// Where it is there at all.
    pub when: fn(&Item<'_, T>) -> bool,
    /// Properties, by their ids.
    pub fields: &'static [&'static str],
}

/// A block that is there on each page.
pub(crate) const fn section<T>(
    id: &'static str,
    fields: &'static [&'static str],
) -> SectionLayout<T> {
    SectionLayout {
        id,
        when: |_| true,
        fields,
    }
}

/// What every object can say about itself, last of all.
pub(crate) const fn identity<T>() -> SectionLayout<T> {
    section(
        "identity",
        &["name", "description", "tags", "folder", "uuid"],
    )
}

/// What an object's page shows beside name, state and warnings.
pub(crate) struct PageLayout<T: 'static> {
    /// Where it is: properties that are links.
    pub place: &'static [&'static str],
    /// Since when it runs: a property that is a time.
    pub since: Option<&'static str>,
    /// The blocks.
    pub sections: &'static [SectionLayout<T>],
    /// The lists that belong to it, each a tab or a block.
    pub lists: &'static [ListKind],
}

/// A heading of the tree, over objects of one class.
#[derive(Debug)]
pub(crate) struct TreeGroup {
    /// Its name is `term.<term>`.
    pub term: &'static str,
    /// What is below it, list after list.
    pub keys: fn() -> Vec<IndexKey>,
    /// The class whose objects that are not well are counted at it.
    pub health: Option<Class>,
    /// Where it stands among the groups of the tree by types.
    pub rank_by_type: u8,
    /// Where it stands among those below a pool's hosts; none: not there.
    pub rank_below_hosts: Option<u8>,
}

/// Where an object's row stands in the tree.
pub(crate) enum TreePlace<'a> {
    /// It has none.
    Nowhere,
    /// It is at the top of its connection.
    Top,
    /// Directly below the pool.
    Pool,
    /// Below a heading.
    Group(&'static str),
    /// Below a host, or below the pool where that is not known.
    Host(Option<&'a OpaqueRef>),
}
