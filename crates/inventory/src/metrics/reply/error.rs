//! Why an answer cannot be used, and where.

use std::fmt;

/// Brackets and elements may nest this deep; a whole archive needs 6. Readers recurse.
pub(super) const MAX_DEPTH: usize = 32;

/// Why an answer cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyError {
    /// It ends too early, after so many bytes.
    Cut {
        /// Its length.
        length: usize,
    },
    /// It is not what it should be.
    Malformed {
        /// Where: a line and a column, a byte, a row.
        place: String,
        /// What is wrong there.
        reason: String,
    },
}

impl fmt::Display for ReplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut { length } => write!(f, "the measurements end early, at byte {length}"),
            Self::Malformed { place, reason } => write!(f, "the measurements, {place}: {reason}"),
        }
    }
}

impl std::error::Error for ReplyError {}

pub(super) fn malformed(place: impl Into<String>, reason: impl Into<String>) -> ReplyError {
    ReplyError::Malformed {
        place: place.into(),
        reason: reason.into(),
    }
}
