//! What can be wrong with a file, and where.

use std::{borrow::Cow, io};

/// Something is wrong with a file, at a place that can be looked at.
#[derive(Debug, thiserror::Error)]
#[error("{part}, at byte {offset}: {fault}")]
pub struct Error {
    /// The part of the file, in words: `header`, `block 7`, `Ref:4/00000001`.
    pub part: Cow<'static, str>,
    /// The byte at which that part begins. In a compressed archive, of what was compressed.
    pub offset: u64,
    /// What is wrong there.
    #[source]
    pub fault: Fault,
}

/// What is wrong, without its place.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file ends before this part does.
    #[error("the file ends too early")]
    Truncated,
    /// The file is of another kind, or this part of it is missing.
    #[error("this is no {0}")]
    NotA(&'static str),
    /// The bytes are not those of which the checksum was made.
    #[error("the checksum is wrong")]
    Checksum,
    /// What stands there contradicts the format, or something else in the file.
    #[error("{0}")]
    Invalid(Cow<'static, str>),
    /// The format allows it, and this crate does not read or write it.
    #[error("{0} is not supported")]
    Unsupported(Cow<'static, str>),
    /// A number in the file is larger than any that is worth the memory.
    #[error("{what} is {value}, more than {limit}")]
    TooLarge {
        /// What the number counts.
        what: &'static str,
        /// The number.
        value: u64,
        /// The largest that is taken.
        limit: u64,
    },
    /// The bytes come as a stream, and this part lies before what was read already.
    #[error("it lies before what was read already: the file must be one that can be sought in")]
    Backwards,
    /// Reading or writing failed.
    #[error(transparent)]
    Io(io::Error),
}

impl Fault {
    pub(crate) fn invalid(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(text.into())
    }

    pub(crate) fn unsupported(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Unsupported(text.into())
    }

    /// The number, if it is not larger than `limit`.
    pub(crate) fn at_most(what: &'static str, value: u64, limit: u64) -> Result<u64, Self> {
        if value > limit {
            return Err(Self::TooLarge { what, value, limit });
        }
        Ok(value)
    }

    /// Says where.
    pub(crate) fn at(self, part: impl Into<Cow<'static, str>>, offset: u64) -> Error {
        Error {
            part: part.into(),
            offset,
            fault: self,
        }
    }
}

/// An end of the file is told apart from other failures: it is a fact about the file.
impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            _ => Self::Io(error),
        }
    }
}

/// Says where, of whatever can become a [`Fault`].
pub(crate) trait Located<T> {
    /// The part is made into words only when they are needed.
    fn at<P: Into<Cow<'static, str>>>(
        self,
        offset: u64,
        part: impl FnOnce() -> P,
    ) -> Result<T, Error>;
}

impl<T, F: Into<Fault>> Located<T> for Result<T, F> {
    fn at<P: Into<Cow<'static, str>>>(
        self,
        offset: u64,
        part: impl FnOnce() -> P,
    ) -> Result<T, Error> {
        self.map_err(|fault| fault.into().at(part(), offset))
    }
}
