//! The objects of one connection: many read them, one writes.

use std::{
    collections::BTreeSet,
    fmt,
    iter::Peekable,
    ops::Deref,
    sync::{Arc, PoisonError, RwLock},
};

use xapi::{Change, Class};

use crate::{
    changes::{self, ObjectChange},
    health::examine,
    world::World,
};

/// Makes an empty store: the one who may write it, and a reader's handle.
pub fn store() -> (Writer, Store) {
    let writer = Writer::new();
    let store = writer.store();
    (writer, store)
}

/// A reader's handle; clone it freely.
#[derive(Clone, Default)]
pub struct Store {
    world: Arc<RwLock<Arc<World>>>,
}

impl Store {
    /// An immutable snapshot of the world as it is now. No lock is held with it: the writer goes on,
    /// and copies what it changes and the snapshot still holds. So it costs the writer something, and
    /// memory, if it is kept: hold it for one projection.
    pub fn read(&self) -> Snapshot {
        // A writer that panicked left the world between two changes, each of which is whole.
        Snapshot(
            self.world
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        )
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// A store's objects at one moment. Clones are the same snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<World>);

impl Deref for Snapshot {
    type Target = World;

    fn deref(&self) -> &World {
        &self.0
    }
}

/// The only one who changes a store. It outlives connections: what it wrote stays, stale, until the
/// next list is complete.
#[derive(Debug, Default)]
pub struct Writer {
    store: Store,
    /// The world that a list under way builds.
    staging: Option<World>,
    /// Whether what changes is noted, object by object.
    notes_changes: bool,
}

impl Writer {
    /// The writer of a new, empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// A reader's handle.
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// Whether a list is under way.
    pub fn is_syncing(&self) -> bool {
        self.staging.is_some()
    }

    /// Forgets a list that will not be completed; what is shown stays as it is.
    pub fn abandon(&mut self) {
        self.staging = None;
    }

    /// From now on what changes is given out with [`Touched::changes`].
    pub fn note_changes(&mut self) {
        self.notes_changes = true;
    }

    /// Applies what was known once, from a file: it becomes known again, which is no change.
    pub fn recall(&mut self, changes: impl IntoIterator<Item = Change>) {
        let notes = std::mem::take(&mut self.notes_changes);
        self.apply(changes);
        self.notes_changes = notes;
    }

    /// Applies changes in their order; readers see them at once.
    ///
    /// Between `Init` and `InitDone` everything goes into a new world, which takes the old one's
    /// place at once at `InitDone`. A new `Init` begins anew. An `InitApply` outside of a list is an
    /// `Apply`, an `InitDone` outside of one is nothing.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>) -> Touched {
        let mut touched = Touched::default();
        let mut changes = changes.into_iter().peekable();
        while changes.peek().is_some() {
            let listed = self.take_list(&mut changes);
            touched.merge(self.show(listed, &mut changes));
        }
        touched
    }

    /// Takes in the changes of a list, as far as they are there, without disturbing readers; gives
    /// back the new world when it is complete.
    fn take_list(&mut self, changes: &mut Peekable<impl Iterator<Item = Change>>) -> Option<World> {
        if self.staging.is_none() && changes.next_if_eq(&Change::Init).is_none() {
            return None;
        }
        let mut world = self.staging.take().unwrap_or_default();
        for change in changes {
            match change {
                Change::Init => world = World::default(),
                Change::InitApply(object) | Change::Apply(object) => world.collect(object),
                Change::Delete { class, reference } => {
                    world.discard(&class, &reference);
                }
                Change::InitDone => {
                    world.settle();
                    examine::everything(&mut world);
                    return Some(world);
                }
            }
        }
        self.staging = Some(world);
        None
    }

    /// Shows a new world, if there is one, and applies the changes that come before the next list.
    fn show(
        &mut self,
        listed: Option<World>,
        applied: &mut Peekable<impl Iterator<Item = Change>>,
    ) -> Touched {
        let mut touched = Touched::default();
        if listed.is_none() && applied.peek().is_none_or(|change| *change == Change::Init) {
            return touched;
        }
        if let (true, Some(listed)) = (self.notes_changes, &listed) {
            touched.changes = changes::between(&self.store.read(), listed);
            touched.listed_changes = touched.changes.len();
        }
        let mut shown = self
            .store
            .world
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let revision = shown.revision;
        // Freed after the lock: that takes a while.
        let old = listed.map(|new| std::mem::replace(&mut *shown, Arc::new(new)));
        // Copy on write: in place where no snapshot is held, else in a clone that shares what it does
        // not change.
        let world = Arc::make_mut(&mut shown);
        world.revision = revision + 1;
        if old.is_some() {
            touched.replaced = true;
            world.listed = world.revision;
        }
        let mut woken = Vec::new();
        while let Some(change) = applied.next_if(|change| *change != Change::Init) {
            let (class, reference) = match &change {
                Change::Apply(object) | Change::InitApply(object) => {
                    (object.class(), object.reference.clone())
                }
                Change::Delete { class, reference } => (class.clone(), reference.clone()),
                Change::Init | Change::InitDone => continue,
            };
            let noted = self.notes_changes && changes::is_told(&class);
            let before = noted.then(|| world.object(&class, &reference).cloned());
            let changed = match change {
                Change::Apply(object) | Change::InitApply(object) => world.put(object),
                _ => world.remove(&class, &reference),
            };
            let touches = changed.is_some();
            if let Some(changed) = changed {
                examine::changed(world, changed.slot, changed.old.as_deref(), &mut woken);
            }
            if let (true, Some(before)) = (touches, before) {
                let now = &*world;
                let after = now.object(&class, &reference).map(|object| &**object);
                let change = changes::of_object([now, now], before.as_deref(), after);
                touched.changes.extend(change);
            }
            if touches && !touched.classes.contains(&class) {
                touched.classes.insert(class);
            }
        }
        if touched.is_empty() {
            world.revision = revision;
        }
        drop(shown);
        drop(old);
        touched
    }
}

/// What a batch of changes changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Everything was replaced by a new list: compare nothing, look again.
    pub replaced: bool,
    classes: BTreeSet<Class>,
    /// What changed, object by object, if that is noted.
    changes: Vec<ObjectChange>,
    /// So many of these, the first ones, were found by comparing a new list with what was known.
    listed_changes: usize,
}

impl Touched {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        !self.replaced && self.classes.is_empty()
    }

    /// Adds what a later batch changed.
    pub fn merge(&mut self, later: Touched) {
        self.replaced |= later.replaced;
        self.classes.extend(later.classes);
        if later.listed_changes > 0 {
            self.listed_changes = self.changes.len() + later.listed_changes;
        }
        self.changes.extend(later.changes);
    }

    /// What changed, object by object, where [`Writer::note_changes`] was asked for: first what was
    /// found by comparing a new list with what was known, then what was seen when it happened.
    pub fn take_changes(&mut self) -> (Vec<ObjectChange>, Vec<ObjectChange>) {
        let seen = self.changes.split_off(self.listed_changes);
        self.listed_changes = 0;
        (std::mem::take(&mut self.changes), seen)
    }

    /// The classes of the objects that are new, different or gone, each once.
    pub fn classes(&self) -> impl Iterator<Item = &Class> {
        self.classes.iter()
    }
}
