//! What all records have in common: how they are read and written, member by member.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::field_slot::{Aborted, FieldSlot, Map, afford_entry};
use super::{Differences, Extra};

/// A struct whose fields are members on the wire.
pub(crate) trait Fields {
    /// The names on the wire, in the order of the fields.
    fn names(&self) -> &'static [&'static str];

    /// The field at `index` of the names.
    fn field(&mut self, index: usize) -> Option<&mut dyn FieldSlot>;

    /// Shares the memory of an older record's fields, where they are the same.
    fn share(&mut self, old: &Self)
    where
        Self: Sized;

    /// Tells what an older record says differently.
    fn differences(&self, old: &Self, differences: &mut Differences<'_>)
    where
        Self: Sized;

    fn extra(&self) -> &Extra;

    fn extra_mut(&mut self) -> &mut Extra;
}

/// Reads a whole record.
pub(crate) fn read_all(record: &mut dyn Fields, map: &mut dyn Map) -> Result<(), Aborted> {
    let names = record.names();
    let mut expected = 0;
    loop {
        let mut name = Err(String::new());
        if !map.next_key(&mut |found| name = find(names, expected, found))? {
            return Ok(());
        }
        let index = match name {
            Ok(index) => index,
            Err(unknown) => {
                let mut value = Value::Null;
                map.value(&mut value)?;
                afford_entry(record.extra().len())?;
                record.extra_mut().insert(unknown, value);
                continue;
            }
        };
        expected = index + 1;
        if let Some(field) = record.field(index) {
            match map.value(field)?.misfit() {
                Some(misfit) => {
                    afford_entry(record.extra().len())?;
                    record.extra_mut().insert(names[index].to_owned(), misfit)
                }
                // The last one wins, should a member come twice.
                None if record.extra().is_empty() => None,
                None => record.extra_mut().remove(names[index]),
            };
        }
    }
}

/// Finds the index of a member's name, or gives back one that is not known.
///
/// The members come in about the order of the table, so the search starts where the last one ended:
/// nearly always the first comparison hits, which matters for a hundred members of ten thousand
/// machines.
fn find(names: &[&str], expected: usize, name: &str) -> Result<usize, String> {
    let (before, after) = names.split_at(expected.min(names.len()));
    let found = match after.iter().position(|known| *known == name) {
        Some(index) => Some(before.len() + index),
        None => before.iter().position(|known| *known == name),
    };
    found.ok_or_else(|| name.to_owned())
}

/// Begins to write a record.
pub(crate) fn begin<T: Fields, S: Serializer>(
    record: &T,
    serializer: S,
) -> Result<S::SerializeMap, S::Error> {
    let unknown = unknown(record).count();
    serializer.serialize_map(Some(record.names().len() + unknown))
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
    let names = record.names();
    let extra = record.extra().iter();
    extra.filter(|(name, _)| !names.contains(&name.as_str()))
}
