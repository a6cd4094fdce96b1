//! The kinds of storage that can be made, and what their drivers want to know.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::Sm;

use crate::{jobs::form::Term, world::World};

/// A kind of storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "StorageKind")]
#[allow(clippy::enum_variant_names)] // Each is a word of ours, `term.<kind>`.
pub enum Kind {
    /// Disks as files in a folder of a filer.
    #[default]
    SrNfs,
    /// Disks on a volume that is reached over the network.
    SrIscsi,
    /// Disks on a volume behind the hosts' own adapters.
    SrHba,
    /// Disks on a disk of one host, with all their room at once.
    SrLvm,
    /// Disks as files on a disk of one host.
    SrExt,
    /// Discs in a folder of a filer.
    SrNfsIso,
    /// Discs in a folder that a file server shares.
    SrSmbIso,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::SrNfs,
        Self::SrIscsi,
        Self::SrHba,
        Self::SrLvm,
        Self::SrExt,
        Self::SrNfsIso,
        Self::SrSmbIso,
    ];

    /// The driver's name for it.
    pub(super) fn driver(self) -> &'static str {
        match self {
            Self::SrNfs => "nfs",
            Self::SrIscsi => "lvmoiscsi",
            Self::SrHba => "lvmohba",
            Self::SrLvm => "lvm",
            Self::SrExt => "ext",
            Self::SrNfsIso | Self::SrSmbIso => "iso",
        }
    }

    /// Whether discs are kept there, not disks.
    pub(super) fn is_for_discs(self) -> bool {
        matches!(self, Self::SrNfsIso | Self::SrSmbIso)
    }

    /// Whether it is in one host, and only that one reaches it.
    pub(super) fn is_local(self) -> bool {
        matches!(self, Self::SrLvm | Self::SrExt)
    }

    /// Whether it takes a whole volume, so that what was there before is lost.
    pub(super) fn takes_all(self) -> bool {
        matches!(
            self,
            Self::SrIscsi | Self::SrHba | Self::SrLvm | Self::SrExt
        )
    }

    /// The word for it.
    pub(super) fn term(self) -> Term {
        match self {
            Self::SrNfs => Term("srNfs"),
            Self::SrIscsi => Term("srIscsi"),
            Self::SrHba => Term("srHba"),
            Self::SrLvm => Term("srLvm"),
            Self::SrExt => Term("srExt"),
            Self::SrNfsIso => Term("srNfsIso"),
            Self::SrSmbIso => Term("srSmbIso"),
        }
    }

    /// Whether the pool has its driver. One that has told of none has all that everybody has.
    pub(super) fn is_there(self, world: &World) -> bool {
        let mut drivers = world.all::<Sm>().peekable();
        drivers.peek().is_none() || drivers.any(|(_, sm)| sm.r#type.as_str() == self.driver())
    }
}
