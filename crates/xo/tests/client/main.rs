//! The client against a server that behaves as xo-server does.

#![allow(clippy::unwrap_used)]

#[path = "../fake/mod.rs"]
mod fake;

mod calls;
mod connection;
mod echoes;
mod lists;
mod signing_in;
mod streams;
