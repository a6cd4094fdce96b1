//! The answer of `get_all_records`: all objects of a class.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use crate::class::{Class, Object, RecordSeed};
use crate::reference::OpaqueRef;

/// Reads a map of references to records of one class, in the order they come.
pub(crate) struct ObjectsSeed<'a>(pub(crate) &'a Class);

impl<'de> DeserializeSeed<'de> for ObjectsSeed<'_> {
    type Value = Vec<Object>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Object>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectsSeed<'_> {
    type Value = Vec<Object>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of records")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Object>, A::Error> {
        let mut objects = Vec::with_capacity(map.size_hint().unwrap_or(0).min(4096));
        while let Some(reference) = map.next_key::<OpaqueRef>()? {
            let record = map.next_value_seed(RecordSeed(self.0))?;
            objects.push(Object { reference, record });
        }
        Ok(objects)
    }
}
