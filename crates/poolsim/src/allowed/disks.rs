//! What may be done to disks.

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::value::Ref;

/// Whether an operation may begin on a disk.
pub fn check(db: &Db, vdi: &str, operation: &str) -> Outcome<()> {
    let in_use = || Err(Failure::new("VDI_IN_USE", [vdi, operation]));
    match operation {
        "clone" | "snapshot" => {}
        "copy" => {
            let written = |vbd: &Ref| db.text(vbd, "mode") == "RW";
            if attached(db, vdi).iter().any(written) {
                return in_use();
            }
        }
        // Under a guest only what its storage can do.
        "resize_online" if grows_under_guests(db, vdi) => {}
        _ if !attached(db, vdi).is_empty() => return in_use(),
        _ => {}
    }
    // What begins anew at each start has nothing worth keeping.
    if matches!(operation, "copy" | "snapshot") && db.text(vdi, "on_boot") == "reset" {
        return Err(Failure::bare(
            "VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION",
        ));
    }
    // Of a library of discs only copies are made; what was put there by this interface can be deleted.
    let sr = db.reference(vdi, "SR");
    let is_own = operation == "destroy" && db.entry(vdi, "sm_config", "created").is_some();
    if !is_own
        && matches!(operation, "destroy" | "resize" | "snapshot")
        && db.text(&sr, "content_type") == "iso"
    {
        return Err(Failure::new("SR_OPERATION_NOT_SUPPORTED", [&*sr]));
    }
    Ok(())
}

/// What `allowed_operations` of a disk has to say.
pub fn offered(db: &Db, vdi: &str) -> Vec<&'static str> {
    const ALL: [&str; 9] = [
        "copy",
        "generate_config",
        "clone",
        "resize_online",
        "forget",
        "update",
        "resize",
        "snapshot",
        "destroy",
    ];
    let all: &[&str] = match db.text(&db.reference(vdi, "SR"), "content_type") {
        "iso" => &["copy", "clone", "destroy"],
        _ => &ALL,
    };
    let passes = |operation: &&str| check(db, vdi, operation).is_ok();
    all.iter().copied().filter(passes).collect()
}

/// Whether the driver of a disk's storage says that it can make disks larger that are in use.
fn grows_under_guests(db: &Db, vdi: &str) -> bool {
    let kind = db.text(&db.reference(vdi, "SR"), "type");
    let drivers = db.all("SM").into_iter();
    let mut of_kind = drivers.filter(|driver| db.text(driver, "type") == kind);
    of_kind.any(|driver| db.entry(&driver, "features", "VDI_RESIZE_ONLINE").is_some())
}

fn attached(db: &Db, vdi: &str) -> Vec<Ref> {
    let mut vbds = db.refs(vdi, "VBDs");
    vbds.retain(|vbd| db.flag(vbd, "currently_attached"));
    vbds
}
