//! Follows a pool's news, and sees to it that none was missed: a server remembers only its last few
//! hundred deletions, and says nothing of those that it has forgotten. It does say how many objects
//! of each class it has.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use inventory::Store;
use tokio::sync::{mpsc, oneshot};
use xapi::{Change, Class, OpaqueRef};

use super::event::ActorEvent;
use crate::source::{Failure, Link, Watch};

/// Classes whose number in the server's tables is not that of the objects it tells of: messages are
/// no table, roles are not told of, and the rest is nobody's to see.
const NOT_COUNTED: [&str; 6] = ["message", "role", "session", "user", "secret", "event"];
/// So many missed objects are asked for one by one. For more a new list is cheaper.
const ONE_BY_ONE: usize = 100;
/// So often in a row a server that has gone silent in the middle of waiting is asked anew.
const SILENCES: u32 = 1;
/// So often a class is looked at again when the server does not say what is in it.
const REFUSALS: u32 = 3;

/// Tells news until there are none any more, or nobody listens.
pub(super) async fn listen(
    attempt: u64,
    link: Arc<dyn Link>,
    watch: Box<dyn Watch>,
    store: Store,
    news: mpsc::Sender<ActorEvent>,
) {
    let mut listener = Listener {
        attempt,
        watch,
        link,
        store,
        news,
        whole: false,
        tally: Tally::default(),
    };
    let failure = match listener.run().await {
        Err(End::Failed(failure)) => failure,
        Err(End::NobodyListens) => return,
        Ok(never) => match never {},
    };
    let _ = listener
        .news
        .send(ActorEvent::Failed(attempt, failure))
        .await;
}

enum Never {}

enum End {
    Failed(Box<Failure>),
    NobodyListens,
}

struct Listener {
    attempt: u64,
    link: Arc<dyn Link>,
    watch: Box<dyn Watch>,
    store: Store,
    news: mpsc::Sender<ActorEvent>,
    /// Whether the list is complete.
    whole: bool,
    tally: Tally,
}

impl Listener {
    async fn run(&mut self) -> Result<Never, End> {
        let mut silences = 0;
        loop {
            match self.watch.next().await {
                Ok(changes) => {
                    silences = 0;
                    self.tell(changes).await?;
                    if self.whole {
                        self.compare().await?;
                    }
                }
                // The connection for news alone may be dead. Nothing is lost by asking on another.
                Err(Failure::Lost(why)) if why.code == "timed_out" && silences < SILENCES => {
                    silences += 1;
                }
                Err(failure) => return Err(End::Failed(failure.into())),
            }
        }
    }

    /// Tells changes and waits until they are in the store.
    async fn tell(&mut self, changes: Vec<Change>) -> Result<(), End> {
        for change in &changes {
            match change {
                Change::Init => self.whole = false,
                Change::InitDone => self.whole = true,
                _ => {}
            }
        }
        let (taken, is_taken) = oneshot::channel();
        let news = ActorEvent::Changes(self.attempt, changes, taken);
        self.news.send(news).await.map_err(|_| End::NobodyListens)?;
        is_taken.await.map_err(|_| End::NobodyListens)
    }

    /// Compares how many objects there are with how many the server has, and mends what differs.
    ///
    /// Nothing else is told meanwhile: what the server has now can therefore only be newer than
    /// what is in the store, and an object that is in the store alone is gone.
    async fn compare(&mut self) -> Result<(), End> {
        let theirs = self.watch.counts();
        let differing = {
            let world = self.store.read();
            self.tally.differing(&theirs, |class| world.count(class))
        };
        for (class, difference) in differing {
            let all = match self.link.everything_of(&class).await {
                Ok(all) => all,
                Err(failure) => {
                    tracing::debug!(%class, ?failure, "a class cannot be compared");
                    self.tally.refused(class, difference);
                    continue;
                }
            };
            let all: HashSet<OpaqueRef> = all.into_iter().collect();
            let (ghosts, missing) = self.look_for(&class, &all);
            if ghosts.is_empty() && missing.is_empty() {
                self.tally.is_odd(class, difference);
                continue;
            }
            let (gone, missed) = (ghosts.len(), missing.len());
            tracing::info!(%class, gone, missed, "the server has not told everything");
            if missed > ONE_BY_ONE {
                self.watch.restart();
                return Ok(());
            }
            let mut changes: Vec<Change> = ghosts
                .into_iter()
                .map(|reference| Change::Delete {
                    class: class.clone(),
                    reference,
                })
                .collect();
            for reference in missing {
                // What has gone meanwhile, or is not to be had, will be told of.
                if let Ok(Some(object)) = self.link.object(&class, &reference).await {
                    changes.push(Change::Apply(object));
                }
            }
            self.tell(changes).await?;
        }
        Ok(())
    }

    /// What is here and not there, and what is there and not here.
    fn look_for(
        &self,
        class: &Class,
        theirs: &HashSet<OpaqueRef>,
    ) -> (Vec<OpaqueRef>, Vec<OpaqueRef>) {
        let world = self.store.read();
        let ours: HashSet<&OpaqueRef> = world
            .objects()
            .filter(|object| object.class() == *class)
            .map(|object| &object.reference)
            .collect();
        let ghosts = ours.iter().filter(|ours| !theirs.contains(**ours));
        let missing = theirs.iter().filter(|theirs| !ours.contains(*theirs));
        (
            ghosts.map(|ghost| (*ghost).clone()).collect(),
            missing.cloned().collect(),
        )
    }
}

/// Which classes can be compared by number, and which differ without anything being wrong.
#[derive(Default)]
struct Tally {
    /// Classes of which there were as many here as there, once.
    comparable: HashSet<Class>,
    /// Differences that were looked into in vain.
    odd: HashMap<Class, i64>,
    /// How often the server would not say.
    refusals: HashMap<Class, u32>,
}

impl Tally {
    /// The classes to look into, each with how many more there are here than there.
    fn differing(
        &mut self,
        theirs: &HashMap<Class, usize>,
        ours: impl Fn(&Class) -> usize,
    ) -> Vec<(Class, i64)> {
        let mut differing = Vec::new();
        for (class, theirs) in theirs {
            let counted = |name: &str| class.name().eq_ignore_ascii_case(name);
            if NOT_COUNTED.iter().any(|name| counted(name)) {
                continue;
            }
            let difference = ours(class) as i64 - *theirs as i64;
            if difference == 0 {
                self.comparable.insert(class.clone());
                self.odd.remove(class);
            } else if self.comparable.contains(class) && self.odd.get(class) != Some(&difference) {
                differing.push((class.clone(), difference));
            }
        }
        differing
    }

    /// This difference means nothing.
    fn is_odd(&mut self, class: Class, difference: i64) {
        self.odd.insert(class, difference);
    }

    /// The server would not say what is behind this difference.
    fn refused(&mut self, class: Class, difference: i64) {
        let refusals = self.refusals.entry(class.clone()).or_default();
        *refusals += 1;
        if *refusals >= REFUSALS {
            *refusals = 0;
            self.is_odd(class, difference);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differing(tally: &mut Tally, theirs: &[(Class, usize)], ours: usize) -> Vec<(Class, i64)> {
        let theirs = theirs.iter().cloned().collect();
        tally.differing(&theirs, |_| ours)
    }

    #[test]
    fn a_class_is_looked_into_once_it_differs_after_having_agreed() {
        let mut tally = Tally::default();
        assert_eq!(differing(&mut tally, &[(Class::Vm, 3)], 4), []);
        assert_eq!(differing(&mut tally, &[(Class::Vm, 4)], 4), []);
        assert_eq!(
            differing(&mut tally, &[(Class::Vm, 3)], 4),
            [(Class::Vm, 1)]
        );
        assert_eq!(
            differing(&mut tally, &[(Class::Vm, 5)], 4),
            [(Class::Vm, -1)]
        );
    }

    #[test]
    fn what_was_looked_into_in_vain_is_let_be_until_it_changes() {
        let mut tally = Tally::default();
        differing(&mut tally, &[(Class::Vm, 4)], 4);
        tally.is_odd(Class::Vm, 1);
        assert_eq!(differing(&mut tally, &[(Class::Vm, 3)], 4), []);
        assert_eq!(
            differing(&mut tally, &[(Class::Vm, 2)], 4),
            [(Class::Vm, 2)]
        );
        differing(&mut tally, &[(Class::Vm, 4)], 4);
        assert_eq!(
            differing(&mut tally, &[(Class::Vm, 3)], 4),
            [(Class::Vm, 1)],
            "they had agreed again"
        );
    }

    #[test]
    fn a_server_that_would_not_say_is_asked_three_times() {
        let mut tally = Tally::default();
        differing(&mut tally, &[(Class::Vm, 4)], 4);
        for _ in 0..3 {
            let found = differing(&mut tally, &[(Class::Vm, 3)], 4);
            assert_eq!(found, [(Class::Vm, 1)]);
            tally.refused(Class::Vm, 1);
        }
        assert_eq!(differing(&mut tally, &[(Class::Vm, 3)], 4), []);
    }

    #[test]
    fn some_classes_are_never_counted() {
        let mut tally = Tally::default();
        for class in [Class::Message, Class::from_wire("session"), Class::Role] {
            differing(&mut tally, &[(class.clone(), 4)], 4);
            assert_eq!(differing(&mut tally, &[(class, 3)], 4), []);
        }
    }
}
