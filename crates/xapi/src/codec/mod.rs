//! The two ways the API is put into bytes. The caller of a [`Session`](crate::Session) never
//! notices which of them is spoken.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::UnitDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Visitor};

pub(crate) mod allowance;
pub mod http;
pub mod json;
pub(crate) mod lenient;
pub(crate) mod outcome;
pub mod params;
pub(crate) mod streaming;
pub(crate) mod text;
pub mod thin_cli;
pub mod xml;

/// Reads a value of the API into any type.
///
/// Serde's unit takes whatever comes, since "nothing" is written as an empty text.
pub(crate) struct Top<T>(PhantomData<T>);

impl<T> Top<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Top<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(lenient::VoidIsAnything(deserializer))
    }
}

/// A value that may be null, as `result` is beside an error; then the seed is given back.
pub(crate) struct Nullable<S>(pub(crate) S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Nullable<S> {
    type Value = Result<S::Value, S>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Nullable<S> {
    type Value = Result<S::Value, S>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Err(self.0))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Err(self.0))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Ok)
    }
}

/// Does something during which equal texts, lists and references that are decoded on this thread
/// share their memory, as those of one large reply do.
pub fn sharing<T>(read: impl FnOnce() -> T) -> T {
    std::sync::Arc::<crate::interner::Interner>::default().scope(read)
}

/// The value of a reply that has none.
pub(crate) fn nothing<'de, S: DeserializeSeed<'de>, E: serde::de::Error>(
    seed: S,
) -> Result<S::Value, E> {
    seed.deserialize(UnitDeserializer::new())
}
