//! What has to be said of a new VM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    jobs::{Confidential, passthrough::give_gpu::GpuShare, vm::settings::firmware::Firmware},
    key::ObjectKey,
};

/// So many can be made at once.
pub(crate) const MOST_COPIES: i64 = 50;

/// Where the system of a new VM comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum InstallFrom {
    /// It is on the template's own disks.
    #[default]
    #[serde(rename = "fromTemplate")]
    Template,
    /// It is installed from a disc.
    #[serde(rename = "fromDisc")]
    Disc,
    /// It is installed by the network.
    #[serde(rename = "fromNetwork")]
    Network,
    /// It is on a disk that is there.
    #[serde(rename = "fromDisk")]
    Disk,
}

/// A disk of a new VM.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct DiskOfNew {
    /// How large, in bytes.
    #[ts(type = "number")]
    pub size: i64,
    /// Where it is kept.
    pub sr: ObjectKey,
}

/// A network interface of a new VM.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct InterfaceOfNew {
    /// The network.
    pub network: ObjectKey,
    /// Its address; nothing: the server makes one up.
    #[serde(default)]
    pub mac: String,
}

/// What has to be said. What is left out is as the template has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CreateVmInputs", optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct CreateVm {
    /// The template, where the subject is none.
    pub template: Option<Box<ObjectKey>>,
    /// The new one's name; of several, with `{n}` where the number stands.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// How many of them.
    #[ts(type = "number")]
    pub copies: Option<i64>,
    /// Where its system comes from.
    #[serde(default)]
    pub install: InstallFrom,
    /// The disc that it is installed from.
    pub disc: Option<Box<ObjectKey>>,
    /// The disk that its system is on.
    pub disk: Option<Box<ObjectKey>>,
    /// Where it starts if it can.
    pub host: Option<Box<ObjectKey>>,
    /// How many virtual processors.
    #[ts(type = "number")]
    pub vcpus: Option<i64>,
    /// How many of them in a socket.
    #[ts(type = "number")]
    pub cores_per_socket: Option<i64>,
    /// How much memory, in bytes.
    #[ts(type = "number")]
    pub memory: Option<i64>,
    /// With which firmware it starts.
    pub firmware: Option<Firmware>,
    /// The GPU that it gets, or part of one.
    pub gpu: Option<GpuShare>,
    /// Whether it gets a virtual TPM.
    #[serde(default)]
    pub vtpm: bool,
    /// Where the disks are kept that the template asks for.
    pub sr: Option<Box<ObjectKey>>,
    /// Disks in the place of those that the template asks for.
    #[serde(default)]
    pub disks: Vec<DiskOfNew>,
    /// Networks beside those of the template.
    #[serde(default)]
    pub networks: Vec<InterfaceOfNew>,
    /// What its cloud-init does at its first start; nothing: it gets no config drive for that.
    #[serde(default)]
    #[ts(type = "string")]
    pub user_data: Confidential,
    /// How its cloud-init sets its network up; nothing: as the image does it.
    #[serde(default)]
    #[ts(type = "string")]
    pub network_config: Confidential,
    /// Whether it is started then.
    #[serde(default)]
    pub start: bool,
}
