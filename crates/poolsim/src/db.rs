//! The pool's database: rows by class, a generation that counts every change, and both sides of every relation.
//!
//! Like XAPI's own, it knows when each row was created and last changed and remembers the latest deletions: that
//! is all `event.from` needs.

mod relations;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use crate::clock::Clock;
use crate::failure::{Failure, Outcome};
use crate::model::{ClassId, model};
use crate::value::{Data, NULL_REF, Ref, Value};
use relations::{Derived, Link, Sum};

/// Deletions remembered per table: at the first number the list is cut to the second.
const DELETED_LIMIT: (usize, usize) = (512, 256);

/// Changes kept for sessions that use `event.next`.
const LEGACY_LIMIT: usize = 10_000;

/// What happened to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It came.
    Add,
    /// It changed.
    Mod,
    /// It went.
    Del,
}

/// A row: the record and when it was made and last changed.
#[derive(Clone, Debug)]
pub struct Row {
    /// The record.
    pub data: Arc<Data>,
    /// Generation of its creation.
    pub created: u64,
    /// Generation of its last change.
    pub modified: u64,
}

/// A deletion that is still remembered.
#[derive(Clone, Debug)]
pub struct Deleted {
    /// What went.
    pub reference: Ref,
    /// Generation of its creation.
    pub created: u64,
    /// Generation of its deletion.
    pub deleted: u64,
}

/// The rows of one class.
#[derive(Debug, Default)]
pub struct Table {
    /// By reference, as events list them.
    pub rows: BTreeMap<Ref, Row>,
    /// Latest deletion first.
    pub deleted: VecDeque<Deleted>,
    /// How often anything in it has changed: the rows, or what is remembered of them.
    pub changes: u64,
}

/// One change, for `event.next`.
#[derive(Clone, Debug)]
pub struct Change {
    /// Position in the queue.
    pub id: u64,
    /// Unix seconds.
    pub at: i64,
    /// Class of the object.
    pub class: ClassId,
    /// What happened.
    pub what: Happened,
    /// The object.
    pub reference: Ref,
    /// Its record then; none for a deletion.
    pub data: Option<Arc<Data>>,
}

/// The database.
#[derive(Debug)]
pub struct Db {
    tables: Vec<Table>,
    owner: HashMap<Ref, ClassId>,
    derived: Derived,
    dirty: Vec<Ref>,
    recent: BTreeMap<u64, (ClassId, Ref)>,
    generation: u64,
    /// The pool's clock.
    pub clock: Clock,
    /// Changes for `event.next`, oldest first; filled only while somebody listens.
    pub legacy: VecDeque<Change>,
    /// Number of the next entry of `legacy`.
    pub legacy_next: u64,
    /// How many sessions are registered for `event.next`.
    pub legacy_listeners: usize,
}

impl Default for Db {
    fn default() -> Db {
        let model = model();
        Db {
            derived: Derived::default(),
            dirty: Vec::new(),
            tables: model.classes.iter().map(|_| Table::default()).collect(),
            owner: HashMap::new(),
            recent: BTreeMap::new(),
            // Rows made at generation 0 are older than every token: they are told as changes, never as additions.
            generation: 0,
            clock: Clock::default(),
            legacy: VecDeque::new(),
            legacy_next: 0,
            legacy_listeners: 0,
        }
    }
}

/// A fresh reference.
pub fn new_ref() -> Ref {
    Arc::from(format!("OpaqueRef:{}", uuid::Uuid::new_v4()))
}

/// A fresh uuid.
pub fn new_uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}

impl Db {
    /// What the pool's clock shows, in Unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Number of the latest change.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Counts a change that is not in the database (a message).
    pub fn bump(&mut self) -> u64 {
        self.generation += 1;
        self.generation
    }

    /// The rows of a class.
    pub fn table(&self, class: ClassId) -> &Table {
        &self.tables[class]
    }

    /// The rows of a class, by name.
    pub fn rows(&self, class: &str) -> impl Iterator<Item = (&Ref, &Row)> {
        model()
            .class_id(class)
            .into_iter()
            .flat_map(|id| self.tables[id].rows.iter())
    }

    /// All references of a class.
    pub fn all(&self, class: &str) -> Vec<Ref> {
        self.rows(class)
            .map(|(reference, _)| reference.clone())
            .collect()
    }

    /// Number of objects of all classes.
    pub fn len(&self) -> usize {
        self.owner.len()
    }

    /// Whether there is no object at all.
    pub fn is_empty(&self) -> bool {
        self.owner.is_empty()
    }

    /// The rows changed after a generation, oldest change first.
    pub fn changed_after(
        &self,
        generation: u64,
    ) -> impl Iterator<Item = (u64, ClassId, &Ref, &Row)> {
        self.recent
            .range(generation + 1..)
            .filter_map(|(at, (class, reference))| {
                self.tables[*class]
                    .rows
                    .get(reference)
                    .map(|row| (*at, *class, reference, row))
            })
    }

    /// Class of an object.
    pub fn class_of(&self, reference: &str) -> Option<ClassId> {
        self.owner.get(reference).copied()
    }

    /// Whether an object of that class exists.
    pub fn is(&self, class: &str, reference: &str) -> bool {
        self.class_of(reference)
            .is_some_and(|id| model().classes[id].name == class)
    }

    /// The row of an object.
    pub fn row(&self, reference: &str) -> Option<&Row> {
        self.class_of(reference)
            .and_then(|class| self.tables[class].rows.get(reference))
    }

    /// The record of an object of that class, or HANDLE_INVALID.
    pub fn record(&self, class: ClassId, reference: &str) -> Outcome<Arc<Data>> {
        match self.tables[class].rows.get(reference) {
            Some(row) => Ok(row.data.clone()),
            None => Err(Failure::handle(model().classes[class].name, reference)),
        }
    }

    /// HANDLE_INVALID unless an object of that class exists.
    pub fn check(&self, class: &str, reference: &str) -> Outcome<()> {
        if self.is(class, reference) {
            Ok(())
        } else {
            Err(Failure::handle(class, reference))
        }
    }

    /// A field of an object.
    pub fn value(&self, reference: &str, field: &str) -> Option<&Value> {
        let class = self.class_of(reference)?;
        let at = model().classes[class].field(field);
        debug_assert!(
            at.is_some(),
            "{}.{field} is not in the model",
            model().classes[class].name
        );
        self.tables[class].rows.get(reference)?.data.values.get(at?)
    }

    /// A text field, or "".
    pub fn text(&self, reference: &str, field: &str) -> &str {
        self.value(reference, field).map_or("", Value::as_str)
    }

    /// A reference field, or the null reference.
    pub fn reference(&self, reference: &str, field: &str) -> Ref {
        match self.value(reference, field) {
            Some(Value::Text(text)) => text.clone(),
            _ => Arc::from(NULL_REF),
        }
    }

    /// A list of references.
    pub fn refs(&self, reference: &str, field: &str) -> Vec<Ref> {
        self.value(reference, field)
            .map(|v| v.as_set().iter().map(Value::to_text).collect())
            .unwrap_or_default()
    }

    /// An integer field, or 0.
    pub fn int(&self, reference: &str, field: &str) -> i64 {
        self.value(reference, field).map_or(0, Value::as_int)
    }

    /// A boolean field, or false.
    pub fn flag(&self, reference: &str, field: &str) -> bool {
        self.value(reference, field).is_some_and(Value::as_bool)
    }

    /// An entry of a map of strings.
    pub fn entry(&self, reference: &str, field: &str, key: &str) -> Option<&str> {
        self.value(reference, field)?.member(key).map(Value::as_str)
    }

    /// Makes an object with the given fields, the others at their defaults. A uuid is made up if none is given.
    pub fn create(&mut self, class: &str, reference: Ref, fields: &[(&str, Value)]) -> Ref {
        let Some(id) = model().class_id(class) else {
            return reference;
        };
        let class = &model().classes[id];
        let mut values: Vec<Value> = class.fields.iter().map(crate::value::default).collect();
        if let Some(at) = class.field("uuid") {
            values[at] = Value::text(new_uuid());
        }
        for (name, value) in fields {
            debug_assert!(
                class.field(name).is_some(),
                "{}.{name} is not in the model",
                class.name
            );
            if let Some(at) = class.field(name) {
                values[at] = value.clone();
            }
        }
        self.insert(id, reference, values)
    }

    /// Makes an object from all its values in wire order.
    pub fn insert(&mut self, class: ClassId, reference: Ref, values: Vec<Value>) -> Ref {
        self.generation += 1;
        let at = self.generation;
        let pointed: Vec<Ref> = self.derived.links[class]
            .iter()
            .map(|link| values[link.field].to_text())
            .collect();
        let data = Arc::new(Data::new(class, values));
        self.queue(class, Happened::Add, &reference, Some(&data));
        self.tables[class].changes += 1;
        self.tables[class].rows.insert(
            reference.clone(),
            Row {
                data,
                created: at,
                modified: at,
            },
        );
        self.owner.insert(reference.clone(), class);
        self.recent.insert(at, (class, reference.clone()));
        for (i, target) in pointed.iter().enumerate() {
            self.relate(class, i, target, &reference, true);
        }
        if self.derived.deciding[class].contains(&true) {
            self.dirty.push(reference.clone());
        }
        self.add_up(class, &reference, 1);
        reference
    }

    /// The objects of which something has changed that decides what may be done, since this was last asked.
    pub fn take_dirty(&mut self) -> Vec<Ref> {
        std::mem::take(&mut self.dirty)
    }

    /// Adds an object's numbers to where they are added up, or takes them off.
    fn add_up(&mut self, class: ClassId, reference: &str, sign: i64) {
        for i in 0..self.derived.sums[class].len() {
            let Sum {
                number,
                link,
                total,
            } = self.derived.sums[class][i];
            let Some(row) = self.tables[class].rows.get(reference) else {
                return;
            };
            let amount = sign * row.data.values[number].as_int();
            let target = row.data.values[link].to_text();
            if let (Some(of), true) = (self.class_of(&target), amount != 0) {
                self.change(of, &target, |values| {
                    values[total] = Value::Int((values[total].as_int() + amount).max(0));
                });
            }
        }
    }

    /// Changes a field. Nothing happens, and nobody is told, when the value is already there.
    pub fn set(&mut self, reference: &str, field: &str, value: impl Into<Value>) {
        let Some(class) = self.class_of(reference) else {
            return;
        };
        let Some(at) = model().classes[class].field(field) else {
            debug_assert!(
                false,
                "{}.{field} is not in the model",
                model().classes[class].name
            );
            return;
        };
        self.set_at(class, reference, at, value.into());
    }

    /// Changes a field given by its position.
    pub fn set_at(&mut self, class: ClassId, reference: &str, field: usize, value: Value) {
        let Some(row) = self.tables[class].rows.get(reference) else {
            return;
        };
        let old = &row.data.values[field];
        if *old == value {
            return;
        }
        let moved = self.derived.links[class]
            .iter()
            .position(|link| link.field == field);
        let old = old.to_text();
        let new = value.to_text();
        let summed = |sum: &Sum| sum.number == field || sum.link == field;
        let summed = self.derived.sums[class].iter().any(summed);
        if summed {
            self.add_up(class, reference, -1);
        }
        self.change(class, reference, |values| values[field] = value);
        if summed {
            self.add_up(class, reference, 1);
        }
        if self.derived.deciding[class][field] {
            self.dirty.push(Arc::from(reference));
        }
        if let Some(link) = moved {
            let reference: Ref = Arc::from(reference);
            self.relate(class, link, &old, &reference, false);
            self.relate(class, link, &new, &reference, true);
        }
    }

    /// Sets one entry of a map field.
    pub fn set_entry(&mut self, reference: &str, field: &str, key: &str, value: &str) {
        let mut pairs = self
            .value(reference, field)
            .map(|v| v.as_map().to_vec())
            .unwrap_or_default();
        match pairs.iter_mut().find(|(k, _)| &**k == key) {
            Some(pair) => pair.1 = Value::text(value),
            None => pairs.push((Arc::from(key), Value::text(value))),
        }
        self.set(reference, field, Value::Map(pairs));
    }

    /// Takes one entry out of a map field.
    pub fn clear_entry(&mut self, reference: &str, field: &str, key: &str) {
        let mut pairs = self
            .value(reference, field)
            .map(|v| v.as_map().to_vec())
            .unwrap_or_default();
        pairs.retain(|(k, _)| &**k != key);
        self.set(reference, field, Value::Map(pairs));
    }

    /// Marks an object as changed without changing it.
    pub fn touch(&mut self, reference: &str) {
        if let Some(class) = self.class_of(reference) {
            self.change(class, reference, |_| ());
        }
    }

    /// Tells listeners of `event.next` that an object changed although it did not: they see that the line is alive.
    pub fn ping(&mut self, reference: &Ref) {
        if let Some((class, data)) = self
            .row(reference)
            .map(|row| (row.data.class, row.data.clone()))
        {
            self.queue(class, Happened::Mod, reference, Some(&data));
        }
    }

    /// Takes an object away.
    pub fn delete(&mut self, reference: &str) {
        if let Some(class) = self.class_of(reference) {
            self.add_up(class, reference, -1);
        }
        let Some(class) = self.owner.remove(reference) else {
            return;
        };
        let Some((reference, row)) = self.tables[class].rows.remove_entry(reference) else {
            return;
        };
        self.generation += 1;
        self.recent.remove(&row.modified);
        self.tables[class].changes += 1;
        let deleted = &mut self.tables[class].deleted;
        deleted.push_front(Deleted {
            reference: reference.clone(),
            created: row.created,
            deleted: self.generation,
        });
        if deleted.len() > DELETED_LIMIT.0 {
            deleted.truncate(DELETED_LIMIT.1);
        }
        self.queue(class, Happened::Del, &reference, None);
        for i in 0..self.derived.links[class].len() {
            let target = row.data.values[self.derived.links[class][i].field].to_text();
            self.relate(class, i, &target, &reference, false);
        }
    }

    /// Forgets what was deleted: a token from before never hears of it, and `event.next` says that events were lost.
    /// That memory is all that a server loses of its database when it restarts.
    pub fn forget_deletions(&mut self) {
        for table in &mut self.tables {
            table.deleted.clear();
            table.changes += 1;
        }
        self.legacy.clear();
        self.legacy_next += 1;
    }

    /// Makes a row older than every token, as the rows are that a server starts with.
    pub fn make_primeval(&mut self, reference: &str) {
        if let Some(class) = self.class_of(reference)
            && let Some(row) = self.tables[class].rows.get_mut(reference)
        {
            row.created = 0;
            self.tables[class].changes += 1;
        }
    }

    fn change(&mut self, class: ClassId, reference: &str, edit: impl FnOnce(&mut Vec<Value>)) {
        let table = &mut self.tables[class];
        let Some(row) = table.rows.get_mut(reference) else {
            return;
        };
        table.changes += 1;
        self.generation += 1;
        let data = Arc::make_mut(&mut row.data);
        edit(&mut data.values);
        data.changed();
        let data = row.data.clone();
        let before = std::mem::replace(&mut row.modified, self.generation);
        if let Some((_, reference)) = self.recent.remove(&before) {
            self.queue(class, Happened::Mod, &reference, Some(&data));
            self.recent.insert(self.generation, (class, reference));
        }
    }

    /// Keeps the listing side of a relation.
    fn relate(
        &mut self,
        class: ClassId,
        link: usize,
        target: &str,
        reference: &Ref,
        present: bool,
    ) {
        let Link {
            target: class,
            list,
            ..
        } = self.derived.links[class][link];
        if !self.tables[class].rows.contains_key(target) {
            return;
        }
        if self.derived.deciding[class][list] {
            self.dirty.push(Arc::from(target));
        }
        self.change(class, target, |values| {
            if let Value::Set(items) = &mut values[list] {
                // It is not in there yet: every pointer leaves one list before it enters another.
                if present {
                    items.push(Value::Text(reference.clone()));
                } else {
                    items.retain(|item| item.as_str() != &**reference);
                }
            }
        });
    }

    fn queue(&mut self, class: ClassId, what: Happened, reference: &Ref, data: Option<&Arc<Data>>) {
        if self.legacy_listeners == 0 || !model().classes[class].has_events() {
            return;
        }
        let at = self.now();
        let (id, reference, data) = (self.legacy_next, reference.clone(), data.cloned());
        self.legacy.push_back(Change {
            id,
            at,
            class,
            what,
            reference,
            data,
        });
        self.legacy_next += 1;
        if self.legacy.len() > LEGACY_LIMIT {
            self.legacy.pop_front();
        }
    }
}
