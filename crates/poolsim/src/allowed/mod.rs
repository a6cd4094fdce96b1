//! What may be done to an object now: the server's checks, and `allowed_operations`, which are those that pass.
//!
//! Nothing has to remember to bring `allowed_operations` up to date: the database marks an object as dirty when a field
//! changes that decides what may be done ([`DECIDING`]), and whoever unlocks the pool refreshes what is dirty and what
//! depends on it.

mod devices;
mod disks;
mod hosts;
pub mod machines;
mod storage;

use std::collections::BTreeSet;

use crate::db::Db;
use crate::failure::Outcome;
use crate::model::model;
use crate::value::{Ref, Value};

pub use devices::{attachable, pluggable, sharing};

/// HANDLE_INVALID and the like are for others: whether an operation may begin on an object that is there. The error is
/// the one that the call fails with.
pub fn check(db: &Db, class: &str, object: &str, operation: &str) -> Outcome<()> {
    match class {
        "VM" => machines::check(db, object, operation),
        "VM_appliance" => machines::check_together(db, object, operation),
        "VBD" | "VIF" => devices::check(db, class, object, operation),
        "VUSB" => devices::check_usb(db, object, operation),
        "VDI" => disks::check(db, object, operation),
        "SR" => storage::check(db, object, operation),
        "host" => hosts::check(db, object, operation),
        _ => Ok(()),
    }
}

/// What `allowed_operations` of an object has to say; none where the class has no rules.
fn offered(db: &Db, object: &str) -> Option<Vec<&'static str>> {
    let class = model().classes[db.class_of(object)?].name;
    Some(match class {
        "VM" => machines::offered(db, object),
        "VM_appliance" => machines::offered_together(db, object),
        "VBD" => devices::offered_vbd(db, object),
        "VIF" => devices::offered_vif(db, object),
        "VUSB" => devices::offered_vusb(db, object),
        "VDI" => disks::offered(db, object),
        "SR" => storage::offered(db, object),
        "host" => hosts::offered(db, object),
        _ => return None,
    })
}

/// The objects whose `allowed_operations` hang on another's fields.
fn dependents(db: &Db, object: &Ref) -> Vec<Ref> {
    let Some(class) = db.class_of(object) else {
        return Vec::new();
    };
    match model().classes[class].name {
        "VM" => {
            let mut parts = db.refs(object, "VBDs");
            parts.extend(db.refs(object, "VIFs"));
            parts.extend(db.refs(object, "VUSBs"));
            parts.push(db.reference(object, "appliance"));
            parts
        }
        "VBD" => vec![db.reference(object, "VDI")],
        "PBD" => vec![db.reference(object, "SR")],
        "SM" => {
            let kind = db.text(object, "type");
            let stores = db.all("SR").into_iter();
            stores
                .filter(|sr| db.text(sr, "type") == kind)
                .flat_map(|sr| db.refs(&sr, "VDIs"))
                .collect()
        }
        "host_metrics" => {
            let hosts = db.all("host").into_iter();
            hosts
                .filter(|host| db.reference(host, "metrics") == *object)
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Brings `allowed_operations` up to date wherever something has changed that decides.
pub fn refresh(db: &mut Db) {
    let dirty = db.take_dirty();
    if dirty.is_empty() {
        return;
    }
    let mut affected: BTreeSet<Ref> = BTreeSet::new();
    for object in dirty {
        affected.extend(dependents(db, &object));
        affected.insert(object);
    }
    for object in affected {
        if let Some(operations) = offered(db, &object) {
            db.set(&object, "allowed_operations", Value::texts(operations));
        }
    }
}
