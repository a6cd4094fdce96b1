//! What all records have in common: how they are read and written, member by member.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::Extra;

/// A struct whose fields are members on the wire.
pub(crate) trait Fields: Default {
    /// The names on the wire, in the order of the fields.
    const NAMES: &'static [&'static str];

    /// Reads the next value of `map` into the field at `index` of [`Self::NAMES`]; gives back what
    /// did not fit.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        map: &mut A,
    ) -> Result<Option<Value>, A::Error>;

    fn extra(&self) -> &Extra;

    fn extra_mut(&mut self) -> &mut Extra;
}

pub(crate) fn deserialize<'de, T: Fields, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Read<T>(PhantomData<T>);

    impl<'de, T: Fields> Visitor<'de> for Read<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a record")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            read_all(map)
        }
    }

    deserializer.deserialize_map(Read(PhantomData))
}

/// Reads a whole record.
pub(crate) fn read_all<'de, T: Fields, A: MapAccess<'de>>(mut map: A) -> Result<T, A::Error> {
    let mut record = T::default();
    let mut next = 0;
    while let Some(name) = map.next_key_seed(Name::<T> {
        expected: next,
        fields: PhantomData,
    })? {
        match name {
            Ok(index) => {
                next = index + 1;
                let name = T::NAMES[index];
                match record.read(index, &mut map)? {
                    Some(misfit) => record.extra_mut().insert(name.to_owned(), misfit),
                    // The last one wins, should a member come twice.
                    None if record.extra().is_empty() => None,
                    None => record.extra_mut().remove(name),
                };
            }
            Err(unknown) => {
                let value = map.next_value()?;
                record.extra_mut().insert(unknown, value);
            }
        }
    }
    Ok(record)
}

/// Finds the index of a member's name, or gives back a name that is not known.
///
/// The members come in about the order of the table, so the search starts where the last one ended:
/// nearly always the first comparison hits, which matters for a hundred members of ten thousand
/// machines.
struct Name<T> {
    expected: usize,
    fields: PhantomData<T>,
}

impl<'de, T: Fields> DeserializeSeed<'de> for Name<T> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T: Fields> Visitor<'_> for Name<T> {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let (before, after) = T::NAMES.split_at(self.expected.min(T::NAMES.len()));
        let found = match after.iter().position(|known| *known == name) {
            Some(index) => Some(before.len() + index),
            None => before.iter().position(|known| *known == name),
        };
        Ok(found.ok_or_else(|| name.to_owned()))
    }
}

/// Begins to write a record.
pub(crate) fn begin<T: Fields, S: Serializer>(
    record: &T,
    serializer: S,
) -> Result<S::SerializeMap, S::Error> {
    let unknown = unknown(record).count();
    serializer.serialize_map(Some(T::NAMES.len() + unknown))
}

/// Writes one member; as it came, if it was of a wrong type.
pub(crate) fn write<M: SerializeMap, V: Serialize>(
    map: &mut M,
    name: &'static str,
    value: &V,
    extra: &Extra,
) -> Result<(), M::Error> {
    match extra.get(name) {
        Some(misfit) => map.serialize_entry(name, misfit),
        None => map.serialize_entry(name, value),
    }
}

/// Writes the members that are not known, and ends the record.
pub(crate) fn end<T: Fields, M: SerializeMap>(record: &T, mut map: M) -> Result<M::Ok, M::Error> {
    for (name, value) in unknown(record) {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

fn unknown<T: Fields>(record: &T) -> impl Iterator<Item = (&String, &Value)> {
    record
        .extra()
        .iter()
        .filter(|(name, _)| !T::NAMES.contains(&name.as_str()))
}
