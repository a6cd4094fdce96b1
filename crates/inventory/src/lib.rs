//! What an administrator sees: objects, the store, projections, and whether a job may run.
//!
//! Pure: no I/O, no clock, and it cannot fail. A malformed record becomes a row with a warning.
#![warn(missing_docs)]

mod connection;
mod filing;
pub mod job;
pub mod key;
pub mod name;
pub mod problem;
pub mod store;
pub mod view;
pub mod world;

pub use connection::ConnectionInfo;
pub use job::{ActionState, Job};
pub use key::{ConnectionId, ObjectKey};
pub use problem::Problem;
pub use store::{Reading, Store, Touched, Writer, store};
pub use world::World;
