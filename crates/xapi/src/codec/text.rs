//! Reading text into a type made from text.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};

/// Takes text, and only text, for a type that any text makes.
pub(crate) struct TextVisitor<T> {
    expected: &'static str,
    made: PhantomData<T>,
}

impl<T> TextVisitor<T> {
    pub(crate) fn new(expected: &'static str) -> Self {
        Self {
            expected,
            made: PhantomData,
        }
    }
}

impl<T: for<'a> From<&'a str>> Visitor<'_> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(text.into())
    }
}
