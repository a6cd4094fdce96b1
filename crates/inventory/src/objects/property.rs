//! Properties: what there is to know about the objects of a class, each fact described once.
//!
//! Columns of tables, lines of pages, sorting, filters, sums and what is kept for the next start are
//! projections over the same [`Property`], which says how a value is had, of what type it is and what
//! may be done with it. Which of them a table or a page shows, and in which order, is a layout
//! ([`layout`](super::layout)), by their ids.

use xapi::{Object, OpaqueRef, RecordOf};

use crate::{
    connection::ConnectionInfo,
    index::IndexEntry,
    jobs::Job,
    sorted_index::Slot,
    view::Cell,
    world::{Entry, World},
};

/// One object with all that a property may look at.
pub(crate) struct Item<'a, T> {
    pub info: &'a ConnectionInfo<'a>,
    pub reference: &'a OpaqueRef,
    pub record: &'a T,
    entry: &'a Entry,
}

impl<'a, T: RecordOf> Item<'a, T> {
    /// What is in a slot, if it is of this class.
    pub(crate) fn at(info: &'a ConnectionInfo<'a>, slot: Slot) -> Option<Self> {
        Self::of(info, info.world.at(slot)?)
    }

    /// What is filed here, if it is of this class.
    pub(crate) fn of(info: &'a ConnectionInfo<'a>, entry: &'a Entry) -> Option<Self> {
        Some(Self {
            info,
            reference: &entry.object.reference,
            record: T::from_record(&entry.object.record)?,
            entry,
        })
    }
}

impl<'a, T> Item<'a, T> {
    pub(crate) fn world(&self) -> &'a World {
        self.info.world
    }

    pub(crate) fn object(&self) -> &'a Object {
        &self.entry.object
    }

    pub(crate) fn entry(&self) -> &'a Entry {
        self.entry
    }

    pub(crate) fn index(&self) -> &'a IndexEntry {
        &self.entry.index
    }

    /// Another record that this one refers to.
    pub(crate) fn get<U: RecordOf>(&self, reference: &xapi::Ref<U>) -> Option<&'a U> {
        self.info.world.get(reference)
    }
}

/// Of what type a property's values are: what they can be compared, summed and edited as. Any may
/// have no value, [`Cell::None`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PropertyType {
    /// Text that a person wrote; a word of ours where there is none ("empty drive").
    Text,
    /// Text for machines: an address, a uuid, a version.
    Code,
    /// One of a few words; of a newer server's, its own word.
    Term,
    /// A size in bytes.
    Bytes,
    /// A number of things, or in the unit that its label names.
    Count,
    /// Seconds, as a count.
    Duration,
    /// Bytes of bytes.
    Meter,
    /// A moment.
    Time,
    /// Yes or no.
    Flag,
    /// The object's state.
    State,
    /// Another object.
    Link,
    /// A sentence to be made.
    Said,
    /// A job that helps.
    Mend,
    /// Several values.
    List,
}

impl PropertyType {
    /// Whether its values are numbers, set flush right in tables.
    pub(crate) fn is_numeric(self) -> bool {
        matches!(
            self,
            Self::Bytes | Self::Count | Self::Duration | Self::Meter | Self::Time
        )
    }

    /// Whether a value is of this type.
    #[cfg(test)]
    pub(crate) fn takes(self, cell: &Cell) -> bool {
        match cell {
            Cell::None => true,
            Cell::Text { .. } => matches!(self, Self::Text | Self::Term),
            Cell::Code { .. } => self == Self::Code,
            Cell::Term { .. } => matches!(self, Self::Text | Self::Term),
            Cell::Bytes { .. } => self == Self::Bytes,
            Cell::Count { .. } => matches!(self, Self::Count | Self::Duration | Self::Term),
            // Only inside of lists.
            Cell::Ratio { .. } => false,
            Cell::Meter { .. } => self == Self::Meter,
            Cell::Time { .. } => self == Self::Time,
            Cell::Flag { .. } => self == Self::Flag,
            Cell::Status { .. } => self == Self::State,
            Cell::Link { .. } => self == Self::Link,
            Cell::Said { .. } => self == Self::Said,
            Cell::Mend { .. } => self == Self::Mend,
            Cell::List { .. } => self == Self::List,
        }
    }
}

/// Whether a page has a line for a property.
pub(crate) enum Presence<T: 'static> {
    /// Even where there is no value.
    Always,
    /// Where there is a value.
    WithValue,
    /// Where this holds.
    When(fn(&Item<'_, T>) -> bool),
}

/// A fact about the objects of a class.
pub(crate) struct Property<T: 'static> {
    /// Its name among the properties of its class.
    pub id: &'static str,
    /// Of what type its values are.
    pub of_type: PropertyType,
    /// Its value for an object.
    pub get: fn(&Item<'_, T>) -> Cell,
    /// As a column of tables: the heading is `column.<column>`.
    pub column: &'static str,
    /// As a line of pages: the label is `field.<field>`.
    pub field: &'static str,
    /// Whether a page has a line for it.
    pub presence: Presence<T>,
    /// Whether servers of before XAPI cannot know it.
    pub is_since_xapi: bool,
    /// Whether the greatest comes first where the smallest is asked for: what is up longest began
    /// first.
    pub is_reversed: bool,
    /// Whether the values of chosen objects come to something together.
    pub is_summed: bool,
    /// What queries call it, beside its id.
    pub operator: Option<&'static str>,
    /// The job that changes it.
    pub editor: Option<Job>,
    /// The members of the record that it is made of and that may be written to disk, so that it is
    /// there at the next start ([`kept`](crate::kept)): `name`, or `map.key`.
    pub kept: &'static [&'static str],
}

impl<T> Property<T> {
    pub(crate) const fn new(
        id: &'static str,
        of_type: PropertyType,
        get: fn(&Item<'_, T>) -> Cell,
    ) -> Self {
        Self {
            id,
            of_type,
            get,
            column: id,
            field: id,
            presence: Presence::Always,
            is_since_xapi: false,
            is_reversed: false,
            is_summed: false,
            operator: None,
            editor: None,
            kept: &[],
        }
    }

    /// With another heading than its id, as a column.
    pub(crate) const fn column(mut self, heading: &'static str) -> Self {
        self.column = heading;
        self
    }

    /// With another label than its id, on a page.
    pub(crate) const fn field(mut self, label: &'static str) -> Self {
        self.field = label;
        self
    }

    /// A page has a line for it only where there is a value.
    pub(crate) const fn with_value(mut self) -> Self {
        self.presence = Presence::WithValue;
        self
    }

    /// A page has a line for it only where this holds.
    pub(crate) const fn when(mut self, holds: fn(&Item<'_, T>) -> bool) -> Self {
        self.presence = Presence::When(holds);
        self
    }

    /// Servers of before XAPI cannot know it.
    pub(crate) const fn since_xapi(mut self) -> Self {
        self.is_since_xapi = true;
        self
    }

    /// Sorted the other way round.
    pub(crate) const fn reversed(mut self) -> Self {
        self.is_reversed = true;
        self
    }

    /// The values of chosen objects come to something together.
    pub(crate) const fn summed(mut self) -> Self {
        self.is_summed = true;
        self
    }

    /// What queries call it, beside its id: `<operator>:word`.
    pub(crate) const fn operator(mut self, operator: &'static str) -> Self {
        self.operator = Some(operator);
        self
    }

    /// The job that changes it.
    pub(crate) const fn edited_by(mut self, job: Job) -> Self {
        self.editor = Some(job);
        self
    }

    /// The members of the record that may be written to disk for it.
    pub(crate) const fn kept(mut self, members: &'static [&'static str]) -> Self {
        self.kept = members;
        self
    }

    /// Whether a page has a line for this value of it.
    pub(crate) fn is_present(&self, item: &Item<'_, T>, value: &Cell) -> bool {
        match self.presence {
            _ if self.is_since_xapi && item.world().is_before_xapi() => false,
            Presence::Always => true,
            Presence::WithValue => *value != Cell::None,
            Presence::When(holds) => holds(item),
        }
    }
}

/// One constructor for each type, so that a list of properties reads as a table.
macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident $of_type:ident;)*) => {
        impl<T> Property<T> {
            $(
                $(#[$doc])*
                pub(crate) const fn $name(
                    id: &'static str,
                    get: fn(&Item<'_, T>) -> Cell,
                ) -> Self {
                    Self::new(id, PropertyType::$of_type, get)
                }
            )*
        }
    };
}

constructors! {
    /// Of [`PropertyType::Text`].
    text Text;
    /// Of [`PropertyType::Code`].
    code Code;
    /// Of [`PropertyType::Term`].
    term Term;
    /// Of [`PropertyType::Bytes`].
    bytes Bytes;
    /// Of [`PropertyType::Count`].
    count Count;
    /// Of [`PropertyType::Duration`].
    duration Duration;
    /// Of [`PropertyType::Meter`].
    meter Meter;
    /// Of [`PropertyType::Time`].
    time Time;
    /// Of [`PropertyType::Flag`].
    flag Flag;
    /// Of [`PropertyType::State`].
    state State;
    /// Of [`PropertyType::Link`].
    link Link;
    /// Of [`PropertyType::Said`].
    said Said;
    /// Of [`PropertyType::List`].
    list List;
    /// Of [`PropertyType::Mend`].
    mend Mend;
}
