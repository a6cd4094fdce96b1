//! What has to be said of where a VM goes in another pool.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::key::ObjectKey;

/// Where a VM goes in another pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Elsewhere {
    /// The host, or the pool where whichever host has most memory free will do.
    pub destination: ObjectKey,
    /// The storage for its disks.
    pub sr: ObjectKey,
    /// Disks for which that is another.
    #[serde(default)]
    pub disks: Vec<DiskElsewhere>,
    /// The networks in the places of its own. One that is not named, or has none, is taken for the one of the
    /// same name there.
    #[serde(default)]
    pub networks: Vec<NetworkElsewhere>,
}

/// Where one disk goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DiskElsewhere {
    /// The disk.
    pub disk: Option<ObjectKey>,
    /// Its storage.
    pub to_sr: Option<ObjectKey>,
}

/// What is in the place of one network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkElsewhere {
    /// The network here.
    pub network: Option<ObjectKey>,
    /// The one there.
    pub to_network: Option<ObjectKey>,
}
