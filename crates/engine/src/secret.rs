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

/// Has the system write no core file should this process crash: all that is in memory would be in it.
/// Where the system hands cores to a program of its own, that one is told the same and mostly obeys.
pub fn leave_no_core() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "a crash may leave a core file");
        }
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

    #[cfg(unix)]
    #[test]
    fn a_crash_leaves_no_core() {
        use rustix::process::{Resource, getrlimit};
        leave_no_core();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
