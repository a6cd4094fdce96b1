//! What a pool's messages mean. Their names are free text, so a name that we know is a hint, and what we do
//! not know is shown as it came.

mod alarm;
mod catalogue;
mod sentence;

pub(crate) use alarm::{ALARM, alarm};
pub use catalogue::MessageKind;
pub(crate) use catalogue::{Meaning, meaning};
pub(crate) use sentence::sentence;
