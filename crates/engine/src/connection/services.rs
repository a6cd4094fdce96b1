//! What a connection is made of: what all connections share, and what one begins with.

use std::{path::PathBuf, sync::Arc};

use super::Connection;
use crate::{
    change_bus::ChangeBus,
    notices::Notices,
    secret::Secret,
    servers::{Server, Servers},
    source::{Source, xo::XoSession},
    timeline::Timeline,
    trust::Pins,
    vault::Vault,
};

/// What connections have in common.
#[derive(Clone)]
pub(crate) struct Services {
    /// Where what connections knew is kept.
    pub(crate) data: PathBuf,
    /// Whether no other run of the program is there whose sessions these might be.
    pub(crate) alone: bool,
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) servers: Arc<Servers>,
    pub(crate) pins: Arc<Pins>,
    pub(crate) change_bus: ChangeBus,
    pub(crate) notices: Arc<Notices>,
    pub(crate) timeline: Timeline,
}

/// A server to look after.
pub(crate) struct ConnectionSpec {
    pub(crate) server: Server,
    /// A password that was just typed; kept as the server says once it has proved right.
    pub(crate) password: Option<Secret>,
    /// The one-time password that was typed with it.
    pub(crate) otp: Option<Secret>,
    /// The demonstration, which nothing is kept of.
    pub(crate) demo: bool,
    /// How it is reached.
    pub(crate) source: Arc<dyn Source>,
    /// What a Xen Orchestra shares with the pools behind it.
    pub(crate) xo_session: Option<Arc<XoSession>>,
    /// The Xen Orchestra that it is behind.
    pub(crate) parent: Option<Arc<Connection>>,
}
