//! VBDs and VIFs: made, plugged, unplugged, changed, taken away.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::construct::{member, members, put};
use super::{Args, power, void};
use crate::db::{Db, new_ref, new_uuid};
use crate::dice::{Dice, hash};
use crate::failure::{Failure, Outcome};
use crate::guests;
use crate::lifecycle;
use crate::rpc::Context;
use crate::tasks;
use crate::value::{NULL_REF, Ref, Value};

/// The messages of this file by class and name.
pub async fn run(
    cx: &Context,
    class: &str,
    short: &str,
    args: &Args<'_>,
) -> Option<Outcome<Value>> {
    let device = args.reference(0);
    Some(match (class, short) {
        ("VBD", "create") => create_vbd(&mut cx.pool.lock().db, &args.value(0)),
        ("VIF", "create") => create_vif(&mut cx.pool.lock().db, &args.value(0)),
        ("VBD" | "VIF", "destroy") => destroy(&mut cx.pool.lock().db, class, &device),
        ("VBD" | "VIF", "plug") => plug(cx, class, &device, true).await,
        ("VBD" | "VIF", "unplug" | "unplug_force") => plug(cx, class, &device, false).await,
        ("VBD", "eject") => eject(&mut cx.pool.lock().db, &device),
        ("VBD", "insert") => insert(&mut cx.pool.lock().db, &device, &args.reference(1)),
        ("VBD", "assert_attachable") => {
            let world = cx.pool.lock();
            world
                .db
                .check("VBD", &device)
                .and_then(|()| sharing(&world.db, &device))
                .and_then(|()| void())
        }
        ("VIF", "move") => move_vif(&mut cx.pool.lock().db, &device, &args.reference(1)),
        ("VBD", "set_mode") => set_mode(&mut cx.pool.lock().db, &device, args),
        ("VIF", "set_ipv4_allowed") => {
            allow::<Ipv4Addr>(&mut cx.pool.lock().db, &device, "ipv4_allowed", args)
        }
        ("VIF", "set_ipv6_allowed") => {
            allow::<Ipv6Addr>(&mut cx.pool.lock().db, &device, "ipv6_allowed", args)
        }
        ("VIF", "configure_ipv4") => configure(&mut cx.pool.lock().db, &device, "ipv4", args),
        ("VIF", "configure_ipv6") => configure(&mut cx.pool.lock().db, &device, "ipv6", args),
        _ => return None,
    })
}

fn create_vbd(db: &mut Db, record: &Value) -> Outcome<Value> {
    const REQUIRED: &[&str] = &[
        "VM",
        "VDI",
        "userdevice",
        "bootable",
        "mode",
        "type",
        "empty",
        "other_config",
        "qos_algorithm_type",
        "qos_algorithm_params",
    ];
    let mut fields = members("VBD", record, REQUIRED)?;
    let text = |fields: &[(&str, Value)], name: &str| {
        fields
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(String::new(), |(_, v)| v.as_str().to_owned())
    };
    let vm = text(&fields, "VM");
    db.check("VM", &vm)?;
    let empty = member(&fields, "empty").is_some_and(Value::as_bool);
    if empty {
        if text(&fields, "type") == "Disk" {
            return Err(Failure::new("VBD_NOT_REMOVABLE_MEDIA", ["in constructor"]));
        }
        put(&mut fields, "VDI", NULL_REF);
    } else {
        db.check("VDI", &text(&fields, "VDI"))?;
    }
    if text(&fields, "type") == "CD" && text(&fields, "mode") != "RO" {
        return Err(Failure::bare("VBD_CDS_MUST_BE_READONLY"));
    }
    let taken: Vec<String> = db
        .refs(&vm, "VBDs")
        .iter()
        .map(|vbd| db.text(vbd, "userdevice").to_owned())
        .collect();
    let mut position = text(&fields, "userdevice");
    if position == "autodetect" {
        position = (0..255)
            .map(|n| n.to_string())
            .find(|n| !taken.contains(n))
            .unwrap_or_default();
    }
    if position.parse::<u8>().is_err() {
        return Err(Failure::new("INVALID_DEVICE", [position]));
    }
    if taken.contains(&position) {
        return Err(Failure::new("DEVICE_ALREADY_EXISTS", [position]));
    }
    put(&mut fields, "userdevice", position);
    put(&mut fields, "currently_attached", false);
    let metrics = db.create("VBD_metrics", new_ref(), &[]);
    put(&mut fields, "metrics", metrics);
    if member(&fields, "unpluggable").is_none() {
        put(&mut fields, "unpluggable", true);
    }
    let vbd = db.create("VBD", new_ref(), &fields);
    settle_vbd(db, &vbd);
    Ok(vbd.into())
}

fn create_vif(db: &mut Db, record: &Value) -> Outcome<Value> {
    const REQUIRED: &[&str] = &[
        "device",
        "network",
        "VM",
        "MAC",
        "MTU",
        "other_config",
        "qos_algorithm_type",
        "qos_algorithm_params",
    ];
    let mut fields = members("VIF", record, REQUIRED)?;
    let text = |name: &str| member(&fields, name).map_or(String::new(), |v| v.as_str().to_owned());
    let (vm, network, device, mac) = (text("VM"), text("network"), text("device"), text("MAC"));
    db.check("VM", &vm)?;
    db.check("network", &network)?;
    if device.parse::<u8>().is_err() {
        return Err(Failure::new("INVALID_DEVICE", [device]));
    }
    if db
        .refs(&vm, "VIFs")
        .iter()
        .any(|vif| db.text(vif, "device") == device)
    {
        return Err(Failure::new("DEVICE_ALREADY_EXISTS", [device]));
    }
    let parts: Vec<&str> = mac.split(':').collect();
    let sound = parts.len() == 6
        && parts
            .iter()
            .all(|part| part.len() == 2 && u8::from_str_radix(part, 16).is_ok());
    if !mac.is_empty() && !sound {
        return Err(Failure::new("MAC_INVALID", [mac]));
    }
    let own = if mac.is_empty() {
        Dice::new(hash(&new_uuid())).mac()
    } else {
        mac.to_lowercase()
    };
    put(&mut fields, "MAC", own);
    put(&mut fields, "MAC_autogenerated", mac.is_empty());
    put(&mut fields, "currently_attached", false);
    if member(&fields, "locking_mode").is_none() {
        put(&mut fields, "locking_mode", "network_default");
    }
    let metrics = db.create("VIF_metrics", new_ref(), &[]);
    put(&mut fields, "metrics", metrics);
    put(&mut fields, "ipv4_configuration_mode", "None");
    put(&mut fields, "ipv6_configuration_mode", "None");
    let vif = db.create("VIF", new_ref(), &fields);
    lifecycle::refresh_vif(db, &vif);
    lifecycle::refresh(db, &vm);
    Ok(vif.into())
}

fn destroy(db: &mut Db, class: &str, device: &Ref) -> Outcome<Value> {
    db.check(class, device)?;
    if db.flag(device, "currently_attached") {
        let vm = db.reference(device, "VM");
        let reason = if class == "VBD" {
            let (uuid, vm) = (db.text(device, "uuid"), db.text(&vm, "uuid"));
            format!("VBD '{uuid}' still attached to '{vm}'")
        } else {
            "VIF currently attached to a running VM".to_owned()
        };
        return Err(Failure::new("OPERATION_NOT_ALLOWED", [reason]));
    }
    let vdi = if class == "VBD" {
        db.reference(device, "VDI")
    } else {
        NULL_REF.into()
    };
    let metrics = db.reference(device, "metrics");
    db.delete(device);
    db.delete(&metrics);
    lifecycle::refresh_vdi(db, &vdi);
    void()
}

/// Plugs or unplugs a device of a running VM.
async fn plug(cx: &Context, class: &str, device: &Ref, attach: bool) -> Outcome<Value> {
    pluggable(&cx.pool.lock().db, class, device, attach)?;
    let operation = if attach { "plug" } else { "unplug" };
    lifecycle::mark(&mut cx.pool.lock().db, device, &cx.task, operation);
    let worked = tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 8, 1).await;
    let mut world = cx.pool.lock();
    let db = &mut world.db;
    lifecycle::unmark(db, device, &cx.task);
    worked?;
    pluggable(db, class, device, attach)?;
    db.set(device, "currently_attached", attach);
    // Its VM is told of, too, though nothing in its record need have changed.
    db.touch(&db.reference(device, "VM"));
    if class == "VBD" {
        let name = power::device_name(db.text(device, "userdevice"), db.text(device, "type"));
        db.set(device, "device", name);
        settle_vbd(db, device);
    } else {
        lifecycle::refresh_vif(db, device);
        report_addresses(db, &db.reference(device, "VM"));
    }
    void()
}

fn pluggable(db: &Db, class: &str, device: &Ref, attach: bool) -> Outcome<()> {
    db.check(class, device)?;
    let vm = db.reference(device, "VM");
    let power = db.text(&vm, "power_state");
    if power != "Running" {
        return Err(Failure::power_state(&vm, "running", &power.to_lowercase()));
    }
    if db
        .value(device, "current_operations")
        .is_some_and(|current| !current.as_map().is_empty())
    {
        return Err(Failure::new(
            "OTHER_OPERATION_IN_PROGRESS",
            [class, &**device],
        ));
    }
    let attached = db.flag(device, "currently_attached");
    if attached && attach {
        return Err(Failure::new("DEVICE_ALREADY_ATTACHED", [&**device]));
    }
    if !attached && !attach {
        return Err(Failure::new("DEVICE_ALREADY_DETACHED", [&**device]));
    }
    let hvm = db.text(&vm, "domain_type") == "hvm";
    if hvm && !db.flag(&db.reference(&vm, "guest_metrics"), "PV_drivers_detected") {
        return Err(Failure::new("VM_MISSING_PV_DRIVERS", [&*vm]));
    }
    if class == "VBD" {
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

/// A disk that can be written goes to one VM at a time, unless it is made to be shared.
pub fn sharing(db: &Db, vbd: &Ref) -> Outcome<()> {
    let vdi = db.reference(vbd, "VDI");
    if db.flag(&vdi, "sharable") || db.text(vbd, "mode") == "RO" {
        return Ok(());
    }
    if db.flag(&vdi, "read_only") {
        return Err(Failure::new("VDI_READONLY", [&*vdi]));
    }
    let others = db.refs(&vdi, "VBDs");
    if others
        .iter()
        .any(|other| other != vbd && db.flag(other, "currently_attached"))
    {
        return Err(Failure::new("VDI_IN_USE", [&*vdi, "attach"]));
    }
    Ok(())
}

fn settle_vbd(db: &mut Db, vbd: &Ref) {
    lifecycle::refresh_vbd(db, vbd);
    let vdi = db.reference(vbd, "VDI");
    lifecycle::refresh_vdi(db, &vdi);
    let vm = db.reference(vbd, "VM");
    lifecycle::refresh(db, &vm);
}

fn eject(db: &mut Db, vbd: &Ref) -> Outcome<Value> {
    db.check("VBD", vbd)?;
    removable(db, vbd)?;
    if db.flag(vbd, "empty") {
        return Err(Failure::new("VBD_IS_EMPTY", [&**vbd]));
    }
    let vdi = db.reference(vbd, "VDI");
    db.set(vbd, "VDI", NULL_REF);
    db.set(vbd, "empty", true);
    db.set(vbd, "currently_attached", false);
    lifecycle::refresh_vdi(db, &vdi);
    settle_vbd(db, vbd);
    void()
}

fn insert(db: &mut Db, vbd: &Ref, vdi: &Ref) -> Outcome<Value> {
    db.check("VBD", vbd)?;
    db.check("VDI", vdi)?;
    removable(db, vbd)?;
    if !db.flag(vbd, "empty") {
        return Err(Failure::new("VBD_NOT_EMPTY", [&**vbd]));
    }
    if db.text(&db.reference(vdi, "SR"), "content_type") != "iso" {
        return Err(Failure::new(
            "VDI_INCOMPATIBLE_TYPE",
            [&**vdi, db.text(vdi, "type")],
        ));
    }
    db.set(vbd, "VDI", vdi);
    db.set(vbd, "empty", false);
    let vm = db.reference(vbd, "VM");
    db.set(
        vbd,
        "currently_attached",
        db.text(&vm, "power_state") == "Running",
    );
    settle_vbd(db, vbd);
    void()
}

fn removable(db: &Db, vbd: &Ref) -> Outcome<()> {
    if db.text(vbd, "type") == "Disk" {
        return Err(Failure::new("VBD_NOT_REMOVABLE_MEDIA", [&**vbd]));
    }
    let vm = db.reference(vbd, "VM");
    let power = db.text(&vm, "power_state");
    if power == "Suspended" {
        return Err(Failure::power_state(
            &vm,
            "running, halted, paused",
            "suspended",
        ));
    }
    Ok(())
}

fn set_mode(db: &mut Db, vbd: &Ref, args: &Args<'_>) -> Outcome<Value> {
    let vm = db.reference(vbd, "VM");
    let power = db.text(&vm, "power_state");
    if power != "Halted" {
        return Err(Failure::power_state(&vm, "halted", &power.to_lowercase()));
    }
    db.set(vbd, "mode", args.value(1));
    void()
}

/// The addresses that a card may use.
fn allow<A: FromStr>(db: &mut Db, vif: &Ref, field: &str, args: &Args<'_>) -> Outcome<Value> {
    let addresses = args.value(1);
    let sound = |address: &Value| address.as_str().parse::<A>().is_ok();
    if !addresses.as_set().iter().all(sound) {
        return Err(Failure::new("INVALID_IP_ADDRESS_SPECIFIED", [field]));
    }
    db.set(vif, field, addresses);
    void()
}

fn move_vif(db: &mut Db, vif: &Ref, network: &Ref) -> Outcome<Value> {
    db.check("VIF", vif)?;
    db.check("network", network)?;
    db.set(vif, "network", network);
    void()
}

fn configure(db: &mut Db, vif: &Ref, family: &str, args: &Args<'_>) -> Outcome<Value> {
    db.check("VIF", vif)?;
    let (mode, address, gateway) = (args.text(1), args.text(2), args.text(3));
    let fixed = mode == "Static";
    if fixed && !address.contains('/') {
        return Err(Failure::new("INVALID_CIDR_ADDRESS_SPECIFIED", [address]));
    }
    let addresses = if fixed {
        vec![address.to_owned()]
    } else {
        Vec::new()
    };
    db.set(vif, &format!("{family}_configuration_mode"), mode);
    db.set(vif, &format!("{family}_addresses"), Value::texts(addresses));
    db.set(
        vif,
        &format!("{family}_gateway"),
        if fixed { gateway } else { "" },
    );
    void()
}

/// The agent in a guest tells the addresses of the cards it has now.
fn report_addresses(db: &mut Db, vm: &Ref) {
    let guest = db.reference(vm, "guest_metrics");
    let cards: Vec<(String, String)> = db
        .refs(vm, "VIFs")
        .iter()
        .filter(|vif| db.flag(vif, "currently_attached"))
        .map(|vif| {
            (
                db.text(vif, "device").to_owned(),
                db.text(vif, "MAC").to_owned(),
            )
        })
        .collect();
    db.set(&guest, "networks", guests::networks(&cards));
}
