//! How one member of a record is read: whatever the server sent, the record survives.
//!
//! The two codecs, and servers of twenty years, write one value in several ways: an int is a number
//! or text, a float may look integral or be the word `NaN`, a flag may be 0 or 1. Each type of
//! member takes all the ways that mean it, and hands anything else back, so that the record can
//! keep it in its `extra`. One set of visitors serves every codec, since both are self-describing.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, de};
use serde_json::Value;

use crate::datetime::DateTime;
use crate::reference::{OpaqueRef, Ref};

/// A value without parts, as a codec found it.
#[derive(Clone, Copy)]
pub(crate) enum Scalar<'a> {
    Null,
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    pub(crate) fn text(self) -> Option<&'a str> {
        match self {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }

    fn into_value(self) -> Value {
        match self {
            Scalar::Null => Value::Null,
            Scalar::Bool(flag) => flag.into(),
            Scalar::Integer(number) => match i64::try_from(number) {
                Ok(number) => number.into(),
                Err(_) => u64::try_from(number).map_or(Value::Null, Value::from),
            },
            // What JSON has no number for is kept as the text of it.
            Scalar::Float(number) if !number.is_finite() => number.to_string().into(),
            Scalar::Float(number) => number.into(),
            Scalar::Text(text) => text.into(),
        }
    }
}

/// What came of reading a member.
pub(crate) enum Taken<T> {
    /// All of it was understood.
    Whole(T),
    /// Some elements were of a wrong type: the rest, and the value as it came.
    Part(T, Value),
    /// It was of a wrong type altogether.
    Nothing(Value),
}

/// A type that a member of a record may have.
pub(crate) trait Member: Sized + Default + Serialize {
    /// Takes a value without parts, or refuses it.
    fn scalar(_found: Scalar<'_>) -> Option<Self> {
        None
    }

    /// Takes a list.
    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Taken<Self>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(list)).map(Taken::Nothing)
    }

    /// Takes a map.
    fn map<'de, A: MapAccess<'de>>(map: A) -> Result<Taken<Self>, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(map)).map(Taken::Nothing)
    }
}

/// A type that the keys of a map may have; on the wire they are text.
pub(crate) trait Key: Sized + Ord + Serialize {
    fn key(text: &str) -> Option<Self>;
}

/// Reads the next value of a map into `slot`. What was not understood is given back.
pub(crate) fn fill<'de, T: Member, A: MapAccess<'de>>(
    slot: &mut T,
    map: &mut A,
) -> Result<Option<Value>, A::Error> {
    Ok(match map.next_value_seed(Take::<T>::new())? {
        Taken::Whole(value) => {
            *slot = value;
            None
        }
        Taken::Part(value, whole) => {
            *slot = value;
            Some(whole)
        }
        Taken::Nothing(value) => Some(value),
    })
}

/// The visitor of a member of type `T`.
pub(crate) struct Take<T>(PhantomData<T>);

impl<T> Take<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

fn take<T: Member, E>(found: Scalar<'_>) -> Result<Taken<T>, E> {
    Ok(T::scalar(found).map_or_else(|| Taken::Nothing(found.into_value()), Taken::Whole))
}

impl<'de, T: Member> DeserializeSeed<'de> for Take<T> {
    type Value = Taken<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Taken<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Member> Visitor<'de> for Take<T> {
    type Value = Taken<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Taken<T>, E> {
        take(Scalar::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Taken<T>, E> {
        take(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Taken<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, found: bool) -> Result<Taken<T>, E> {
        take(Scalar::Bool(found))
    }

    fn visit_i64<E: de::Error>(self, found: i64) -> Result<Taken<T>, E> {
        take(Scalar::Integer(found.into()))
    }

    fn visit_u64<E: de::Error>(self, found: u64) -> Result<Taken<T>, E> {
        take(Scalar::Integer(found.into()))
    }

    fn visit_f64<E: de::Error>(self, found: f64) -> Result<Taken<T>, E> {
        take(Scalar::Float(found))
    }

    fn visit_str<E: de::Error>(self, found: &str) -> Result<Taken<T>, E> {
        take(Scalar::Text(found))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Taken<T>, A::Error> {
        T::list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Taken<T>, A::Error> {
        T::map(map)
    }
}

impl Member for String {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        match found {
            Scalar::Text(text) => Some(text.to_owned()),
            // A number where text is meant loses nothing as text (`event.id` of old servers).
            Scalar::Integer(number) => Some(number.to_string()),
            Scalar::Null | Scalar::Bool(_) | Scalar::Float(_) => None,
        }
    }
}

impl Member for i64 {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        match found {
            Scalar::Integer(number) => i64::try_from(number).ok(),
            Scalar::Text(text) => text.trim().parse().ok(),
            // 2^53: beyond it a float no longer tells one integer from the next.
            Scalar::Float(number)
                if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 =>
            {
                Some(number as i64)
            }
            _ => None,
        }
    }
}

impl Member for f64 {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        match found {
            Scalar::Float(number) => Some(number),
            Scalar::Integer(number) => Some(number as f64),
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Null => Some(f64::NAN),
            Scalar::Bool(_) => None,
        }
    }
}

impl Member for bool {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        match found {
            Scalar::Bool(flag) => Some(flag),
            Scalar::Integer(0) => Some(false),
            Scalar::Integer(1) => Some(true),
            Scalar::Text(text) => match text.trim() {
                "1" | "true" | "True" => Some(true),
                "0" | "false" | "False" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Member for DateTime {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        found.text().and_then(|text| text.parse().ok())
    }
}

impl Member for OpaqueRef {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        match found {
            Scalar::Text(text) => Some(text.into()),
            Scalar::Null => Some(Self::null()),
            _ => None,
        }
    }
}

impl<C> Member for Ref<C> {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        OpaqueRef::scalar(found).map(Self::from)
    }
}

impl<T: Member> Member for Option<T> {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        match found {
            Scalar::Null => Some(None),
            _ => T::scalar(found).map(Some),
        }
    }

    fn list<'de, A: SeqAccess<'de>>(list: A) -> Result<Taken<Self>, A::Error> {
        T::list(list).map(some)
    }

    fn map<'de, A: MapAccess<'de>>(map: A) -> Result<Taken<Self>, A::Error> {
        T::map(map).map(some)
    }
}

fn some<T>(taken: Taken<T>) -> Taken<Option<T>> {
    match taken {
        Taken::Whole(value) => Taken::Whole(Some(value)),
        Taken::Part(value, whole) => Taken::Part(Some(value), whole),
        Taken::Nothing(value) => Taken::Nothing(value),
    }
}

impl<T: Member> Member for Vec<T> {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        matches!(found, Scalar::Null).then(Vec::new)
    }

    fn list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Taken<Self>, A::Error> {
        let mut good = Vec::new();
        // Only a list with something wrong in it is kept as it came.
        let mut whole: Option<Vec<Value>> = None;
        while let Some(taken) = list.next_element_seed(Take::<T>::new())? {
            let (value, wrong) = split(taken);
            if wrong.is_some() && whole.is_none() {
                whole = Some(good.iter().map(as_json).collect());
            }
            if let Some(whole) = &mut whole {
                whole.push(wrong.unwrap_or_else(|| value.as_ref().map_or(Value::Null, as_json)));
            }
            good.extend(value);
        }
        Ok(match whole {
            None => Taken::Whole(good),
            Some(whole) => Taken::Part(good, Value::Array(whole)),
        })
    }
}

impl<K: Key, T: Member> Member for BTreeMap<K, T> {
    fn scalar(found: Scalar<'_>) -> Option<Self> {
        matches!(found, Scalar::Null).then(BTreeMap::new)
    }

    fn map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Taken<Self>, A::Error> {
        let mut good = BTreeMap::new();
        let mut whole: Option<serde_json::Map<String, Value>> = None;
        while let Some(key) = map.next_key_seed(TakeKey::<K>(PhantomData))? {
            let (value, mut wrong) = split(map.next_value_seed(Take::<T>::new())?);
            if key.is_err() && wrong.is_none() {
                wrong = value.as_ref().map(as_json);
            }
            if wrong.is_some() && whole.is_none() {
                whole = Some(
                    good.iter()
                        .map(|(k, v)| (key_text(k), as_json(v)))
                        .collect(),
                );
            }
            if let Some(whole) = &mut whole {
                let key = match &key {
                    Ok(key) => key_text(key),
                    Err(text) => text.clone(),
                };
                let value = wrong.or_else(|| value.as_ref().map(as_json));
                whole.insert(key, value.unwrap_or(Value::Null));
            }
            if let (Ok(key), Some(value)) = (key, value) {
                good.insert(key, value);
            }
        }
        Ok(match whole {
            None => Taken::Whole(good),
            Some(whole) => Taken::Part(good, Value::Object(whole)),
        })
    }
}

fn split<T>(taken: Taken<T>) -> (Option<T>, Option<Value>) {
    match taken {
        Taken::Whole(value) => (Some(value), None),
        Taken::Part(value, whole) => (Some(value), Some(whole)),
        Taken::Nothing(value) => (None, Some(value)),
    }
}

fn as_json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

fn key_text<K: Serialize>(key: &K) -> String {
    match as_json(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

impl Key for String {
    fn key(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Key for i64 {
    fn key(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

impl<C> Key for Ref<C> {
    fn key(text: &str) -> Option<Self> {
        Some(text.into())
    }
}

/// Reads a key; one that does not fit is given back as text.
struct TakeKey<K>(PhantomData<K>);

impl<'de, K: Key> DeserializeSeed<'de> for TakeKey<K> {
    type Value = Result<K, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<K: Key> Visitor<'_> for TakeKey<K> {
    type Value = Result<K, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(K::key(text).ok_or_else(|| text.to_owned()))
    }
}
