//! Events as the server tells them, one level below [`crate::Change`].

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::change::Change;
use crate::class::{Class, Object, Record, RecordSeed};
use crate::enums::EventOperation;
use crate::record::member::{Member, Take, Taken, fill};
use crate::reference::OpaqueRef;

/// Something that happened to an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Event {
    /// The server's number of the event, as text.
    pub id: String,
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

impl Default for Class {
    fn default() -> Self {
        Class::Unknown("".into())
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum EventMember {
    Id,
    Class,
    Operation,
    Ref,
    Snapshot,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum BatchMember {
    Events,
    ValidRefCounts,
    Token,
    #[serde(other)]
    Other,
}

impl Member for Event {
    fn map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Taken<Self>, A::Error> {
        let mut event = Event::default();
        let mut class: Option<Class> = None;
        // A snapshot that comes before its class, which no server is known to do.
        let mut early: Option<Value> = None;
        while let Some(name) = map.next_key()? {
            match name {
                EventMember::Id => _ = fill(&mut event.id, &mut map)?,
                EventMember::Operation => _ = fill(&mut event.operation, &mut map)?,
                EventMember::Ref => _ = fill(&mut event.reference, &mut map)?,
                EventMember::Class => {
                    let mut text = String::new();
                    fill(&mut text, &mut map)?;
                    class = Some(Class::from_wire(&text));
                }
                EventMember::Snapshot => match &class {
                    Some(class) => event.record = Some(map.next_value_seed(RecordSeed(class))?),
                    None => early = Some(map.next_value()?),
                },
                EventMember::Other => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        event.class = class.unwrap_or_default();
        if let Some(value) = early {
            let record = RecordSeed(&event.class).deserialize(value);
            event.record = Some(record.map_err(serde::de::Error::custom)?);
        }
        if event.operation == EventOperation::Del {
            event.record = None;
        }
        Ok(Taken::Whole(event))
    }
}

/// A list of events, without what is no event.
#[derive(Default, Serialize)]
pub(crate) struct EventList(pub(crate) Vec<Event>);

impl Member for EventList {
    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Taken<Self>, A::Error> {
        let mut events = Vec::new();
        while let Some(taken) = list.next_element_seed(Take::<Event>::new())? {
            match taken {
                Taken::Whole(event) | Taken::Part(event, _) => events.push(event),
                Taken::Nothing(_) => tracing::warn!("left out an event that is none"),
            }
        }
        Ok(Taken::Whole(Self(events)))
    }
}

impl<'de> Deserialize<'de> for EventList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Take::<Self>::new().deserialize(deserializer)? {
            Taken::Whole(list) | Taken::Part(list, _) => Ok(list),
            Taken::Nothing(_) => Err(serde::de::Error::custom("expected a list of events")),
        }
    }
}

impl<'de> Deserialize<'de> for EventBatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = EventBatch;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a batch of events")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EventBatch, A::Error> {
                let mut batch = EventBatch::default();
                let mut token = None;
                while let Some(name) = map.next_key()? {
                    match name {
                        BatchMember::Events => batch.events = map.next_value::<EventList>()?.0,
                        BatchMember::ValidRefCounts => {
                            fill(&mut batch.valid_ref_counts, &mut map)?;
                        }
                        BatchMember::Token => token = Some(map.next_value()?),
                        BatchMember::Other => _ = map.next_value::<IgnoredAny>()?,
                    }
                }
                // Without a token the events could not be followed any further.
                batch.token = token.ok_or_else(|| serde::de::Error::missing_field("token"))?;
                Ok(batch)
            }
        }

        deserializer.deserialize_map(Read)
    }
}
