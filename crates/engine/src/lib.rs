//! What Pooldeck does: connections, jobs, views, consoles, secrets, settings; and the one list of
//! commands and messages that a host (the desktop program) passes on.
//!
//! A host makes an [`Engine`], gives it a sink for messages with [`Engine::attach`], passes the
//! window's calls to [`commands::dispatch`], and ends with [`Engine::shutdown`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod api;
pub mod bindings;
mod change_bus;
mod clock;
mod command_macro;
pub mod commands;
mod connection;
mod console;
mod database;
mod engine;
mod files;
mod installation;
mod journal;
mod lock;
mod metrics;
mod notices;
mod problems;
mod questions;
mod runner;
pub mod secret;
mod servers;
mod settings;
mod shown;
mod snapshot_file;
mod source;
mod timeline;
mod transfers;
mod trust;
pub mod vault;
mod views;
mod windows;
pub mod words;
mod xe;

pub use console::WINDOW_ORIGINS;
pub use engine::{Config, Engine, Hints, StartError};
pub use windows::{Sink, WindowId};
