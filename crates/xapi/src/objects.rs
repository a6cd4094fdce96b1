//! The answer of `get_all_records`: all objects of a class.

use serde::de::{DeserializeSeed, Deserializer, Error};

use crate::class::{Class, Object, RecordOfClass};
use crate::codec::allowance::MOST_OBJECTS;
use crate::record::any_visitor::AnyVisitor;
use crate::record::field_slot::{Aborted, FieldSlot, Map, ReadOutcome, afford};
use crate::reference::OpaqueRef;

/// Reads a map of references to records of one class, in the order they come.
pub(crate) struct ObjectsSeed<'a>(pub(crate) &'a Class);

impl<'de> DeserializeSeed<'de> for ObjectsSeed<'_> {
    type Value = Vec<Object>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Object>, D::Error> {
        let mut objects = Objects {
            class: self.0,
            read: Vec::new(),
        };
        match deserializer.deserialize_any(AnyVisitor(&mut objects))? {
            ReadOutcome::Whole | ReadOutcome::Part(_) => Ok(objects.read),
            ReadOutcome::Not(_) => Err(D::Error::custom("expected a map of records")),
        }
    }
}

struct Objects<'a> {
    class: &'a Class,
    read: Vec<Object>,
}

impl FieldSlot for Objects<'_> {
    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        let mut reference = OpaqueRef::null();
        while map.next_key(&mut |text| reference = text.into())? {
            let mut slot = RecordOfClass::new(self.class);
            map.value(&mut slot)?;
            let reference = std::mem::take(&mut reference);
            let object = slot.record.map(|record| Object { reference, record });
            if self.read.len() == MOST_OBJECTS {
                return Err(Aborted);
            }
            afford(2 * size_of::<Object>())?;
            self.read.extend(object);
        }
        Ok(ReadOutcome::Whole)
    }
}

/// Reads one record of that class.
#[cfg(feature = "client")]
pub(crate) struct RecordSeed<'a>(pub(crate) &'a Class);

#[cfg(feature = "client")]
impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = crate::class::Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let mut slot = RecordOfClass::new(self.0);
        deserializer.deserialize_any(AnyVisitor(&mut slot))?;
        slot.record
            .ok_or_else(|| D::Error::custom("expected a record"))
    }
}
