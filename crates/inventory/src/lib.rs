//! What an administrator sees: objects, the store, projections, and whether a job may run.
//!
//! Pure: no I/O, no clock, and it cannot fail. A malformed record becomes a row with a warning.
#![warn(missing_docs)]

pub mod check;
mod connection;
mod filing;
mod guest;
mod hardware;
pub mod job;
pub mod key;
mod look;
mod matching;
mod memory;
pub mod name;
mod net;
pub mod page;
pub mod problem;
pub mod search;
mod storage;
pub mod store;
pub mod table;
pub mod tree;
pub mod view;
pub mod words;
pub mod world;

pub use connection::ConnectionInfo;
pub use job::{ActionState, Job};
pub use key::{ConnectionId, ObjectKey};
pub use problem::Problem;
pub use store::{Reading, Store, Touched, Writer, store};
pub use world::World;
