//! What pools tell, summed up, as the window gets it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    key::{ConnectionId, ObjectKey},
    message::MessageKind,
};

/// Of whose messages a window wants to see the sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertsSpec {
    /// Of one pool; none: of all.
    pub connection: Option<ConnectionId>,
    /// Of those about one object; none: of all. Of a pool: of all in it.
    pub object: Option<ObjectKey>,
}

/// The messages of one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertGroup {
    /// The name: the heading is the translated `message.<name>`.
    pub name: String,
    /// What they are: of several kinds, that of the worst.
    pub kind: MessageKind,
    /// How much the gravest matters: 1 is a loss of data, 5 is only told; else what the server says.
    #[ts(type = "number")]
    pub severity: i64,
    /// How many there are.
    pub count: u32,
    /// When the newest came, Unix time in seconds.
    #[ts(type = "number")]
    pub newest: i64,
}

/// All messages, summed up: the alerts first, the gravest of them first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AlertsFrame {
    /// How many are alerts.
    pub alerts: u32,
    /// How many there are in all.
    pub total: u32,
    /// They, by name.
    pub groups: Vec<AlertGroup>,
}
