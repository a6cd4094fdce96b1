//! Pools behind a simulated Xen Orchestra.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

#[path = "xo/hostile.rs"]
mod hostile;
#[path = "xo/jobs.rs"]
mod jobs;
#[path = "xo/outages.rs"]
mod outages;
#[path = "xo/scene.rs"]
mod scene;
#[path = "xo/signing_in.rs"]
mod signing_in;
mod support;
#[path = "xo/tree.rs"]
mod tree;
#[path = "xo/ways.rs"]
mod ways;
