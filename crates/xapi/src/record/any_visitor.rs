//! From serde's codecs to members, through trait objects.
//!
//! Sixty records of eight hundred members, read by several codecs, would be compiled over and over
//! if they were generic. So the codecs are generic over nothing but this small visitor, and all
//! that knows about records is compiled once. The price is a virtual call per value.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::field_slot::{Aborted, FieldSlot, List, Map, ReadOutcome, Scalar};

/// Reads the next value, whatever it is, into a member.
pub(crate) struct AnyVisitor<'m>(pub(crate) &'m mut dyn FieldSlot);

/// Reads all of a deserializer into a new `T`.
pub(crate) fn read<'de, T, D>(deserializer: D, expected: &'static str) -> Result<T, D::Error>
where
    T: FieldSlot + Default,
    D: Deserializer<'de>,
{
    let mut made = T::default();
    match deserializer.deserialize_any(AnyVisitor(&mut made))? {
        ReadOutcome::Whole | ReadOutcome::Part(_) => Ok(made),
        ReadOutcome::Not(_) => Err(D::Error::custom(format_args!("expected {expected}"))),
    }
}

impl<'de> DeserializeSeed<'de> for AnyVisitor<'_> {
    type Value = ReadOutcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ReadOutcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyVisitor<'_> {
    type Value = ReadOutcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<ReadOutcome, E> {
        Ok(self.0.scalar(Scalar::Null))
    }

    fn visit_none<E: Error>(self) -> Result<ReadOutcome, E> {
        Ok(self.0.scalar(Scalar::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<ReadOutcome, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, found: bool) -> Result<ReadOutcome, E> {
        Ok(self.0.scalar(Scalar::Bool(found)))
    }

    fn visit_i64<E: Error>(self, found: i64) -> Result<ReadOutcome, E> {
        Ok(self.0.scalar(Scalar::Integer(found.into())))
    }

    fn visit_u64<E: Error>(self, found: u64) -> Result<ReadOutcome, E> {
        Ok(self.0.scalar(Scalar::Integer(found.into())))
    }

    fn visit_f64<E: Error>(self, found: f64) -> Result<ReadOutcome, E> {
        Ok(self.0.scalar(Scalar::Float(found)))
    }

    fn visit_str<E: Error>(self, found: &str) -> Result<ReadOutcome, E> {
        Ok(self.0.scalar(Scalar::Text(found)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<ReadOutcome, A::Error> {
        let mut source = Source::new(access);
        let outcome = self.0.list(&mut source);
        source.result(outcome)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<ReadOutcome, A::Error> {
        let mut source = Source::new(access);
        let outcome = self.0.map(&mut source);
        source.result(outcome)
    }
}

/// A list or map of serde's; it keeps the error that made it stop.
struct Source<A, E> {
    access: A,
    error: Option<E>,
}

impl<A, E: Error> Source<A, E> {
    fn new(access: A) -> Self {
        Self {
            access,
            error: None,
        }
    }

    fn keep<T>(&mut self, outcome: Result<T, E>) -> Result<T, Aborted> {
        outcome.map_err(|error| {
            self.error = Some(error);
            Aborted
        })
    }

    fn result(self, outcome: Result<ReadOutcome, Aborted>) -> Result<ReadOutcome, E> {
        outcome.map_err(|Aborted| {
            self.error
                .unwrap_or_else(|| E::custom("more than so few bytes can mean"))
        })
    }
}

impl<'de, A: SeqAccess<'de>> List for Source<A, A::Error> {
    fn next(&mut self, element: &mut dyn FieldSlot) -> Result<Option<ReadOutcome>, Aborted> {
        let outcome = self.access.next_element_seed(AnyVisitor(element));
        self.keep(outcome)
    }
}

impl<'de, A: MapAccess<'de>> Map for Source<A, A::Error> {
    fn next_key(&mut self, take: &mut dyn FnMut(&str)) -> Result<bool, Aborted> {
        let outcome = self.access.next_key_seed(Name(take));
        self.keep(outcome).map(|key| key.is_some())
    }

    fn value(&mut self, field_slot: &mut dyn FieldSlot) -> Result<ReadOutcome, Aborted> {
        let outcome = self.access.next_value_seed(AnyVisitor(field_slot));
        self.keep(outcome)
    }
}

/// Reads the name of a member.
struct Name<'t>(&'t mut dyn FnMut(&str));

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<(), E> {
        (self.0)(name);
        Ok(())
    }
}
