//! What the classes of objects are: one file for each, which says all about it. Its kind, state and
//! operation; where it is filed (index keys); what it is a part of and what names it (what is
//! invalidated with it); what may be unhealthy about it; its properties, and how tables, pages and the
//! tree lay them out; what of it is written to disk.
//!
//! Everything outside of this folder asks [`describe`] about an object, or [`CLASSES`] about a class,
//! and matches on neither. A class that is not described here is stored and found by its reference,
//! and shown nowhere.

mod common;
pub(crate) mod custom_field;
mod layout;
mod property;

mod bond;
mod certificate;
mod console;
mod gpu_group;
mod host;
mod host_metrics;
mod message;
mod network;
mod pbd;
mod pci;
mod pgpu;
mod pif;
mod pif_metrics;
mod pool;
mod pusb;
mod role;
mod sm;
mod sr;
mod subject;
mod usb_group;
mod vbd;
mod vdi;
mod vgpu;
mod vgpu_type;
mod vif;
mod vlan;
mod vm;
mod vm_appliance;
mod vm_guest_metrics;
mod vm_metrics;
mod vmss;
mod vusb;

use serde_json::Value;
use xapi::{Class, Map, Object, OpaqueRef, Record, RecordOf, Text, codec};

use crate::{
    connection::ConnectionInfo,
    health::{self, Severity},
    index::{IndexEntry, IndexKey, IndexKeys},
    sorted_index::Slot,
    view::{Cell, Field, Grouping, ListKind, RowKind, Section, Status},
    world::{Entry, NO_RECORD, World},
};

pub(crate) use layout::{AnyTable, DefaultOrder, Members, PageLayout, Table, TreeGroup, TreePlace};
pub(crate) use pci::{
    addresses as addresses_of_pci, entries as entries_of_pci, host_meant as host_meant_by_pci,
    host_of as host_of_pci, is_surely_given, users_of as users_of_pci,
};
pub(crate) use pgpu::{carries, may_carry, room};
pub(crate) use property::{Item, Property, PropertyType};
pub(crate) use vm::differing_settings;
pub(crate) use vmss::time_of_day;
pub(crate) use vusb::device as device_of_vusb;

/// What queries can ask of the objects of a class.
fn asked<T: ObjectClass>() -> Vec<AskedProperty> {
    let is_shown = |id: &&str| T::TABLES.iter().any(|table| table.columns().contains(id));
    let names_others = |property: &Property<T>| match property.of_type {
        // What names the pool is looked at by whoever keeps anything.
        PropertyType::Link => property.id != "pool",
        PropertyType::List => property.kept.is_empty(),
        _ => false,
    };
    let asked = |property: &Property<T>| AskedProperty {
        id: property.id,
        column: property.column,
        field: property.field,
        operator: property.operator,
        of_type: property.of_type,
        is_invalidated: T::IS_ORDER_KEPT && (is_shown(&property.id) || !names_others(property)),
    };
    T::PROPERTIES.iter().map(asked).collect()
}

/// The members of a class that are written to disk.
fn kept<T: ObjectClass>() -> Vec<&'static str> {
    let properties = T::PROPERTIES.iter().flat_map(|property| property.kept);
    properties.chain(T::KEPT).copied().collect()
}

/// The label of a member on pages, and of what type it is; none where no property is made of it alone.
fn line<T: ObjectClass>(member: &str) -> Option<(&'static str, PropertyType)> {
    let mut properties = T::PROPERTIES.iter();
    let property = properties.find(|property| property.kept == [member])?;
    Some((property.field, property.of_type))
}

/// Declares which classes are described.
macro_rules! object_classes {
    ($($class:ident),* $(,)?) => {
        /// All classes that are described.
        pub(crate) static CLASSES: &[ClassEntry] = &[$(ClassEntry::of::<xapi::$class>()),*];

        /// What there is to say of an object.
        pub(crate) fn describe(record: &Record) -> &dyn AnyObject {
            match record {
                $(Record::$class(record) => &**record,)*
                _ => &Undescribed,
            }
        }
    };
}

object_classes! {
    Pool, Host, HostMetrics, Vm, VmMetrics, VmGuestMetrics, Sr, Pbd, Vdi, Vbd, Network, Vif, Pif,
    PifMetrics, Bond, Vlan, Console, Message, VmAppliance, Vmss, Pci, Pgpu, GpuGroup, Vgpu, VgpuType,
    Certificate, Subject, Role, Pusb, UsbGroup, Vusb, Sm,
}

/// What there is to say of one object, without knowing its class.
pub(crate) trait Described {
    /// What kind of row or page it is; none: it has neither.
    fn row_kind(&self) -> Option<RowKind> {
        None
    }

    /// Its state, as far as it does not hang on the connection or the time.
    fn state(&self, _world: &World, _object: &Object) -> Status {
        Status::Ok
    }

    /// Its state; an alarm that lasts may count.
    fn status(&self, info: &ConnectionInfo<'_>, object: &Object) -> Status {
        self.state(info.world, object)
    }

    /// The operation under way on it, in the server's word; the first, should there be several.
    fn operation(&self) -> Option<String> {
        None
    }

    /// What a person wrote about it.
    fn description(&self) -> &str {
        ""
    }

    /// Where it sits in what it is a part of, if it has no name: a drive's device.
    fn position(&self) -> &str {
        ""
    }

    /// What it is called, if it has no name: a drive by what is in it, a device by what it is.
    fn called<'a>(&'a self, _world: &'a World) -> Option<&'a str> {
        None
    }

    /// Its tags.
    fn tags(&self) -> &[Text] {
        &[]
    }

    /// What anybody may write down at it.
    fn other_config(&self) -> Option<&Map<Text, Text>> {
        None
    }

    /// Whether it is called what its connection is called.
    fn has_name_of_connection(&self) -> bool {
        false
    }

    /// Under which keys it is filed, uuid included.
    fn index(&self, _keys: &mut IndexKeys) {}

    /// Its place among its like, and the text that filters look at.
    fn index_entry(&self, _reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::default()
    }

    /// Whether a word of a filter is in what other objects tell of it.
    fn is_found_by(&self, _world: &World, _reference: &OpaqueRef, _word: &str) -> bool {
        false
    }

    /// What it is a part of: rows that may look different when it changes.
    fn owners(&self, _world: &World, _reference: &OpaqueRef, _dirty: &mut Vec<Slot>) {}

    /// What shows its name: rows that look different when that changes.
    fn referrers(&self, _world: &World, _reference: &OpaqueRef, _dirty: &mut Vec<Slot>) {}

    /// The VMs whose share of their host's memory it tells.
    fn tells_memory_of(&self, _world: &World, _slot: Slot, _reference: &OpaqueRef) -> Vec<Slot> {
        Vec::new()
    }

    /// Whether it is well; of a pool, the worst in it.
    fn health(&self, info: &ConnectionInfo<'_>, object: &Object) -> Option<Severity> {
        health::of(info, object)
    }

    /// Where its row stands in the tree.
    fn tree_place(&self, _grouping: Grouping) -> TreePlace<'_> {
        TreePlace::Nowhere
    }

    /// The host that it is counted at in the tree.
    fn home(&self) -> Option<&OpaqueRef> {
        None
    }

    /// The share of its memory that is used, 0 to 1.
    fn load(&self, _world: &World, _reference: &OpaqueRef) -> Option<f64> {
        None
    }

    /// The domain whose consoles are its own.
    fn console_domain<'a>(
        &'a self,
        _world: &'a World,
        _reference: &'a OpaqueRef,
    ) -> Option<&'a OpaqueRef> {
        None
    }
}

/// Where a search looks, with a rank: of what fits as well, the lower one is first.
pub(crate) type Searched = (u8, fn() -> IndexKey);

/// What there is to say of a class.
pub(crate) trait ObjectClass: RecordOf + Described + 'static {
    /// All there is to know about its objects.
    const PROPERTIES: &'static [Property<Self>] = &[];

    /// Its tables.
    const TABLES: &'static [&'static dyn AnyTable] = &[];

    /// Its headings in the tree.
    const GROUPS: &'static [TreeGroup] = &[];

    /// Whether its objects are rows of the tree.
    const IS_IN_TREE: bool = false;

    /// Whether objects of it can be unwell, and which ones stand first where they are listed.
    const HEALTH_RANK: Option<u8> = None;

    /// Where a search looks.
    const SEARCHED: &'static [Searched] = &[];

    /// Whether the order of its tables is kept from look to look: those that grow with the pool. What
    /// its rows are sorted and filtered by must be invalidated by what it is made of
    /// ([`Described::owners`], [`Described::referrers`]).
    const IS_ORDER_KEPT: bool = false;

    /// What the pages of its objects show; none: they have none.
    const PAGES: &'static [PageLayout<Self>] = &[];

    /// Members of the record that may be written to disk beside those that properties are made of
    /// ([`Property::kept`]): what the objects are filed by, what they refer to, what is unhealthy.
    const KEPT: &'static [&'static str] = &[];

    /// Of the members that are kept, those whose changes nobody wants to be told of
    /// ([`changes`](crate::changes)), each with the reason: `name`, or `map.key`.
    const NOISE: &'static [(&'static str, &'static str)] = &[];

    /// Why nobody wants to be told that objects of it come and go; none: it is told.
    const COMINGS_ARE_NOISE: Option<&'static str> = None;

    /// What a page of this object shows: of several, the one for its kind.
    fn layout(&self) -> Option<&'static PageLayout<Self>> {
        Self::PAGES.first()
    }

    /// A property by its id.
    fn property(id: &str) -> Option<&'static Property<Self>> {
        Self::PROPERTIES.iter().find(|property| property.id == id)
    }
}

/// The part of a page that follows from a layout.
pub(crate) struct PageParts {
    pub place: Vec<Cell>,
    pub since: Option<i64>,
    pub sections: Vec<Section>,
    pub lists: &'static [ListKind],
}

/// What there is to say of one object, its properties included.
pub(crate) trait AnyObject: Described {
    /// The part of its page that follows from a layout; none: it has no page.
    fn page_parts(&self, info: &ConnectionInfo<'_>, entry: &Entry) -> Option<PageParts>;

    /// The value of a property, by its place among those of the class.
    fn value(&self, info: &ConnectionInfo<'_>, entry: &Entry, property: usize) -> Cell;
}

impl<T: ObjectClass> AnyObject for T {
    fn page_parts(&self, info: &ConnectionInfo<'_>, entry: &Entry) -> Option<PageParts> {
        let layout = self.layout()?;
        let item = Item::<T>::of(info, entry)?;
        let value = |id: &str| T::property(id).map(|property| (property.get)(&item));
        let line = |id: &&str| {
            let property = T::property(id)?;
            let value = (property.get)(&item);
            property.is_present(&item, &value).then(|| Field {
                id: property.field.to_owned(),
                value,
                editor: property.editor,
            })
        };
        let sections = layout.sections.iter();
        let sections = sections.filter(|section| (section.when)(&item));
        let sections = sections.map(|section| Section {
            id: section.id.to_owned(),
            fields: section.fields.iter().filter_map(line).collect(),
        });
        let place = layout.place.iter().filter_map(|id| value(id));
        Some(PageParts {
            place: place.filter(|link| *link != Cell::None).collect(),
            since: match layout.since.and_then(value) {
                Some(Cell::Time { unix }) => Some(unix),
                _ => None,
            },
            sections: sections
                .filter(|section| !section.fields.is_empty())
                .collect(),
            lists: layout.lists,
        })
    }

    fn value(&self, info: &ConnectionInfo<'_>, entry: &Entry, property: usize) -> Cell {
        let property = T::PROPERTIES.get(property);
        let item = property.and_then(|_| Item::<T>::of(info, entry));
        let value = property.zip(item);
        value.map_or(Cell::None, |(property, item)| (property.get)(&item))
    }
}

/// An object of a class that is not described.
struct Undescribed;

impl Described for Undescribed {
    fn state(&self, _world: &World, object: &Object) -> Status {
        match object.record {
            Record::Unknown { .. } => Status::Unknown,
            _ => Status::Ok,
        }
    }
}

impl AnyObject for Undescribed {
    fn page_parts(&self, _info: &ConnectionInfo<'_>, _entry: &Entry) -> Option<PageParts> {
        None
    }

    fn value(&self, _: &ConnectionInfo<'_>, _: &Entry, _: usize) -> Cell {
        Cell::None
    }
}

/// The custom fields of an object: their names and what stands in them.
pub(crate) fn custom_fields(record: &Record) -> impl Iterator<Item = (&str, &str)> {
    custom_field::among(describe(record).other_config())
}

/// A property as queries know it.
pub(crate) struct AskedProperty {
    pub id: &'static str,
    pub column: &'static str,
    pub field: &'static str,
    pub operator: Option<&'static str>,
    pub of_type: PropertyType,
    /// Whether an object is sure to be invalidated when it changes: of the classes whose order is kept, what
    /// tables show, and what names no other object.
    pub is_invalidated: bool,
}

/// What there is to say of a class, without its type.
pub(crate) struct ClassEntry {
    pub class: Class,
    pub tables: &'static [&'static dyn AnyTable],
    pub groups: &'static [TreeGroup],
    pub searched: &'static [Searched],
    pub is_in_tree: bool,
    pub health_rank: Option<u8>,
    /// What queries can ask of its objects.
    pub asked: fn() -> Vec<AskedProperty>,
    /// Whether all that can be asked of its objects is invalidated with them.
    pub is_order_kept: bool,
    /// The members of its records that are written to disk.
    pub kept: fn() -> Vec<&'static str>,
    /// The members whose changes are not told, with the reasons.
    pub noise: &'static [(&'static str, &'static str)],
    /// Why it is not told that its objects come and go, if it is not.
    pub comings_are_noise: Option<&'static str>,
    /// The label and type of a member.
    pub line: fn(&str) -> Option<(&'static str, PropertyType)>,
    /// The ids of the sections of its pages.
    #[cfg(test)]
    pub sections: fn() -> Vec<&'static str>,
    /// The labels of the lines of its pages.
    #[cfg(test)]
    pub labels: fn() -> Vec<&'static str>,
    /// What is wrong with its description.
    #[cfg(test)]
    pub faults: fn() -> Vec<String>,
    /// All that is known of its objects.
    #[cfg(test)]
    pub values: fn(&ConnectionInfo<'_>) -> Vec<tests::Known>,
}

impl ClassEntry {
    const fn of<T: ObjectClass>() -> Self {
        Self {
            class: T::CLASS,
            tables: T::TABLES,
            groups: T::GROUPS,
            searched: T::SEARCHED,
            is_in_tree: T::IS_IN_TREE,
            health_rank: T::HEALTH_RANK,
            asked: asked::<T>,
            is_order_kept: T::IS_ORDER_KEPT,
            kept: kept::<T>,
            noise: T::NOISE,
            comings_are_noise: T::COMINGS_ARE_NOISE,
            line: line::<T>,
            #[cfg(test)]
            sections: tests::sections::<T>,
            #[cfg(test)]
            labels: tests::labels::<T>,
            #[cfg(test)]
            faults: tests::faults::<T>,
            #[cfg(test)]
            values: tests::values::<T>,
        }
    }
}

/// All members of a class with the values they have when a server leaves them out; nothing of a class
/// that has no record.
pub(crate) fn members(class: &Class) -> serde_json::Map<String, Value> {
    match empty(class).map(|record| serde_json::to_value(&record)) {
        Some(Ok(Value::Object(members))) => members,
        _ => serde_json::Map::new(),
    }
}

/// A record of a class that says nothing; none of a class that has no record.
pub(crate) fn empty(class: &Class) -> Option<Record> {
    record_with(class, &Value::Object(serde_json::Map::new()))
}

/// The label of a class's member on pages, and its type.
pub(crate) fn line_of(class: &Class, member: &str) -> Option<(&'static str, PropertyType)> {
    let known = CLASSES.iter().find(|known| known.class == *class)?;
    (known.line)(member)
}

/// What stands in where something else came instead of a record: of classes that are rows of the tree,
/// an empty record with that in its `extra`, so that the object stays a row, with a warning.
pub(crate) fn stand_in(class: Class, value: Value) -> Record {
    let is_in_tree = |known: &ClassEntry| known.class == class && known.is_in_tree;
    let members = serde_json::json!({ NO_RECORD: value });
    let record = match CLASSES.iter().any(is_in_tree) {
        true => record_with(&class, &members),
        false => None,
    };
    record.unwrap_or(Record::Unknown { class, value })
}

/// A record of a class that has these members.
fn record_with(class: &Class, members: &Value) -> Option<Record> {
    let reply = serde_json::json!({ "result": { "": members } }).to_string();
    let objects = codec::json::decode_objects(class, reply.as_bytes());
    Some(objects.ok()?.pop()?.record)
}

#[cfg(test)]
pub(crate) mod tests;

/// The table that is asked for: an owner may have another one than all have. What an owner of a class
/// that has none is asked for is the one for all, with nothing in it.
pub(crate) fn table(list: ListKind, owner: Option<&Class>) -> Option<&'static dyn AnyTable> {
    let tables = || {
        let all = CLASSES.iter().flat_map(|class| class.tables).copied();
        all.filter(move |table| table.list() == list)
    };
    let of_owner = owner.filter(|class| **class != <xapi::Pool as xapi::RecordOf>::CLASS);
    let found = of_owner.and_then(|class| tables().find(|table| table.is_for(class)));
    found.or_else(|| tables().find(|table| table.is_for_all()))
}

/// What an object is to people.
pub fn kind_of(object: &xapi::Object) -> Option<RowKind> {
    describe(&object.record).row_kind()
}
