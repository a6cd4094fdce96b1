//! What may be done to hosts.

use crate::db::Db;
use crate::failure::{Failure, Outcome};

/// As the server lists them.
const ALL: &[&str] = &[
    "vm_migrate",
    "provision",
    "vm_resume",
    "shutdown",
    "reboot",
    "enable",
    "evacuate",
    "vm_start",
    "power_on",
];

/// Whether an operation may begin on a host.
pub fn check(db: &Db, host: &str, operation: &str) -> Outcome<()> {
    let live = db.flag(&db.reference(host, "metrics"), "live");
    let enabled = db.flag(host, "enabled");
    match operation {
        "power_on" if live => Err(Failure::new("HOST_IS_LIVE", [host])),
        "power_on" if db.text(host, "power_on_mode").is_empty() => {
            Err(Failure::bare("HOST_POWER_ON_MODE_DISABLED"))
        }
        "power_on" => Ok(()),
        _ if !live => Err(Failure::bare("HOST_NOT_LIVE")),
        "shutdown" | "reboot" if enabled => Err(Failure::bare("HOST_NOT_DISABLED")),
        "provision" | "vm_start" | "vm_resume" | "vm_migrate" if !enabled => {
            Err(Failure::new("HOST_DISABLED", [host]))
        }
        _ => Ok(()),
    }
}

/// What `allowed_operations` of a host has to say.
pub fn offered(db: &Db, host: &str) -> Vec<&'static str> {
    let passes = |operation: &&str| check(db, host, operation).is_ok();
    ALL.iter().copied().filter(passes).collect()
}
