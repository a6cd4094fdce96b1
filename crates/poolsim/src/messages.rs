//! Messages (alerts): kept beside the database, as the server does, with additions and deletions of their own.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::db::{new_ref, new_uuid};
use crate::model::model;
use crate::pool::World;
use crate::value::{Data, Ref, Value};

/// How many messages are kept.
const LIMIT: usize = 10_000;
/// How many deletions are remembered.
const DELETED: usize = 512;

/// The store.
#[derive(Debug, Default)]
pub struct Messages {
    rows: BTreeMap<Ref, (u64, Arc<Data>)>,
    deleted: VecDeque<(u64, Ref)>,
    /// Generation of the latest change.
    pub latest: u64,
}

impl Messages {
    /// All messages.
    pub fn all(&self) -> impl Iterator<Item = (&Ref, &Arc<Data>)> {
        self.rows
            .iter()
            .map(|(reference, (_, data))| (reference, data))
    }

    /// One message.
    pub fn get(&self, reference: &str) -> Option<&Arc<Data>> {
        self.rows.get(reference).map(|(_, data)| data)
    }

    /// Messages made after a generation.
    pub fn after(&self, generation: u64) -> impl Iterator<Item = (&Ref, &Arc<Data>)> {
        self.rows
            .iter()
            .filter(move |(_, (at, _))| *at > generation)
            .map(|(reference, (_, data))| (reference, data))
    }

    /// Messages deleted after a generation.
    pub fn deleted_after(&self, generation: u64) -> impl Iterator<Item = &Ref> {
        self.deleted
            .iter()
            .filter(move |(at, _)| *at > generation)
            .map(|(_, reference)| reference)
    }
}

impl World {
    /// Leaves a message about an object.
    pub fn message(
        &mut self,
        name: &str,
        priority: i64,
        cls: &str,
        object: &str,
        body: &str,
    ) -> Ref {
        let now = self.db.now();
        self.message_at(name, priority, cls, object, body, now)
    }

    /// Leaves a message about an object, as of a moment.
    pub fn message_at(
        &mut self,
        name: &str,
        priority: i64,
        cls: &str,
        object: &str,
        body: &str,
        at: i64,
    ) -> Ref {
        let uuid = self.db.text(object, "uuid").to_owned();
        self.message_about(name, priority, cls, &uuid, body, at)
    }

    /// Leaves a message about the object with that uuid, as of a moment.
    pub fn message_about(
        &mut self,
        name: &str,
        priority: i64,
        cls: &str,
        uuid: &str,
        body: &str,
        at: i64,
    ) -> Ref {
        let reference = new_ref();
        let class = model().class_id("message").unwrap_or(0);
        let values = vec![
            new_uuid().into(),
            name.into(),
            priority.into(),
            cls.into(),
            uuid.into(),
            Value::Date(at),
            body.into(),
        ];
        let generation = self.db.bump();
        self.messages.latest = generation;
        self.messages.rows.insert(
            reference.clone(),
            (generation, Arc::new(Data::new(class, values))),
        );
        if self.messages.rows.len() > LIMIT {
            let oldest = self
                .messages
                .rows
                .iter()
                .min_by_key(|(_, (at, _))| *at)
                .map(|(r, _)| r.clone());
            if let Some(oldest) = oldest {
                self.messages.rows.remove(&oldest);
            }
        }
        reference
    }

    /// Forgets which messages were deleted.
    pub fn forget_deleted_messages(&mut self) {
        self.messages.deleted.clear();
    }

    /// Takes a message away; false if it is not there.
    pub fn drop_message(&mut self, reference: &str) -> bool {
        let Some((reference, _)) = self.messages.rows.remove_entry(reference) else {
            return false;
        };
        let generation = self.db.bump();
        self.messages.latest = generation;
        self.messages.deleted.push_front((generation, reference));
        self.messages.deleted.truncate(DELETED);
        true
    }
}
