//! Events told badly: twice, or in the wrong order.

use std::collections::HashMap;

use crate::subscription::Event;
use crate::value::Ref;

/// How batches are told now.
#[derive(Debug, Default)]
pub struct EventFaults {
    /// Backwards.
    pub shuffled: bool,
    /// Twice.
    pub duplicated: bool,
    /// The last event told to each session, kept while events are told twice.
    last: HashMap<Ref, Event>,
}

impl EventFaults {
    /// Whether batches are told as they are.
    pub fn is_plain(&self) -> bool {
        !self.shuffled && !self.duplicated
    }

    /// Well, again.
    pub fn mend(&mut self) {
        *self = EventFaults::default();
    }

    /// A batch as it is told. `wanted` says whether a session asked for such an event.
    ///
    /// Whatever is told here is true at the end: no object is in a batch more than once, and the event that comes
    /// again was the newest of its object when it was first told and comes before what is newer.
    pub fn tell(
        &mut self,
        session: &Ref,
        mut events: Vec<Event>,
        wanted: impl Fn(&Event) -> bool,
    ) -> Vec<Event> {
        if self.shuffled {
            events.reverse();
        }
        if !self.duplicated || events.is_empty() {
            return events;
        }
        let newest = events.last().cloned();
        let again = match newest {
            Some(newest) => self.last.insert(session.clone(), newest),
            None => None,
        };
        let again = again.filter(wanted);
        let twice = events.clone();
        again.into_iter().chain(events).chain(twice).collect()
    }
}
