//! What was found in a file that a person has named: known before anything is planned with it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::Sr;

use crate::{
    jobs::plan::{DiskFile, DiskFormat, named_file},
    problem::Problem,
};

/// What was found in a file. The window does not say it; who plans has looked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(optional_fields)]
#[serde(default)]
pub struct FoundInFile {
    /// The file in which it was found.
    pub file: String,
    /// The disk that is in it.
    pub disk: Option<DiskFile>,
    /// Why there is none that can be read.
    pub problem: Option<Problem>,
}

/// The file by its whole path, with the disk that was found in it.
///
/// # Errors
/// `file_missing`, `file_not_whole`, why it cannot be read, or `file_unread`, where nobody has looked.
pub(super) fn disk_in<'a>(
    said: &'a str,
    found: Option<&FoundInFile>,
) -> Result<(&'a str, DiskFile), Problem> {
    let file = named_file(said)?;
    let unread = || Problem::new("file_unread").with("file", file);
    let found = found.filter(|found| found.file == file);
    let found = found.ok_or_else(unread)?;
    if let Some(problem) = &found.problem {
        return Err(problem.clone());
    }
    let disk = found.disk.ok_or_else(unread)?;
    match disk.size {
        0 => Err(Problem::new("file_empty").with("file", file)),
        _ => Ok((file, disk)),
    }
}

/// Whether a file has a head of the format that its name promises. If it has none of any, it is damaged, or one of
/// several that belong together; only what VMware writes beside a descriptor is raw by design.
///
/// # Errors
/// `no_head_of_format`.
pub(super) fn is_as_named(file: &str, found: DiskFormat) -> Result<(), Problem> {
    let lower = file.to_ascii_lowercase();
    let (stem, ending) = lower.rsplit_once('.').unwrap_or_default();
    let promised = DiskFormat::named(ending).unwrap_or(DiskFormat::Raw);
    let is_flat = promised == DiskFormat::Vmdk && stem.ends_with("-flat");
    match found == DiskFormat::Raw && promised != DiskFormat::Raw && !is_flat {
        true => Err(Problem::new("no_head_of_format")
            .with("file", file)
            .with("format", promised.name())),
        false => Ok(()),
    }
}

/// Storage that keeps disks as VHD, and takes them so: what is empty need not be sent.
const TAKE_VHD: &[&str] = &[
    "cephfs",
    "cifs",
    "ext",
    "glusterfs",
    "moosefs",
    "nfs",
    "smb",
    "xfs",
];

/// As what bytes are sent to a new disk there. All storage takes them as they are; where some of what is not
/// written must be made zeros first, a VHD is refused.
pub(super) fn wire_for(sr: &Sr) -> DiskFormat {
    match keeps_vhd(sr) {
        true => DiskFormat::Vhd,
        false => DiskFormat::Raw,
    }
}

/// Whether storage keeps disks as VHD.
pub(super) fn keeps_vhd(sr: &Sr) -> bool {
    let kind = sr.r#type.as_str();
    let uses_vhd = || {
        sr.sm_config
            .get("use_vhd")
            .is_some_and(|said| &**said == "true")
    };
    TAKE_VHD.contains(&kind) || kind.starts_with("lvm") && uses_vhd()
}
