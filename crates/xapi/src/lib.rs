#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod api_error;
mod call;
#[path = "generated/calls/mod.rs"]
pub mod calls;
mod certificate;
mod change;
mod class;
#[cfg(feature = "client")]
mod client;
pub mod codec;
mod datetime;
pub mod enums;
mod error;
mod event;
mod interner;
mod map;
mod objects;
mod rbac;
#[macro_use]
pub mod record;
mod reference;
mod session_ref;
mod text;

pub use api_error::ApiError;
pub use call::ApiCall;
pub use certificate::{CertificateInfo, Fingerprint, NotAFingerprint};
pub use change::Change;
pub use class::{Class, Object, Record, RecordOf};
#[cfg(feature = "client")]
pub use client::*;
pub use codec::params::Params;
pub use datetime::{DateTime, NotADate};
pub use enums::*;
pub use error::{Error, Result};
pub use event::{Event, EventBatch};
pub use map::Map;
pub use rbac::{Permissions, RbacRole, least_role};
pub use record::*;
pub use reference::{OpaqueRef, Ref};
pub use session_ref::SessionRef;
pub use text::{List, Text};
