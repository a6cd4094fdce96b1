//! Names for things: which connection, which object.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Class, OpaqueRef, RecordOf, Ref};

/// Names one server a person added; made up by us, stable over restarts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[ts(as = "String")]
pub struct ConnectionId(Arc<str>);

impl ConnectionId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Arc<str>>> From<T> for ConnectionId {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands for a class in the name of a connection; no class of the API is called so.
const CONNECTION: &str = "connection";

/// Names one object of one connection, the same on both sides of the window.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ObjectKey {
    /// The connection that the object came by.
    pub connection: ConnectionId,
    /// The class by its canonical wire name (`VM`, `host`, `SR`, …).
    pub class: String,
    /// The reference, opaque.
    pub reference: String,
}

impl ObjectKey {
    /// Names `reference` of `class` on `connection`.
    pub fn new(connection: &ConnectionId, class: &Class, reference: &OpaqueRef) -> Self {
        Self {
            connection: connection.clone(),
            class: class.name().to_owned(),
            reference: reference.as_str().to_owned(),
        }
    }

    /// Names what a typed reference leads to.
    pub(crate) fn to<T: RecordOf>(connection: &ConnectionId, reference: &Ref<T>) -> Self {
        Self::new(connection, &T::CLASS, reference.opaque())
    }

    /// Names a connection itself rather than an object that came by it: it is there, and things can
    /// be done to it, before anything is known of its pool.
    pub fn of_connection(connection: &ConnectionId) -> Self {
        Self {
            connection: connection.clone(),
            class: CONNECTION.to_owned(),
            reference: String::new(),
        }
    }

    /// Whether it names a connection itself.
    pub fn is_connection(&self) -> bool {
        self.class == CONNECTION
    }

    /// The class as a value.
    pub fn class(&self) -> Class {
        Class::from_wire(&self.class)
    }

    /// The reference as a value.
    pub fn opaque(&self) -> OpaqueRef {
        OpaqueRef::from(self.reference.as_str())
    }
}
