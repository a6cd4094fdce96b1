//! How one member of a record is read: whatever the server sent, the record survives.
//!
//! The two codecs, and servers of twenty years, write one value in several ways: an int is a number
//! or text, a float may look integral or be the word `NaN`, a flag may be 0 or 1. Each type of
//! member takes all the ways that mean it, and hands anything else back, so that the record can
//! keep it in its `extra`.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;
use serde::Serialize;
use serde_json::Value;

use crate::codec::allowance;
use crate::datetime::DateTime;
use crate::interner::{share_list, share_text};
use crate::reference::{OpaqueRef, Ref};
use crate::text::{List as Elements, Text};

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

    /// Puts what was made of this value into its place, or hands the value back.
    pub(crate) fn put<T>(self, made: Option<T>, place: &mut T) -> ReadOutcome {
        match made {
            Some(value) => {
                *place = value;
                ReadOutcome::Whole
            }
            None => ReadOutcome::Not(self.into_value()),
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

/// How a value fitted a member.
pub(crate) enum ReadOutcome {
    /// All of it was understood.
    Whole,
    /// Some elements were of a wrong type: the value as it came. The member has the others.
    Part(Value),
    /// It was of a wrong type altogether. The member is as it was.
    Not(Value),
}

impl ReadOutcome {
    /// What was not understood.
    pub(crate) fn misfit(self) -> Option<Value> {
        match self {
            ReadOutcome::Whole => None,
            ReadOutcome::Part(value) | ReadOutcome::Not(value) => Some(value),
        }
    }
}

/// Reading cannot go on. The source knows why.
pub(crate) struct Aborted;

/// Stops if no more may be made of what is read.
pub(crate) fn afford(bytes: usize) -> Result<(), Aborted> {
    allowance::take(bytes).then_some(()).ok_or(Aborted)
}

/// What a value that is kept as it comes takes; a text beside it is as long as it was.
const VALUE: usize = 2 * size_of::<Value>();
/// A map has room for some entries from the first on.
const FIRST_ENTRY: usize = 600;
const ENTRY: usize = VALUE + 2 * size_of::<String>();

/// The same for one more entry of a map of values.
pub(crate) fn afford_entry(before: usize) -> Result<(), Aborted> {
    afford(if before == 0 { FIRST_ENTRY } else { ENTRY })
}

/// A list as a codec reads it.
pub(crate) trait List {
    /// Reads the next element. None at the end.
    fn next(&mut self, element: &mut dyn FieldSlot) -> Result<Option<ReadOutcome>, Aborted>;
}

/// A map as a codec reads it.
pub(crate) trait Map {
    /// Reads the next key. False at the end.
    fn next_key(&mut self, take: &mut dyn FnMut(&str)) -> Result<bool, Aborted>;

    /// Reads the value of that key.
    fn value(&mut self, field_slot: &mut dyn FieldSlot) -> Result<ReadOutcome, Aborted>;
}

/// A place for a value.
pub(crate) trait FieldSlot {
    /// Takes a value without parts.
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        ReadOutcome::Not(found.into_value())
    }

    /// Takes a list.
    fn list(&mut self, list: &mut dyn List) -> Result<ReadOutcome, Aborted> {
        let mut value = Value::Null;
        value.list(list)?;
        Ok(ReadOutcome::Not(value))
    }

    /// Takes a map.
    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        let mut value = Value::Null;
        value.map(map)?;
        Ok(ReadOutcome::Not(value))
    }

    /// Shares the memory of an older value, if it is the same as that.
    fn share(&mut self, _old: &Self)
    where
        Self: Sized,
    {
    }

    /// Tells values apart that are likely to come again in other records. False if such a value
    /// hardly ever does.
    fn digest(&self, _digest: &mut FxHasher) -> bool {
        false
    }
}

/// A type that the keys of a map may have; on the wire they are text.
pub(crate) trait Key: Hash + Ord + Clone + Serialize + Send + Sync + 'static {
    fn key(text: &str) -> Option<Self>;
}

impl FieldSlot for String {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        let made = match found {
            Scalar::Text(text) => Some(text.to_owned()),
            // A number where text is meant loses nothing as text (`event.id` of old servers).
            Scalar::Integer(number) => Some(number.to_string()),
            Scalar::Null | Scalar::Bool(_) | Scalar::Float(_) => None,
        };
        found.put(made, self)
    }
}

impl FieldSlot for Text {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        if let Scalar::Text(text) = found {
            *self = share_text(text);
            return ReadOutcome::Whole;
        }
        let mut text = String::new();
        let fit = text.scalar(found);
        if let ReadOutcome::Whole = fit {
            *self = text.into();
        }
        fit
    }

    fn share(&mut self, old: &Self) {
        if self == old {
            self.clone_from(old);
        }
    }

    fn digest(&self, digest: &mut FxHasher) -> bool {
        self.hash(digest);
        true
    }
}

impl FieldSlot for i64 {
    fn digest(&self, digest: &mut FxHasher) -> bool {
        self.hash(digest);
        true
    }

    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        /// 2^53: beyond it a float no longer tells one integer from the next.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let made = match found {
            Scalar::Integer(number) => i64::try_from(number).ok(),
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Float(number) => {
                (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
            }
            Scalar::Null | Scalar::Bool(_) => None,
        };
        found.put(made, self)
    }
}

impl FieldSlot for f64 {
    fn digest(&self, digest: &mut FxHasher) -> bool {
        self.to_bits().hash(digest);
        true
    }

    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        let made = match found {
            Scalar::Float(number) => Some(number),
            Scalar::Integer(number) => Some(number as f64),
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Null => Some(f64::NAN),
            Scalar::Bool(_) => None,
        };
        found.put(made, self)
    }
}

impl FieldSlot for bool {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        let made = match found {
            Scalar::Bool(flag) => Some(flag),
            Scalar::Integer(0) => Some(false),
            Scalar::Integer(1) => Some(true),
            Scalar::Text(text) => match text.trim() {
                "1" | "true" | "True" => Some(true),
                "0" | "false" | "False" => Some(false),
                _ => None,
            },
            _ => None,
        };
        found.put(made, self)
    }
}

impl FieldSlot for DateTime {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        let made = found.text().and_then(|text| text.parse().ok());
        found.put(made, self)
    }
}

impl FieldSlot for OpaqueRef {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        let made = match found {
            Scalar::Text(text) => Some(text.into()),
            Scalar::Null => Some(Self::null()),
            _ => None,
        };
        found.put(made, self)
    }

    fn share(&mut self, old: &Self) {
        if self == old {
            self.clone_from(old);
        }
    }
}

impl<C> FieldSlot for Ref<C> {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        let mut opaque = OpaqueRef::null();
        let fit = opaque.scalar(found);
        if let ReadOutcome::Whole = fit {
            *self = opaque.into();
        }
        fit
    }

    fn share(&mut self, old: &Self) {
        if self == old {
            self.clone_from(old);
        }
    }
}

impl<T: FieldSlot + Default> FieldSlot for Option<T> {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        if let Scalar::Null = found {
            *self = None;
            return ReadOutcome::Whole;
        }
        let mut inner = T::default();
        let fit = inner.scalar(found);
        self.unless_misfit(fit, inner)
    }

    fn list(&mut self, list: &mut dyn List) -> Result<ReadOutcome, Aborted> {
        let mut inner = T::default();
        let fit = inner.list(list)?;
        Ok(self.unless_misfit(fit, inner))
    }

    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        let mut inner = T::default();
        let fit = inner.map(map)?;
        Ok(self.unless_misfit(fit, inner))
    }
}

trait UnlessMisfit<T> {
    fn unless_misfit(&mut self, fit: ReadOutcome, inner: T) -> ReadOutcome;
}

impl<T> UnlessMisfit<T> for Option<T> {
    fn unless_misfit(&mut self, fit: ReadOutcome, inner: T) -> ReadOutcome {
        if let ReadOutcome::Whole | ReadOutcome::Part(_) = fit {
            *self = Some(inner);
        }
        fit
    }
}

/// What lists and maps are made of.
pub(crate) trait Element:
    FieldSlot + Default + Serialize + Clone + PartialEq + Send + Sync + 'static
{
}

impl<T> Element for T where
    T: FieldSlot + Default + Serialize + Clone + PartialEq + Send + Sync + 'static
{
}

/// The same, once it has something with room for what most have: it is made smaller at the end.
fn with_room<T>(elements: &mut Vec<T>) -> &mut Vec<T> {
    const ROOM: usize = 16;
    if elements.capacity() == 0 {
        elements.reserve(ROOM);
    }
    elements
}

impl<T: Element> FieldSlot for Elements<T> {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        found.put(matches!(found, Scalar::Null).then(Self::new), self)
    }

    fn list(&mut self, list: &mut dyn List) -> Result<ReadOutcome, Aborted> {
        let mut elements = Vec::new();
        // Only a list with something wrong in it is kept as it came.
        let mut whole: Option<Vec<Value>> = None;
        loop {
            let mut element = T::default();
            let Some(fit) = list.next(&mut element)? else {
                break;
            };
            let fits = !matches!(fit, ReadOutcome::Not(_));
            let misfit = fit.misfit();
            if misfit.is_some() && whole.is_none() {
                afford(elements.len() * VALUE)?;
                whole = Some(elements.iter().map(as_json).collect());
            }
            if let Some(whole) = &mut whole {
                afford(VALUE)?;
                whole.push(misfit.unwrap_or_else(|| as_json(&element)));
            }
            if fits {
                // It grows by doubling.
                afford(2 * size_of::<T>())?;
                with_room(&mut elements).push(element);
            }
        }
        let mut digest = FxHasher::default();
        let often = elements.iter().all(|element| element.digest(&mut digest));
        *self = share_list(elements, often.then(|| digest.finish()));
        Ok(whole.map_or(ReadOutcome::Whole, |whole| {
            ReadOutcome::Part(Value::Array(whole))
        }))
    }

    fn share(&mut self, old: &Self) {
        if self == old {
            self.clone_from(old);
        }
    }

    fn digest(&self, digest: &mut FxHasher) -> bool {
        self.iter().all(|element| element.digest(digest))
    }
}

impl<K: Key, T: Element> FieldSlot for crate::Map<K, T> {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        found.put(matches!(found, Scalar::Null).then(Self::new), self)
    }

    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        let mut entries: Vec<(K, T)> = Vec::new();
        let mut whole: Option<serde_json::Map<String, Value>> = None;
        loop {
            let mut key: Result<K, String> = Err(String::new());
            let more = map.next_key(&mut |text| {
                key = K::key(text).ok_or_else(|| text.to_owned());
            })?;
            if !more {
                break;
            }
            let mut value = T::default();
            let fit = map.value(&mut value)?;
            let fits = !matches!(fit, ReadOutcome::Not(_));
            let misfit = fit.misfit();
            if (misfit.is_some() || key.is_err()) && whole.is_none() {
                afford(FIRST_ENTRY + entries.len() * ENTRY)?;
                let so_far = entries.iter().map(|(k, v)| (key_text(k), as_json(v)));
                whole = Some(so_far.collect());
            }
            if let Some(whole) = &mut whole {
                afford(ENTRY)?;
                let name = key.as_ref().map_or_else(String::clone, key_text);
                whole.insert(name, misfit.unwrap_or_else(|| as_json(&value)));
            }
            if let (Ok(key), true) = (key, fits) {
                afford(2 * size_of::<(K, T)>())?;
                with_room(&mut entries).push((key, value));
            }
        }
        let mut digest = FxHasher::default();
        let often = entries.iter().all(|(key, value)| {
            key.hash(&mut digest);
            value.digest(&mut digest)
        });
        *self = Self::sharing(entries, often.then(|| digest.finish()));
        Ok(whole.map_or(ReadOutcome::Whole, |whole| {
            ReadOutcome::Part(Value::Object(whole))
        }))
    }

    fn share(&mut self, old: &Self) {
        if self == old {
            self.clone_from(old);
        }
    }
}

/// A value that is kept as it comes.
impl FieldSlot for Value {
    fn scalar(&mut self, found: Scalar<'_>) -> ReadOutcome {
        *self = found.into_value();
        ReadOutcome::Whole
    }

    fn list(&mut self, list: &mut dyn List) -> Result<ReadOutcome, Aborted> {
        let mut elements = Vec::new();
        loop {
            let mut element = Value::Null;
            if list.next(&mut element)?.is_none() {
                break;
            }
            afford(VALUE)?;
            elements.push(element);
        }
        *self = Value::Array(elements);
        Ok(ReadOutcome::Whole)
    }

    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        let mut members = serde_json::Map::new();
        let mut name = String::new();
        while map.next_key(&mut |text| text.clone_into(&mut name))? {
            let mut value = Value::Null;
            map.value(&mut value)?;
            afford_entry(members.len())?;
            members.insert(std::mem::take(&mut name), value);
        }
        *self = Value::Object(members);
        Ok(ReadOutcome::Whole)
    }
}

/// A value that does not matter.
pub(crate) struct Ignored;

impl FieldSlot for Ignored {
    fn scalar(&mut self, _found: Scalar<'_>) -> ReadOutcome {
        ReadOutcome::Whole
    }

    fn list(&mut self, list: &mut dyn List) -> Result<ReadOutcome, Aborted> {
        while list.next(&mut Ignored)?.is_some() {}
        Ok(ReadOutcome::Whole)
    }

    fn map(&mut self, map: &mut dyn Map) -> Result<ReadOutcome, Aborted> {
        while map.next_key(&mut |_| ())? {
            map.value(&mut Ignored)?;
        }
        Ok(ReadOutcome::Whole)
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

impl Key for Text {
    fn key(text: &str) -> Option<Self> {
        Some(share_text(text))
    }
}

impl Key for i64 {
    fn key(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
}

impl<C: 'static> Key for Ref<C> {
    fn key(text: &str) -> Option<Self> {
        Some(text.into())
    }
}
