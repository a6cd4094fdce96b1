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

impl From<Zeroizing<String>> for Secret {
    fn from(text: Zeroizing<String>) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_not_show_itself() {
        let secret = Secret::new("hunter2");
        assert_eq!(
            format!("{secret:?} {:?}", Some(&secret)),
            "Secret(…) Some(Secret(…))"
        );
        let read: Secret = serde_json::from_str("\"hunter2\"").unwrap();
        assert_eq!(read.reveal(), "hunter2");
        // What cannot be read is not quoted.
        let told = serde_json::from_str::<Secret>("[\"hunter2\"]").unwrap_err();
        assert!(!told.to_string().contains("hunter2"), "{told}");
    }
}
