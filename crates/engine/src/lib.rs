//! What Pooldeck does: connections, jobs, views, consoles, secrets, settings; and the one list of
//! commands and messages that a host (the desktop program) passes on.
#![warn(missing_docs)]

pub mod api;
pub mod bindings;
mod commands;
pub mod secret;

/// The whole of the program behind the window.
pub struct Engine;
