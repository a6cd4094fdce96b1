#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod api_error;
mod backoff;
mod client;
pub mod codec;
mod connector;
mod console;
mod credentials;
mod dial;
mod endpoint;
mod error;
mod fault;
mod message;
mod methods;
mod notifications;
mod objects;
pub mod record;
mod server;
mod socket;
mod stats;
mod tls;
mod transfer;
mod user;

pub use api_error::{ApiError, ErrorCode};
pub use backoff::Backoff;
pub use client::Client;
pub use connector::{Connector, Timeouts};
pub use console::ConsoleStream;
pub use credentials::{SignIn, Token};
pub use endpoint::Endpoint;
pub use error::{Error, Result};
pub use methods::{MethodInfo, Needs, ParamInfo};
pub use notifications::{Notification, Notifications};
pub use objects::{Filter, Object, Objects};
pub use record::Record;
pub use server::{NewServer, ServerError, ServerRecord, ServerStatus};
pub use stats::{Granularity, Stats};
pub use tls::{Fingerprint, NotAFingerprint, Pinned, Untrusted};
pub use transfer::Download;
pub use user::{Permission, User};
