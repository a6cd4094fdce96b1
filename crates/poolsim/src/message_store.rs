//! Messages (alerts): kept beside the database, as the server does, with additions and deletions of their own.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::value::{Data, Ref};

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

    /// Puts a message in, as of a generation; beyond some number the oldest goes.
    pub fn insert(&mut self, reference: Ref, generation: u64, data: Arc<Data>) {
        self.latest = generation;
        self.rows.insert(reference, (generation, data));
        if self.rows.len() > LIMIT {
            let oldest = self.rows.iter().min_by_key(|(_, (at, _))| *at);
            if let Some(oldest) = oldest.map(|(reference, _)| reference.clone()) {
                self.rows.remove(&oldest);
            }
        }
    }

    /// Takes a message away, as of a generation; false if it is not there.
    pub fn remove(&mut self, reference: &str, generation: u64) -> bool {
        let Some((reference, _)) = self.rows.remove_entry(reference) else {
            return false;
        };
        self.latest = generation;
        self.deleted.push_front((generation, reference));
        self.deleted.truncate(DELETED);
        true
    }

    /// Forgets which messages were deleted.
    pub fn forget_deleted(&mut self) {
        self.deleted.clear();
    }
}
