//! The servers behind a Xen Orchestra: what the window is shown of them, and what it asks for.

use inventory::{ConnectionId, Problem};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::secret::Secret;

/// How Xen Orchestra stands with one of its servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum XoServerStatus {
    /// Its pool is there.
    Connected,
    /// It is being tried; its pool is away.
    Connecting,
    /// It is not tried.
    Disconnected,
}

/// A server behind a Xen Orchestra: the way to one pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct XoServerView {
    /// Its id.
    pub id: String,
    /// The name that people gave it; may be empty.
    pub label: String,
    /// Its address, perhaps with a port.
    pub host: String,
    /// Whom Xen Orchestra signs in as.
    pub username: String,
    /// Whether it is to be connected.
    pub enabled: bool,
    /// Whether Xen Orchestra itself changes nothing there.
    pub read_only: bool,
    /// Whether Xen Orchestra takes any certificate there.
    pub allow_unauthorized: bool,
    /// How it stands.
    pub status: XoServerStatus,
    /// Its pool's uuid; none before it was ever connected.
    pub pool: Option<String>,
    /// Its pool's name, as last known.
    pub pool_name: Option<String>,
    /// The connection that shows that pool.
    pub connection: Option<ConnectionId>,
    /// The addresses of the pool's hosts, as last known.
    pub members: Vec<String>,
    /// Why it is not connected, if it failed.
    pub error: Option<Problem>,
}

/// A server to add to a Xen Orchestra.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewXoServer {
    /// Its address, with or without `https://`, `http://` and a port.
    pub host: String,
    /// Whom Xen Orchestra is to sign in as.
    pub username: String,
    /// That user's password.
    pub password: Secret,
    /// A name for people; may be empty.
    #[serde(default)]
    pub label: String,
    /// Whether Xen Orchestra takes any certificate there. Hosts sign theirs themselves, so that
    /// without this most cannot be connected.
    #[serde(default)]
    pub allow_unauthorized: bool,
}
