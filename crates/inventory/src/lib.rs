//! What an administrator sees: objects, the store, projections, and whether a job may run.
//!
//! Pure: no I/O, no clock, and it cannot fail. A malformed record becomes a row with a warning.
#![warn(missing_docs)]

pub mod job;
pub mod key;
pub mod problem;
pub mod view;

pub use job::{ActionState, Job};
pub use key::{ConnectionId, ObjectKey};
pub use problem::Problem;
