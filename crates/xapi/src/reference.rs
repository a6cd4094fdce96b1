//! References: how the server names an object for as long as the object lives.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codec::text::TextVisitor;
use crate::interner::share;

/// How the null reference is written on the wire.
const NULL: &str = "OpaqueRef:NULL";

/// A reference to an object of any class.
///
/// It is compared as text only and cheap to clone. The spellings of "no object" that servers use
/// (`OpaqueRef:NULL`, the empty string of old CD drives, `Ref:*` of a server bug) are one value:
/// [`OpaqueRef::null`], which is also the default.
#[derive(Clone, Default)]
pub struct OpaqueRef(Option<Arc<str>>);

impl OpaqueRef {
    /// The reference to nothing.
    pub const fn null() -> Self {
        Self(None)
    }

    /// Whether this refers to nothing.
    pub fn is_null(&self) -> bool {
        self.0.is_none()
    }

    /// The text on the wire; `OpaqueRef:NULL` for the null reference.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or(NULL)
    }
}

impl From<&str> for OpaqueRef {
    fn from(text: &str) -> Self {
        match text {
            NULL | "" | "Ref:*" => Self(None),
            _ => Self(Some(share(text))),
        }
    }
}

impl From<String> for OpaqueRef {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl<C> From<Ref<C>> for OpaqueRef {
    fn from(typed: Ref<C>) -> Self {
        typed.opaque
    }
}

impl AsRef<str> for OpaqueRef {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for OpaqueRef {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

// Equality, order and hash are those of the text, as `Borrow<str>` demands.
impl PartialEq for OpaqueRef {
    fn eq(&self, other: &Self) -> bool {
        // Those of one reply share their memory: there is nothing to be read then.
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl Eq for OpaqueRef {}

impl PartialOrd for OpaqueRef {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OpaqueRef {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for OpaqueRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for OpaqueRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for OpaqueRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for OpaqueRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for OpaqueRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor::new("a reference"))
    }
}

/// A reference to an object of the class `C`, named by its record type: `Ref<Vm>`.
///
/// The type is a promise of whoever made the reference; the server is the judge.
pub struct Ref<C> {
    opaque: OpaqueRef,
    class: PhantomData<fn() -> C>,
}

impl<C> Ref<C> {
    /// The reference to nothing.
    pub const fn null() -> Self {
        Self {
            opaque: OpaqueRef::null(),
            class: PhantomData,
        }
    }

    /// Whether this refers to nothing.
    pub fn is_null(&self) -> bool {
        self.opaque.is_null()
    }

    /// The text on the wire; `OpaqueRef:NULL` for the null reference.
    pub fn as_str(&self) -> &str {
        self.opaque.as_str()
    }

    /// The same reference without its class.
    pub fn opaque(&self) -> &OpaqueRef {
        &self.opaque
    }
}

// By hand, because the derived ones would ask the same of `C`.
impl<C> Clone for Ref<C> {
    fn clone(&self) -> Self {
        self.opaque.clone().into()
    }
}

impl<C> Default for Ref<C> {
    fn default() -> Self {
        Self::null()
    }
}

impl<C> From<OpaqueRef> for Ref<C> {
    fn from(opaque: OpaqueRef) -> Self {
        Self {
            opaque,
            class: PhantomData,
        }
    }
}

impl<C> From<&OpaqueRef> for Ref<C> {
    fn from(opaque: &OpaqueRef) -> Self {
        opaque.clone().into()
    }
}

impl<C> From<&str> for Ref<C> {
    fn from(text: &str) -> Self {
        OpaqueRef::from(text).into()
    }
}

impl<C> From<String> for Ref<C> {
    fn from(text: String) -> Self {
        OpaqueRef::from(text).into()
    }
}

impl<C> AsRef<str> for Ref<C> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<C> Borrow<str> for Ref<C> {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl<C> PartialEq for Ref<C> {
    fn eq(&self, other: &Self) -> bool {
        self.opaque == other.opaque
    }
}

impl<C> Eq for Ref<C> {}

impl<C> PartialOrd for Ref<C> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<C> Ord for Ref<C> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.opaque.cmp(&other.opaque)
    }
}

impl<C> Hash for Ref<C> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.opaque.hash(state);
    }
}

impl<C> fmt::Display for Ref<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.opaque.fmt(f)
    }
}

impl<C> fmt::Debug for Ref<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.opaque, f)
    }
}

impl<C> Serialize for Ref<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.opaque.serialize(serializer)
    }
}

impl<'de, C> Deserialize<'de> for Ref<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        OpaqueRef::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Vm;
    use std::collections::HashMap;

    #[test]
    fn every_spelling_of_nothing_is_null() {
        for text in ["", "OpaqueRef:NULL", "Ref:*"] {
            assert!(OpaqueRef::from(text).is_null(), "{text:?}");
            assert_eq!(OpaqueRef::from(text), OpaqueRef::null());
            assert_eq!(Ref::<Vm>::from(text).as_str(), "OpaqueRef:NULL");
        }
        assert!(!OpaqueRef::from("OpaqueRef:1").is_null());
        assert!(!OpaqueRef::from("DummyRef:|1|VM.start").is_null());
    }

    #[test]
    fn looks_itself_up_by_text() {
        let map = HashMap::from([(Ref::<Vm>::from("OpaqueRef:1"), 1), (Ref::null(), 2)]);
        assert_eq!(map.get("OpaqueRef:1"), Some(&1));
        assert_eq!(map.get("OpaqueRef:NULL"), Some(&2));
    }

    #[test]
    fn goes_through_json_as_text() {
        let read: Ref<Vm> = serde_json::from_str("\"OpaqueRef:1\"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"OpaqueRef:1\"");
        assert!(serde_json::from_str::<OpaqueRef>("5").is_err());
    }
}
