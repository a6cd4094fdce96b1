//! What may be done to storage.

use crate::db::Db;
use crate::failure::{Failure, Outcome};

/// As the server lists them.
const ALL: &[&str] = &[
    "vdi_enable_cbt",
    "vdi_list_changed_blocks",
    "unplug",
    "plug",
    "pbd_create",
    "vdi_disable_cbt",
    "update",
    "pbd_destroy",
    "vdi_resize",
    "vdi_clone",
    "vdi_data_destroy",
    "scan",
    "vdi_snapshot",
    "vdi_mirror",
    "vdi_create",
    "vdi_destroy",
    "vdi_set_on_boot",
    "forget",
    "destroy",
];

/// Whether an operation may begin on storage. What needs an attachment finds out for itself.
pub fn check(db: &Db, sr: &str, operation: &str) -> Outcome<()> {
    if !matches!(operation, "forget" | "destroy") {
        return Ok(());
    }
    let pbds = db.refs(sr, "PBDs");
    if pbds.iter().any(|pbd| db.flag(pbd, "currently_attached")) {
        return Err(Failure::new("SR_HAS_PBD", [sr]));
    }
    // The server attaches it once more to wipe it.
    if operation == "destroy" {
        if pbds.is_empty() {
            return Err(Failure::new("SR_HAS_NO_PBDS", [sr]));
        }
        let disks = db.value(sr, "VDIs");
        if disks.is_some_and(|disks| !disks.as_set().is_empty()) {
            return Err(Failure::bare("SR_NOT_EMPTY"));
        }
    }
    Ok(())
}

/// What `allowed_operations` of storage has to say.
pub fn offered(db: &Db, sr: &str) -> Vec<&'static str> {
    // Of libraries of discs only one of files takes others, which can be deleted again.
    let of_disks: &[&str] = match (db.text(sr, "content_type"), db.text(sr, "type")) {
        ("iso", "iso") if !db.flag(sr, "is_tools_sr") => {
            &["vdi_clone", "vdi_create", "vdi_destroy"]
        }
        ("iso", _) => &["vdi_clone"],
        _ => ALL,
    };
    let fits = |operation: &&str| !operation.starts_with("vdi_") || of_disks.contains(operation);
    let all = ALL.iter().copied().filter(fits);
    all.filter(|operation| check(db, sr, operation).is_ok())
        .collect()
}
