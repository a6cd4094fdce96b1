//! What a caller of `event.from` wants to hear of, how far it has heard, and what it is told.

use std::borrow::Cow;
use std::sync::Arc;

use crate::db::Happened;
use crate::failure::{Failure, Outcome};
use crate::model::{ClassId, model};
use crate::value::{Data, Ref, Value};

/// What a caller wants to hear of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subscription {
    /// Everything.
    pub all: bool,
    /// All objects of these classes.
    pub classes: Vec<ClassId>,
    /// These objects.
    pub objects: Vec<(ClassId, String)>,
}

impl Subscription {
    /// What a caller names: `*`, `vm`, `vm/OpaqueRef:…`.
    pub fn parse(wanted: &[Value]) -> Outcome<Subscription> {
        let mut subscription = Subscription {
            all: false,
            classes: Vec::new(),
            objects: Vec::new(),
        };
        for item in wanted {
            let text = item.as_str();
            let mut parts = text.split('/');
            match (parts.next(), parts.next(), parts.next()) {
                (Some("*"), None, None) => subscription.all = true,
                // A class that does not exist never has an event: nobody is told that it does not exist.
                (Some(class), None, None) => {
                    subscription.classes.extend(model().class_named(class))
                }
                (Some(class), Some(object), None) => {
                    subscription
                        .objects
                        .extend(model().class_named(class).map(|id| (id, object.to_owned())));
                }
                _ => return Err(Failure::new("EVENT_SUBSCRIPTION_PARSE_FAILURE", [text])),
            }
        }
        Ok(subscription)
    }

    /// Whether something of that class may be told, were it a class with events.
    pub fn class(&self, class: ClassId) -> bool {
        self.all || self.classes.contains(&class) || self.objects.iter().any(|(c, _)| *c == class)
    }

    /// Whether something of that object is told.
    pub fn object(&self, class: ClassId, reference: &str) -> bool {
        self.all
            || self.classes.contains(&class)
            || self
                .objects
                .iter()
                .any(|(c, r)| *c == class && r == reference)
    }

    /// Whether anything of a class may be told.
    pub fn hears(&self, class: ClassId) -> bool {
        model().classes[class].has_events() && self.class(class)
    }

    /// Whether nothing but tasks is told.
    pub fn tasks_only(&self) -> bool {
        let task = model().class_id("task");
        !self.all
            && self.classes.iter().all(|c| Some(*c) == task)
            && self.objects.iter().all(|(c, _)| Some(*c) == task)
    }
}

/// Which tokens are known. A token is the generation of the latest change told; once tokens are forgotten, all that
/// are given out begin higher than any before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// What is added to generations.
    pub base: u64,
    /// Whether whoever has an older token is told that events were lost.
    pub lost: bool,
}

impl Tokens {
    /// What a token says: two generations, of the database and of the messages.
    pub fn read(self, text: &str) -> Outcome<(u64, u64)> {
        if text.is_empty() {
            return Ok((0, 0));
        }
        let parsed = text
            .split_once(',')
            .and_then(|(a, b)| Some((a.parse::<u64>().ok()?, b.parse().ok()?)));
        match parsed {
            Some((database, messages)) if database >= self.base => {
                Ok((database - self.base, messages))
            }
            Some(_) => Err(self.refusal(text)),
            None => Err(Failure::new("EVENT_FROM_TOKEN_PARSE_FAILURE", [text])),
        }
    }

    /// How a token that is not known is refused.
    pub fn refusal(self, text: &str) -> Failure {
        if self.lost {
            Failure::bare("EVENTS_LOST")
        } else {
            Failure::new("EVENT_FROM_TOKEN_PARSE_FAILURE", [text])
        }
    }

    /// A token of two generations.
    pub fn write(self, (database, messages): (u64, u64)) -> String {
        format!("{:020},{messages:020}", database + self.base)
    }
}

/// Something that happened, as it is told.
#[derive(Clone, Debug)]
pub struct Event {
    /// Generation of the change, or its number in the queue of `event.next`.
    pub id: u64,
    /// When it was, as the server writes it.
    pub timestamp: Cow<'static, str>,
    /// Class of the object.
    pub class: ClassId,
    /// What happened.
    pub what: Happened,
    /// The object.
    pub reference: Ref,
    /// Its record; none for a deletion.
    pub data: Option<Arc<Data>>,
}
