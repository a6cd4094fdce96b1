//! What hosts measure: answers of every age read into [`Samples`], kept per object as the archives
//! that a host has ([`ObjectSeries`]), and read back as one line per [`Curve`].
//!
//! Pure like the rest: the times are the servers' own, and whoever asks says until when.

mod archive;
mod curve;
mod frame;
mod place;
mod reply;
mod samples;
mod store;

pub use archive::ARCHIVES;
pub use curve::{Curve, Unit};
pub use frame::{FrameState, encode};
pub use place::{MeasuredAt, measured_at};
pub use reply::{ReplyError, read_archive, read_updates};
pub use samples::{Column, Measured, MeasuredKind, Samples};
pub use store::{Lines, ObjectSeries, SeriesStore};

#[cfg(test)]
mod tests;
