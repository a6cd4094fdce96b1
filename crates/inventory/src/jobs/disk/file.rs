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
    let kind = sr.r#type.as_str();
    let uses_vhd = || {
        sr.sm_config
            .get("use_vhd")
            .is_some_and(|said| &**said == "true")
    };
    match TAKE_VHD.contains(&kind) || kind.starts_with("lvm") && uses_vhd() {
        true => DiskFormat::Vhd,
        false => DiskFormat::Raw,
    }
}
