//! What an administrator sees: objects, the store, projections, and whether a job may run.
//!
//! Pure: no I/O, no clock, and it cannot fail. A malformed record becomes a row with a warning.
//!
//! Changes go into a [`Writer`], which keeps a [`World`]: the objects as they came, and lists of
//! them that are kept sorted ([`store`](mod@store), [`world`]). Readers take a look through a
//! [`Store`] and have it projected: [`tree`], [`table`], [`page`], [`search`], each a function of
//! some [`ConnectionInfo`]s and of what is wanted, made only as far as it is seen; a tree and a list
//! can be kept from look to look. [`changes`] are what a timeline keeps. [`metrics`] keeps what hosts measure. [`jobs`] says what can be done to
//! objects, why not, and how, as plans. What crosses to the
//! window is in [`view`]; what the window has to translate is in [`words`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod alarms;
pub mod alerts;
pub mod changes;
mod connection;
mod copy_on_write;
mod guest;
pub mod health;
mod index;
pub mod jobs;
pub mod kept;
pub mod key;
mod look;
mod matching;
mod memory;
mod message;
pub mod metrics;
pub mod name;
mod objects;
pub mod page;
pub mod problem;
pub mod query;
pub mod search;
mod sorted_index;
pub mod store;
pub mod table;
pub mod tree;
pub mod view;
pub mod words;
pub mod world;

pub use connection::{Access, ConnectionInfo, Way};
pub use jobs::{ActionState, Job, JobRequest};
pub use key::{ConnectionId, ObjectKey};
pub use objects::kind_of;
pub use problem::Problem;
pub use store::{Snapshot, Store, Touched, Writer, store};
pub use world::World;
