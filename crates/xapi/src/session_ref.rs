//! The reference of a session: whoever has it is logged in.

use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::codec::text::TextVisitor;

/// A session reference. It opens the pool to whoever reads it, so it does not print itself and is
/// wiped from memory when dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SessionRef(Zeroizing<String>);

impl SessionRef {
    /// The text itself, to be sent to the server and nowhere else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Whether a text is a uuid and nothing else, as the references of xend's sessions are.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

impl From<&str> for SessionRef {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

/// As the answer of a log-in.
impl<'de> Deserialize<'de> for SessionRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor::new("the reference of a session"))
    }
}

impl fmt::Debug for SessionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionRef(…)")
    }
}
