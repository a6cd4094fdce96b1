//! Events as the server tells them, one level below [`crate::Change`].

use std::collections::BTreeMap;

use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::{Change, bracketed};
use crate::class::{Class, Object, Record, RecordOfClass};
use crate::codec::allowance::MOST_OBJECTS;
use crate::enums::EventOperation;
use crate::record::any_visitor::{AnyVisitor, read};
use crate::record::field_slot::{Aborted, FieldSlot, Ignored, List, Map, ReadOutcome, afford};
use crate::reference::OpaqueRef;
use crate::text::Text;

/// Something that happened to an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Event {
    /// The server's number of the event, as text.
    pub id: Text,
    /// The class of the object; told in lower case on the wire.
    pub class: Class,
    /// Added, changed or deleted.
    pub operation: EventOperation,
    /// The object.
    #[serde(rename = "ref")]
    pub reference: OpaqueRef,
    /// The object as it is now. None for a deletion, and on old servers that tell no more than
    /// that something changed.
    #[serde(rename = "snapshot", skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
}

impl Event {
    /// The event as a change to a copy of the pool. None if it tells of a change but not what the
    /// object is now: then ask the server for the record.
    pub fn into_change(self) -> Option<Change> {
        if self.operation == EventOperation::Del {
            return Some(Change::Delete {
                class: self.class,
                reference: self.reference,
            });
        }
        self.record.map(|record| {
            Change::Apply(Object {
                reference: self.reference,
                record,
            })
        })
    }
}

/// What one `event.from` answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EventBatch {
    /// The events: additions first, deletions last. An object may refer to one that only a later
    /// event of the batch adds.
    pub events: Vec<Event>,
    /// How many objects each class (in lower case) has on the server now. The server forgets
    /// deletions after some hundreds of them: a client that counts differently has missed some.
    pub valid_ref_counts: BTreeMap<String, i64>,
    /// Where to go on from.
    pub token: String,
}

impl EventBatch {
    /// The first batch, which tells of everything there is, as a list in brackets.
    pub fn into_list(self) -> Vec<Change> {
        bracketed(listed(self.events))
    }
}

/// The objects that events of a list tell of.
pub(crate) fn listed(events: Vec<Event>) -> impl Iterator<Item = Object> {
    // Among the additions may be a few changes; deletions are of what nobody knew.
    events.into_iter().filter_map(|event| {
        let gone = event.operation == EventOperation::Del;
        let reference = event.reference;
        let record = event.record.filter(|_| !gone)?;
        Some(Object { reference, record })
    })
}

impl Default for Class {
    fn default() -> Self {
        Class::Unknown("".into())
    }
}

impl FieldSlot for Event {
    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        #[derive(Clone, Copy)]
        enum Part {
            Id,
            Class,
            Operation,
            Ref,
            Snapshot,
            Other,
        }
        let mut part = Part::Other;
        let mut class: Option<Class> = None;
        // A snapshot that comes before its class, which no server is known to do.
        let mut early: Option<Value> = None;
        while map.next_key(&mut |name| {
            part = match name {
                "id" => Part::Id,
                "class" => Part::Class,
                "operation" => Part::Operation,
                "ref" => Part::Ref,
                "snapshot" => Part::Snapshot,
                _ => Part::Other,
            };
        })? {
            match (part, &class) {
                (Part::Id, _) => _ = map.value(&mut self.id)?,
                (Part::Operation, _) => _ = map.value(&mut self.operation)?,
                (Part::Ref, _) => _ = map.value(&mut self.reference)?,
                (Part::Class, _) => {
                    let mut name = Text::new();
                    map.value(&mut name)?;
                    class = Some(Class::from_wire(&name));
                }
                (Part::Snapshot, Some(class)) => {
                    let mut slot = RecordOfClass::new(class);
                    map.value(&mut slot)?;
                    self.record = slot.record;
                }
                (Part::Snapshot, None) => _ = map.value(early.insert(Value::Null))?,
                (Part::Other, _) => _ = map.value(&mut Ignored)?,
            }
        }
        self.class = class.unwrap_or_default();
        if let Some(value) = early {
            let mut slot = RecordOfClass::new(&self.class);
            value
                .deserialize_any(AnyVisitor(&mut slot))
                .map_err(|_| Aborted)?;
            self.record = slot.record;
        }
        if self.operation == EventOperation::Del {
            self.record = None;
        }
        Ok(ReadOutcome::Whole)
    }
}

/// A list of events, without what is no event.
#[derive(Default)]
pub(crate) struct EventList(pub(crate) Vec<Event>);

impl FieldSlot for EventList {
    fn list(&mut self, list: &mut dyn List) -> Result<ReadOutcome, Aborted> {
        loop {
            let mut event = Event::default();
            match list.next(&mut event)? {
                None => return Ok(ReadOutcome::Whole),
                Some(ReadOutcome::Whole | ReadOutcome::Part(_)) => {
                    if self.0.len() == MOST_OBJECTS {
                        return Err(Aborted);
                    }
                    afford(2 * size_of::<Event>())?;
                    self.0.push(event);
                }
                Some(ReadOutcome::Not(_)) => tracing::warn!("left out an event that is none"),
            }
        }
    }
}

impl<'de> Deserialize<'de> for EventList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, "a list of events")
    }
}

/// A batch while it is read.
#[derive(Default)]
struct Reading {
    batch: EventBatch,
    has_token: bool,
}

impl FieldSlot for Reading {
    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        #[derive(Clone, Copy)]
        enum Part {
            Events,
            Counts,
            Token,
            Other,
        }
        let mut part = Part::Other;
        while map.next_key(&mut |name| {
            part = match name {
                "events" => Part::Events,
                "valid_ref_counts" => Part::Counts,
                "token" => Part::Token,
                _ => Part::Other,
            };
        })? {
            match part {
                Part::Events => {
                    let mut events = EventList::default();
                    map.value(&mut events)?;
                    self.batch.events = events.0;
                }
                Part::Counts => {
                    let mut counts = crate::Map::new();
                    map.value(&mut counts)?;
                    self.batch.valid_ref_counts = counts.into_iter().collect();
                }
                Part::Token => {
                    self.has_token =
                        matches!(map.value(&mut self.batch.token)?, ReadOutcome::Whole);
                }
                Part::Other => _ = map.value(&mut Ignored)?,
            }
        }
        Ok(ReadOutcome::Whole)
    }
}

impl<'de> Deserialize<'de> for EventBatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reading: Reading = read(deserializer, "a batch of events")?;
        // Without a token the events could not be followed any further.
        if reading.has_token {
            Ok(reading.batch)
        } else {
            Err(D::Error::missing_field("token"))
        }
    }
}
