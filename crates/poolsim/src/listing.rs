//! Long lists of records: written row by row from text that each row keeps, and kept whole while nothing in them
//! changes, so that a server of ten thousand VMs answers from memory.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use crate::db::{Db, Happened};
use crate::message_store::Messages;
use crate::model::{ClassId, model};
use crate::subscription::{Event, Subscription};
use crate::value::{Data, Ref, Written, json_text, xml_text};

/// How many lists are kept: clients ask the same one or two again and again.
const MOST: usize = 8;

/// A list of events or a map of records, with its text in either codec once somebody asked for it.
#[derive(Debug)]
pub struct Listing {
    rows: Rows,
    json: OnceLock<Arc<String>>,
    xml: OnceLock<Arc<String>>,
}

#[derive(Debug)]
enum Rows {
    Events(Vec<Event>),
    Records(Vec<(Ref, Arc<Data>)>),
}

impl Listing {
    /// A list of events.
    pub fn events(events: Vec<Event>) -> Listing {
        Listing::of(Rows::Events(events))
    }

    /// A map of references to records.
    pub fn records(records: Vec<(Ref, Arc<Data>)>) -> Listing {
        Listing::of(Rows::Records(records))
    }

    fn of(rows: Rows) -> Listing {
        Listing {
            rows,
            json: OnceLock::new(),
            xml: OnceLock::new(),
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        match &self.rows {
            Rows::Events(events) => events.is_empty(),
            Rows::Records(records) => records.is_empty(),
        }
    }

    /// Bytes that will hold the text: what the records take, and enough for what is around each.
    fn room(&self, length: impl Fn(&Data) -> usize) -> usize {
        const AROUND: usize = 512;
        let around = |data: Option<&Arc<Data>>| AROUND + data.map_or(0, |data| length(data));
        match &self.rows {
            Rows::Events(all) => all.iter().map(|event| around(event.data.as_ref())).sum(),
            Rows::Records(all) => all.iter().map(|(_, data)| around(Some(data))).sum(),
        }
    }
}

impl Written for Listing {
    fn json(&self) -> &Arc<String> {
        self.json.get_or_init(|| {
            let (open, close) = match self.rows {
                Rows::Events(_) => ('[', ']'),
                Rows::Records(_) => ('{', '}'),
            };
            let mut out = String::with_capacity(self.room(|data| data.json().len()));
            out.push(open);
            match &self.rows {
                Rows::Events(events) => {
                    for event in events {
                        if out.len() > 1 {
                            out.push(',');
                        }
                        event_json(event, &mut out);
                    }
                }
                Rows::Records(records) => {
                    for (reference, data) in records {
                        if out.len() > 1 {
                            out.push(',');
                        }
                        json_text(reference, &mut out);
                        out.push(':');
                        out.push_str(data.json());
                    }
                }
            }
            out.push(close);
            Arc::new(out)
        })
    }

    fn xml(&self) -> &Arc<String> {
        self.xml.get_or_init(|| {
            let mut out = String::with_capacity(self.room(|data| data.xml().len()));
            match &self.rows {
                Rows::Events(events) => {
                    out.push_str("<value><array><data>");
                    for event in events {
                        event_xml(event, &mut out);
                    }
                    out.push_str("</data></array></value>");
                }
                Rows::Records(records) => {
                    out.push_str("<value><struct>");
                    for (reference, data) in records {
                        member(reference, |out| out.push_str(data.xml()), &mut out);
                    }
                    out.push_str("</struct></value>");
                }
            }
            Arc::new(out)
        })
    }
}

fn operation(what: Happened) -> &'static str {
    match what {
        Happened::Add => "add",
        Happened::Mod => "mod",
        Happened::Del => "del",
    }
}

fn event_json(event: &Event, out: &mut String) {
    let _ = write!(out, "{{\"id\":\"{}\",\"timestamp\":", event.id);
    json_text(&event.timestamp, out);
    out.push_str(",\"class\":");
    json_text(&model().classes[event.class].lower, out);
    let _ = write!(out, ",\"operation\":\"{}\",\"ref\":", operation(event.what));
    json_text(&event.reference, out);
    if let Some(data) = &event.data {
        out.push_str(",\"snapshot\":");
        out.push_str(data.json());
    }
    out.push('}');
}

fn event_xml(event: &Event, out: &mut String) {
    let text = |text: &str, out: &mut String| {
        out.push_str("<value>");
        xml_text(text, out);
        out.push_str("</value>");
    };
    out.push_str("<value><struct>");
    member("id", |out| text(&event.id.to_string(), out), out);
    member("timestamp", |out| text(&event.timestamp, out), out);
    let class = &model().classes[event.class].lower;
    member("class", |out| text(class, out), out);
    member("operation", |out| text(operation(event.what), out), out);
    member("ref", |out| text(&event.reference, out), out);
    if let Some(data) = &event.data {
        member("snapshot", |out| out.push_str(data.xml()), out);
    }
    out.push_str("</struct></value>");
}

fn member(name: &str, value: impl FnOnce(&mut String), out: &mut String) {
    out.push_str("<member><name>");
    xml_text(name, out);
    out.push_str("</name>");
    value(out);
    out.push_str("</member>");
}

/// What a list tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// All that such a subscription is told first.
    Events(Subscription),
    /// All objects of a class.
    Records(ClassId),
}

impl Subject {
    /// A number that is another whenever the list is.
    fn stamp(&self, db: &Db, messages: &Messages) -> u64 {
        match self {
            Subject::Events(wanted) => {
                let classes = 0..model().classes.len();
                let changes = classes.filter(|class| wanted.hears(*class));
                changes
                    .map(|class| db.table(class).changes)
                    .sum::<u64>()
                    .wrapping_add(messages.latest)
            }
            Subject::Records(class) => db.table(*class).changes,
        }
    }
}

/// The lists that are kept.
#[derive(Debug, Default)]
pub struct Kept(HashMap<Subject, Entry>);

#[derive(Debug)]
struct Entry {
    stamp: u64,
    token: (u64, u64),
    listing: Arc<Listing>,
}

impl Kept {
    /// The list about that, made by `make` together with its token unless it is kept.
    pub fn get(
        &mut self,
        subject: Subject,
        (db, messages): (&Db, &Messages),
        make: impl FnOnce() -> (Listing, (u64, u64)),
    ) -> (Arc<Listing>, (u64, u64)) {
        let stamp = subject.stamp(db, messages);
        if let Some(entry) = self.0.get(&subject).filter(|entry| entry.stamp == stamp) {
            return (entry.listing.clone(), entry.token);
        }
        let (listing, token) = make();
        let listing = Arc::new(listing);
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let entry = Entry {
            stamp,
            token,
            listing: listing.clone(),
        };
        self.0.insert(subject, entry);
        (listing, token)
    }

    /// Lets go of what is no longer so. A list holds on to the rows in it, which would make every change of one a copy.
    pub fn sweep(&mut self, db: &Db, messages: &Messages) {
        self.0
            .retain(|subject, entry| subject.stamp(db, messages) == entry.stamp);
    }
}
