//! Indexes: under which keys an object is filed when it is applied, its place among its like, and the
//! text that filters look at. All of it follows from its own record ([`objects`](crate::objects)), so
//! that it is done once per change and never per look.

use xapi::{Class, Map, Object, OpaqueRef, Record, RecordOf, Text};

use crate::{
    name::{SortKey, fold, fold_into},
    objects::describe,
};

/// The name of a sorted list of objects. What is hidden from people stands under no
/// [`IndexKey::All`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum IndexKey {
    /// All that people see of a class; of `VM`: the machines proper.
    All(Class),
    /// Templates that somebody made.
    CustomTemplates,
    /// Templates that came with the product.
    DefaultTemplates,
    /// Snapshots of all VMs.
    Snapshots,
    /// The machines shown under a host: those that run on it, and those at rest that call it home.
    On(OpaqueRef),
    /// The machines at rest that call no host home.
    Homeless,
    /// The object of a class that has this uuid; only of classes that messages are about.
    Uuid(Class, Text),
    /// What belongs to one object: a VM's VBDs, an SR's VDIs, … The VMs of a host are all that are
    /// resident on it, control domain included; the VMs of a VM are its snapshots, those of a PCI
    /// device have it. Messages name their object by its uuid and are filed under that.
    Within(Class, OpaqueRef),
    /// The VMs, hosts or interfaces that metrics tell about, and the VMs that a task is at work on: neither
    /// says whose it is.
    ToldBy(OpaqueRef),
    /// The disks that hold what was changed of one, by that one's uuid.
    LayersOn(Text),
    /// The interfaces that have a MAC address.
    Mac(Text),
    /// The VMs that are given the PCI device at an address of whichever host they run on.
    Pci(Text),
}

impl IndexKey {
    /// All that people see of a class.
    pub(crate) fn all<T: RecordOf>() -> Self {
        Self::All(T::CLASS)
    }

    /// What of a class belongs to one object.
    pub(crate) fn within<T: RecordOf>(owner: &OpaqueRef) -> Self {
        Self::Within(T::CLASS, owner.clone())
    }
}

/// The keys that an object is filed under.
#[derive(Debug, Default)]
pub(crate) struct IndexKeys(Vec<IndexKey>);

impl IndexKeys {
    /// Those of a record.
    pub(crate) fn of(record: &Record) -> Vec<IndexKey> {
        let mut keys = Self::default();
        describe(record).index(&mut keys);
        keys.0
    }

    pub(crate) fn push(&mut self, key: IndexKey) {
        self.0.push(key);
    }

    /// Among all that people see of its class.
    pub(crate) fn all<T: RecordOf>(&mut self) {
        self.push(IndexKey::all::<T>());
    }

    /// The same, unless somebody hid it.
    pub(crate) fn all_unless_hidden<T: RecordOf>(&mut self, other_config: &Map<Text, Text>) {
        if !is_hidden(other_config) {
            self.all::<T>();
        }
    }

    /// Among what belongs to an owner.
    pub(crate) fn within<T: RecordOf>(&mut self, owner: &OpaqueRef) {
        if !owner.is_null() {
            self.push(IndexKey::within::<T>(owner));
        }
    }

    /// By the metrics that tell about it.
    pub(crate) fn told_by(&mut self, metrics: &OpaqueRef) {
        if !metrics.is_null() {
            self.push(IndexKey::ToldBy(metrics.clone()));
        }
    }

    /// By its uuid.
    pub(crate) fn uuid<T: RecordOf>(&mut self, uuid: &Text) {
        if !uuid.is_empty() {
            self.push(IndexKey::Uuid(T::CLASS, uuid.clone()));
        }
    }
}

/// Whether somebody hid it from people.
pub(crate) fn is_hidden(other_config: &Map<Text, Text>) -> bool {
    is_true(other_config, "HideFromXenCenter")
}

/// Whether a setting says yes.
pub(crate) fn is_true(settings: &Map<Text, Text>, key: &str) -> bool {
    settings.get(key).is_some_and(|value| value == "true")
}

/// How one object is filed. By default it is only looked up by its reference.
#[derive(Clone, Debug, Default)]
pub(crate) struct IndexEntry {
    /// Its place under each of its keys.
    pub key: SortKey,
    /// What filters look at, folded: the name first, then a line for each other thing.
    pub text: Box<str>,
}

impl IndexEntry {
    /// That of an object.
    pub(crate) fn of(object: &Object) -> Self {
        describe(&object.record).index_entry(&object.reference)
    }

    /// By its name; filters look at its tags and some other lines too.
    pub(crate) fn named(reference: &OpaqueRef, name: &str, tags: &[Text], more: &[&str]) -> Self {
        let mut text = String::with_capacity(96);
        fold_into(name, &mut text);
        let key = SortKey::of_object(&text, reference);
        for line in tags.iter().map(Text::as_str).chain(more.iter().copied()) {
            text.push('\n');
            fold_into(line, &mut text);
        }
        Self {
            key,
            text: text.into(),
        }
    }

    /// By the position of what has no name.
    pub(crate) fn at(reference: &OpaqueRef, position: &str) -> Self {
        Self {
            key: SortKey::of_object(&fold(position), reference),
            text: Box::default(),
        }
    }

    /// Filters look at these lines.
    pub(crate) fn with_lines<'a>(mut self, lines: impl Iterator<Item = &'a str>) -> Self {
        let mut text = String::with_capacity(96);
        for (index, line) in lines.enumerate() {
            if index > 0 {
                text.push('\n');
            }
            fold_into(line, &mut text);
        }
        self.text = text.into();
        self
    }
}
