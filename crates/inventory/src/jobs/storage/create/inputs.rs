//! What is said of new storage.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::kind::Kind;
use crate::{jobs::Confidential, key::ObjectKey};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "CreateSrInputs", optional_fields)]
pub struct CreateSr {
    /// Which kind.
    #[serde(default)]
    pub kind: Kind,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its description; it may be empty.
    #[serde(default)]
    pub description: String,
    /// The host that it is in, where it is in one.
    pub host: Option<ObjectKey>,
    /// The filer's or the portal's address.
    #[serde(default)]
    pub server: String,
    /// The portal's port; none: the usual one.
    #[ts(type = "number")]
    pub port: Option<i64>,
    /// Which version of NFS; none: the server's usual one.
    pub version: Option<String>,
    /// The folder of a file server, with its name: `//server/share`.
    #[serde(default)]
    pub share: String,
    /// Who logs in; empty: nobody.
    #[serde(default)]
    pub user: String,
    /// With which password.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub password: Confidential,
    /// The folder that a filer exports.
    #[serde(default)]
    pub export: String,
    /// The target of a portal, by its name.
    #[serde(default)]
    pub iqn: String,
    /// The volume, by its SCSI id.
    #[serde(default)]
    pub lun: String,
    /// The disk of a host, by its path there.
    #[serde(default)]
    pub device: String,
    /// What is done with what lies there.
    pub content: Option<Content>,
    /// The name of the storage that is lost, typed.
    #[serde(default)]
    pub overwrite: String,
}

/// What is done with the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(rename = "StorageContent")]
pub enum Content {
    /// Nothing lies there, or it is left as it is: new storage is made.
    New,
    /// The storage that lies there is attached again, with all that is on it.
    Attach {
        /// Its UUID.
        uuid: String,
    },
    /// New storage is made over the one that lies there, which is lost.
    Format {
        /// The UUID of the one that is lost.
        uuid: String,
    },
}
