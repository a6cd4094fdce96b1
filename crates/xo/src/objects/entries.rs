//! A map from id to object, read entry by entry: a map of 20 MB is never one value in memory.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{Object, Tally};
use crate::error::{Error, Result};

/// The entries of a map. Ends after the first error.
pub(crate) struct Entries {
    map: Bytes,
    at: usize,
    /// What has to come next.
    state: State,
    tally: Tally,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    First,
    Later,
    End,
}

impl Entries {
    pub(crate) fn new(map: Bytes) -> Self {
        Self {
            map,
            at: 0,
            state: State::Open,
            tally: Tally::default(),
        }
    }

    fn step(&mut self) -> Result<Option<Object>> {
        let Some(id) = self.key()? else {
            return Ok(None);
        };
        let start = self.at;
        let kind = match self.value::<Brief>() {
            Ok(brief) => brief.kind,
            // No object, or an odd one: it is carried.
            Err(_) => {
                self.at = start;
                self.value::<IgnoredAny>()?;
                String::new()
            }
        };
        let text = self.map.slice(start..self.at);
        self.tally.count(text.len())?;
        Ok(Some(Object::new(id, kind, text)))
    }

    /// The next key and its colon; none at the end.
    fn key(&mut self) -> Result<Option<String>> {
        if self.state == State::Open {
            self.punctuation(b'{')?;
            self.state = State::First;
        }
        match (self.peek(), self.state) {
            (_, State::End) => return Ok(None),
            (Some(b'}'), _) => {
                self.state = State::End;
                return Ok(None);
            }
            (_, State::Later) => self.punctuation(b',')?,
            _ => {}
        }
        self.state = State::Later;
        let key = self.value::<String>()?;
        self.punctuation(b':')?;
        self.peek();
        Ok(Some(key))
    }

    /// Reads a value at where we are, and goes on behind it.
    fn value<T: for<'de> Deserialize<'de>>(&mut self) -> Result<T> {
        let rest = self.map.get(self.at..).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<T>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => Err(Error::unexpected("in a list of objects", &error)),
            None => Err(Error::Cut),
        }
    }

    fn punctuation(&mut self, expected: u8) -> Result<()> {
        match self.peek() {
            Some(found) if found == expected => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(Error::Unexpected("it is no list of objects".to_owned())),
            None => Err(Error::Cut),
        }
    }

    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.map.get(self.at)? {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }
}

impl Iterator for Entries {
    type Item = Result<Object>;

    fn next(&mut self) -> Option<Result<Object>> {
        let outcome = self.step().transpose();
        if matches!(outcome, Some(Err(_))) {
            self.state = State::End;
        }
        outcome
    }
}

/// The keys of a map.
pub(crate) fn keys(map: Bytes) -> Result<Vec<String>> {
    let mut entries = Entries::new(map);
    let mut keys = Vec::new();
    while let Some(key) = entries.key()? {
        entries.value::<IgnoredAny>()?;
        keys.push(key);
    }
    Ok(keys)
}

/// What has to be known of an object at once; the rest is skipped.
#[derive(Default)]
pub(crate) struct Brief {
    pub(crate) id: Option<String>,
    pub(crate) kind: String,
}

impl<'de> Deserialize<'de> for Brief {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(field_identifier, rename_all = "lowercase")]
        enum Name {
            Id,
            Type,
            #[serde(other)]
            Other,
        }

        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Brief;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Brief, A::Error> {
                let mut brief = Brief::default();
                while let Some(name) = map.next_key::<Name>()? {
                    match name {
                        Name::Id => brief.id = Some(map.next_value()?),
                        Name::Type => brief.kind = map.next_value()?,
                        Name::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(brief)
            }
        }

        deserializer.deserialize_map(Read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(map: &'static str, expect: &[(&str, &str, &str)]) {
        let objects: Result<Vec<Object>> =
            Entries::new(Bytes::from_static(map.as_bytes())).collect();
        let objects = objects.unwrap();
        let seen: Vec<_> = objects
            .iter()
            .map(|object| (object.id(), object.kind(), object.text()))
            .collect();
        assert_eq!(seen, expect);
        let keys = keys(Bytes::from_static(map.as_bytes())).unwrap();
        assert!(keys.iter().eq(expect.iter().map(|entry| entry.0)));
    }

    #[test]
    fn reads_entry_by_entry() {
        check("{}", &[]);
        check(" { } ", &[]);
        check(
            r#"{"a":{"type":"VM","tags":["}",{"type":"x"}]},"b\"é":{"id":"b","type":"SR"}}"#,
            &[
                ("a", "VM", r#"{"type":"VM","tags":["}",{"type":"x"}]}"#),
                ("b\"é", "SR", r#"{"id":"b","type":"SR"}"#),
            ],
        );
        check(
            "{ \"a\" :\n{ \"type\" : \"VM\" } , \"b\" : null, \"c\":{\"type\":7},\"d\":0}",
            &[
                ("a", "VM", "{ \"type\" : \"VM\" }"),
                ("b", "", "null"),
                ("c", "", "{\"type\":7}"),
                ("d", "", "0"),
            ],
        );
    }

    #[test]
    fn ends_after_an_error() {
        #[track_caller]
        fn check(map: &'static str, good: usize) {
            let outcomes: Vec<_> = Entries::new(Bytes::from_static(map.as_bytes())).collect();
            assert_eq!(outcomes.len(), good + 1, "{map}");
            assert!(outcomes[..good].iter().all(Result::is_ok), "{map}");
            assert!(outcomes[good].is_err(), "{map}");
        }
        check("true", 0);
        check("", 0);
        check("[1]", 0);
        check(r#"{"a":{"type":"VM"}"#, 1);
        check(r#"{"a":{"type":"VM"},"b"}"#, 1);
        check(r#"{"a":{"type":"VM"} "b":{}}"#, 1);
        check(r#"{"a":{"type":"V"#, 0);
    }
}
