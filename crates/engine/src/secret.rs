//! A text that must not be seen.

use std::fmt;

use serde::Deserialize;
use ts_rs::TS;
use zeroize::Zeroizing;

/// A password or token: cannot be printed or serialised, and is wiped from memory when dropped.
#[derive(Clone, Deserialize, PartialEq, Eq, TS)]
#[serde(transparent)]
#[ts(as = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into keeping.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, for the one who really needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
