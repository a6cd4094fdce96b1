//! What may be done to VBDs and VIFs.

use crate::db::Db;
use crate::failure::{Failure, Outcome};

/// Whether an operation may begin on a VBD or a VIF.
pub fn check(db: &Db, class: &str, device: &str, operation: &str) -> Outcome<()> {
    match operation {
        "plug" | "unplug" | "unplug_force" => {
            unoccupied(db, class, device)?;
            attachable(db, class, device, operation == "plug")
        }
        "eject" => {
            removable(db, device)?;
            match db.flag(device, "empty") {
                true => Err(Failure::new("VBD_IS_EMPTY", [device])),
                false => Ok(()),
            }
        }
        "insert" => {
            removable(db, device)?;
            match db.flag(device, "empty") {
                true => Ok(()),
                false => Err(Failure::new("VBD_NOT_EMPTY", [device])),
            }
        }
        _ => Ok(()),
    }
}

/// What `allowed_operations` of a VBD has to say.
pub fn offered_vbd(db: &Db, vbd: &str) -> Vec<&'static str> {
    let running = db.text(&db.reference(vbd, "VM"), "power_state") == "Running";
    let works = running && db.text(vbd, "type") == "Disk" && db.flag(vbd, "currently_attached");
    const ALL: [&str; 8] = [
        "attach",
        "insert",
        "eject",
        "unpause",
        "unplug",
        "unplug_force",
        "pause",
        "plug",
    ];
    let passes = |operation: &&str| match *operation {
        "pause" | "unpause" => works,
        operation => check(db, "VBD", vbd, operation).is_ok(),
    };
    ALL.into_iter().filter(passes).collect()
}

/// The same of a VIF.
pub fn offered_vif(db: &Db, vif: &str) -> Vec<&'static str> {
    let passes = |operation: &&str| check(db, "VIF", vif, operation).is_ok();
    ["attach", "unplug", "plug"]
        .into_iter()
        .filter(passes)
        .collect()
}

/// Whether an operation may begin on a USB device.
pub fn check_usb(db: &Db, vusb: &str, operation: &str) -> Outcome<()> {
    match operation {
        "plug" | "unplug" => {
            unoccupied(db, "VUSB", vusb)?;
            pluggable(db, vusb, operation == "plug")
        }
        _ => unoccupied(db, "VUSB", vusb),
    }
}

/// What `allowed_operations` of a USB device has to say.
pub fn offered_vusb(db: &Db, vusb: &str) -> Vec<&'static str> {
    let passes = |operation: &&str| check_usb(db, vusb, operation).is_ok();
    ["attach", "unplug", "plug"]
        .into_iter()
        .filter(passes)
        .collect()
}

/// Whether a USB device can be plugged into its VM or unplugged, whatever else is done to it.
pub fn pluggable(db: &Db, vusb: &str, plug: bool) -> Outcome<()> {
    let vm = db.reference(vusb, "VM");
    let power = db.text(&vm, "power_state");
    if power != "Running" {
        return Err(Failure::power_state(&vm, "running", &power.to_lowercase()));
    }
    match (db.flag(vusb, "currently_attached"), plug) {
        (true, true) => return Err(Failure::new("DEVICE_ALREADY_ATTACHED", [vusb])),
        (false, false) => return Err(Failure::new("DEVICE_ALREADY_DETACHED", [vusb])),
        _ => {}
    }
    let ends = ["clean_shutdown", "hard_shutdown", "suspend", "pause"];
    let current = db.value(&vm, "current_operations");
    let mut current = current.into_iter().flat_map(|it| it.as_map());
    match current.find(|(_, operation)| ends.contains(&operation.as_str())) {
        Some((_, operation)) => {
            let operation = operation.as_str();
            let why = format!("Current operation on VM:{vm} is {operation}");
            Err(Failure::new("OPERATION_NOT_ALLOWED", [why]))
        }
        None => Ok(()),
    }
}

/// Whether a device of a running VM can be attached or detached, whatever else is done to it.
pub fn attachable(db: &Db, class: &str, device: &str, attach: bool) -> Outcome<()> {
    let vm = db.reference(device, "VM");
    let power = db.text(&vm, "power_state");
    if power != "Running" {
        return Err(Failure::power_state(&vm, "running", &power.to_lowercase()));
    }
    match (db.flag(device, "currently_attached"), attach) {
        (true, true) => return Err(Failure::new("DEVICE_ALREADY_ATTACHED", [device])),
        (false, false) => return Err(Failure::new("DEVICE_ALREADY_DETACHED", [device])),
        _ => {}
    }
    let hvm = db.text(&vm, "domain_type") == "hvm";
    if hvm && !db.flag(&db.reference(&vm, "guest_metrics"), "PV_drivers_detected") {
        return Err(Failure::new("VM_MISSING_PV_DRIVERS", [&*vm]));
    }
    if class == "VBD" {
        if !attach && !db.flag(device, "unpluggable") {
            return Err(Failure::new("VBD_NOT_UNPLUGGABLE", [device]));
        }
        if db.text(device, "type") == "CD" {
            return Err(Failure::new(
                "OPERATION_NOT_ALLOWED",
                ["A drive for discs cannot be plugged while the VM runs"],
            ));
        }
        if attach {
            sharing(db, device)?;
        }
    }
    Ok(())
}

/// One thing at a time is done to a device.
fn unoccupied(db: &Db, class: &str, device: &str) -> Outcome<()> {
    let current = db.value(device, "current_operations");
    if current.is_some_and(|current| !current.as_map().is_empty()) {
        return Err(Failure::new("OTHER_OPERATION_IN_PROGRESS", [class, device]));
    }
    Ok(())
}

/// A disk that can be written goes to one VM at a time, unless it is made to be shared.
pub fn sharing(db: &Db, vbd: &str) -> Outcome<()> {
    let vdi = db.reference(vbd, "VDI");
    if db.flag(&vdi, "sharable") || db.text(vbd, "mode") == "RO" {
        return Ok(());
    }
    if db.flag(&vdi, "read_only") {
        return Err(Failure::new("VDI_READONLY", [&*vdi]));
    }
    let mut others = db.refs(&vdi, "VBDs").into_iter();
    if others.any(|other| &*other != vbd && db.flag(&other, "currently_attached")) {
        return Err(Failure::new("VDI_IN_USE", [&*vdi, "attach"]));
    }
    Ok(())
}

/// Discs can be taken out of drives, unless the VM sleeps with them.
fn removable(db: &Db, vbd: &str) -> Outcome<()> {
    if db.text(vbd, "type") == "Disk" {
        return Err(Failure::new("VBD_NOT_REMOVABLE_MEDIA", [vbd]));
    }
    let vm = db.reference(vbd, "VM");
    if db.text(&vm, "power_state") == "Suspended" {
        return Err(Failure::power_state(
            &vm,
            "running, halted, paused",
            "suspended",
        ));
    }
    Ok(())
}
