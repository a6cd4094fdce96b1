//! Pooldeck's engine over a WebSocket, so that the UI can be tested and developed without the desktop
//! program. Not for use with real pools: it keeps nothing, and its pools are simulated.
//!
//! A window connects to `ws://127.0.0.1:PORT/TOKEN` and sends requests, each a JSON text:
//! `{"id": 1, "command": "open_view", "args": {…}}`. Each is answered, in whatever order, by
//! `{"id": 1, "answer": …}` or `{"id": 1, "problem": {…}}`; the engine's messages come as
//! `{"message": {…}}`, save for measurements, which are binary messages. Commands and messages are those of [`engine::api`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod pools;
mod socket;

pub use socket::Server;
