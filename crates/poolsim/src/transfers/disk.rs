//! What transfers of single disks have in common.

use std::sync::Arc;

use super::transfer::Transfer;
use crate::db::{Db, new_ref};
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::http;
use crate::pool::{Pool, World};
use crate::tasks;
use crate::value::{Ref, Value};

/// The disk that is named by its reference or uuid; else what the server stumbles over.
pub fn named(db: &Db, name: &str) -> Result<Ref, String> {
    if db.is("VDI", name) {
        return Ok(name.into());
    }
    let mut rows = db.rows("VDI");
    let found = rows.find(|(vdi, _)| db.text(vdi, "uuid") == name);
    let unread = || format!("Db_exn.Read_missing_uuid(\"VDI\", \"\", \"{name}\")");
    Ok(found.ok_or_else(unread)?.0.clone())
}

/// A disk's uuid as bytes.
pub fn uuid(db: &Db, vdi: &Ref) -> [u8; 16] {
    let digits: String = db.text(vdi, "uuid").split('-').collect();
    let number = u128::from_str_radix(&digits, 16).unwrap_or(0);
    number.to_be_bytes()
}

/// Storage that keeps disks as VHD.
const KEEPS_VHD: &[&str] = &["ext", "nfs", "smb"];

/// Whether disks of a storage are VHD there: then they can be written so, and what is sent of them is as large
/// as they are.
pub fn takes_vhd(db: &Db, sr: &Ref) -> bool {
    let kind = db.text(sr, "type");
    let is_lvm = kind.starts_with("lvm");
    KEEPS_VHD.contains(&kind) || is_lvm && db.entry(sr, "sm_config", "use_vhd") == Some("true")
}

/// Answers that the server has stumbled.
pub async fn unread(transfer: Transfer<'_>, task: &Ref, why: &str) -> Ending {
    let minor = transfer.request.minor;
    let failure = Failure::internal(why.to_owned());
    tasks::finish(&mut transfer.pool.lock(), task, &Err(failure));
    transfer.refuse(http::internal_error(why, minor)).await
}

/// Answers that there is no such format, as old HTTP did.
pub async fn unknown_format(transfer: Transfer<'_>, task: &Ref) -> Ending {
    let failure = Failure::internal("Unknown format".to_owned());
    tasks::finish(&mut transfer.pool.lock(), task, &Err(failure));
    transfer.refuse(http::bare(404, "", 0)).await
}

/// Lasts as long as a disk is being plugged in or unplugged.
pub async fn while_plugging(pool: &Arc<Pool>) {
    let time = pool.lock().plug_time;
    tokio::time::sleep(time).await;
}

/// A drive in which a disk is plugged into a host's own domain, as long as its bytes move.
pub struct Plugged {
    vbd: Ref,
}

impl Plugged {
    /// Plugs a disk in, to be read (`RO`) or written (`RW`).
    pub fn plug(world: &mut World, vdi: &Ref, host: &Ref, mode: &str) -> Outcome<Plugged> {
        let db = &mut world.db;
        let clashes = |vbd: &Ref| {
            db.flag(vbd, "currently_attached") && (mode == "RW" || db.text(vbd, "mode") == "RW")
        };
        if db.refs(vdi, "VBDs").iter().any(clashes) {
            let operation = if mode == "RW" { "import" } else { "export" };
            return Err(Failure::new("VDI_IN_USE", [&**vdi, operation]));
        }
        let mut domains = db.all("VM").into_iter();
        let own = domains.find(|vm| {
            db.flag(vm, "is_control_domain") && db.reference(vm, "resident_on") == *host
        });
        let own = own.ok_or_else(|| Failure::internal("Not_found".to_owned()))?;
        let fields = [
            ("VM", Value::from(&own)),
            ("VDI", vdi.into()),
            ("type", "Disk".into()),
            ("mode", mode.into()),
            ("userdevice", "autodetect".into()),
            ("currently_attached", true.into()),
        ];
        let vbd = db.create("VBD", new_ref(), &fields);
        Ok(Plugged { vbd })
    }

    /// Unplugs it.
    pub fn unplug(self, world: &mut World) {
        world.db.delete(&self.vbd);
    }
}
