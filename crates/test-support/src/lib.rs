//! What the tests of several crates share.
//!
//! A test must pass on a machine whose cores are all busy with something else, so no test asserts on
//! elapsed real time, and none sleeps and hopes. What happens by itself is waited for with
//! [`eventually()`] and its kin, whose one bound, [`PATIENCE`], is far beyond what any of it takes.
//! `cargo xtask tidy` refuses `sleep` and `timeout` in tests outside of this crate.
#![forbid(missing_docs)]

pub mod corpus;
mod eventually;

pub use eventually::{
    PATIENCE, eventually, eventually_blocking, eventually_some, finishes, hold, poll, skip, stays,
    within,
};
