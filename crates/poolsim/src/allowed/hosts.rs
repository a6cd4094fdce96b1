//! What may be done to hosts.

use crate::db::Db;

/// What `allowed_operations` of a host has to say.
pub fn offered(db: &Db, host: &str) -> Vec<&'static str> {
    let live = db.flag(&db.reference(host, "metrics"), "live");
    match (live, db.flag(host, "enabled")) {
        (true, true) => vec![
            "vm_migrate",
            "provision",
            "vm_resume",
            "enable",
            "evacuate",
            "vm_start",
        ],
        (true, false) => vec!["shutdown", "reboot", "enable", "evacuate"],
        (false, _) => vec!["power_on"],
    }
}
