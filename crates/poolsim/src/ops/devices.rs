//! VBDs and VIFs: made, plugged, unplugged, changed, taken away.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

use super::power;
use crate::allowed;
use crate::argument::class::{VBD, VDI, VIF, network};
use crate::argument::{Choice, Record, Set, Text};
use crate::context::Context;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::guests;
use crate::operation::{Operation, operations};
use crate::record::{member, members, put};
use crate::rng::{Rng, hash};
use crate::tasks;
use crate::value::{NULL_REF, Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VBD.create(args: Record<VBD>) => create_vbd(&mut cx.world().db, &args);
    VBD.destroy(vbd: VBD) => destroy(&mut cx.world().db, "VBD", &vbd);
    VBD.plug(vbd: VBD) [marks plug] => plug(cx, "VBD", &vbd, true).await;
    VBD.unplug(vbd: VBD) [marks unplug] => plug(cx, "VBD", &vbd, false).await;
    VBD.unplug_force(vbd: VBD) [marks unplug_force] => plug(cx, "VBD", &vbd, false).await;
    VBD.eject(vbd: VBD) [checks eject] => eject(&mut cx.world().db, &vbd);
    VBD.insert(vbd: VBD, vdi: VDI) [checks insert] => insert(&mut cx.world().db, &vbd, &vdi);
    VBD.assert_attachable(vbd: VBD) => allowed::sharing(&cx.world().db, &vbd);
    VBD.set_mode(vbd: VBD, value: Choice) => set_mode(&mut cx.world().db, &vbd, &value);
    VIF.create(args: Record<VIF>) => create_vif(&mut cx.world().db, &args);
    VIF.destroy(vif: VIF) => destroy(&mut cx.world().db, "VIF", &vif);
    VIF.plug(vif: VIF) [marks plug] => plug(cx, "VIF", &vif, true).await;
    VIF.unplug(vif: VIF) [marks unplug] => plug(cx, "VIF", &vif, false).await;
    VIF.unplug_force(vif: VIF) [marks unplug] => plug(cx, "VIF", &vif, false).await;
    VIF.move(vif: VIF, network: network) => cx.world().db.set(&vif, "network", &network);
    VIF.set_ipv4_allowed(vif: VIF, value: Set<Text>)
        => allow::<Ipv4Addr>(&mut cx.world().db, &vif, "ipv4_allowed", &value);
    VIF.set_ipv6_allowed(vif: VIF, value: Set<Text>)
        => allow::<Ipv6Addr>(&mut cx.world().db, &vif, "ipv6_allowed", &value);
    VIF.configure_ipv4(vif: VIF, mode: Choice, address: Text, gateway: Text)
        => configure(&mut cx.world().db, &vif, "ipv4", [&mode, &address, &gateway]);
    VIF.configure_ipv6(vif: VIF, mode: Choice, address: Text, gateway: Text)
        => configure(&mut cx.world().db, &vif, "ipv6", [&mode, &address, &gateway]);
};

fn create_vbd(db: &mut Db, record: &Value) -> Outcome<Ref> {
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
    Ok(db.create("VBD", new_ref(), &fields))
}

fn create_vif(db: &mut Db, record: &Value) -> Outcome<Ref> {
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
        Rng::new(hash(&new_uuid())).mac()
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
    Ok(db.create("VIF", new_ref(), &fields))
}

fn destroy(db: &mut Db, class: &str, device: &Ref) -> Outcome<()> {
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
    let metrics = db.reference(device, "metrics");
    db.delete(device);
    db.delete(&metrics);
    Ok(())
}

/// Plugs or unplugs a device of a running VM.
async fn plug(cx: &Context, class: &str, device: &Ref, attach: bool) -> Outcome<()> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 8, 1).await?;
    let mut world = cx.world();
    let db = &mut world.db;
    // Somebody may have ended the VM meanwhile, or taken the device away.
    db.check(class, device)?;
    allowed::attachable(db, class, device, attach)?;
    db.set(device, "currently_attached", attach);
    // Its VM is told of, too, though nothing in its record need have changed.
    let vm = db.reference(device, "VM");
    db.touch(&vm);
    if class == "VBD" {
        let name = power::device_name(db.text(device, "userdevice"), db.text(device, "type"));
        db.set(device, "device", name);
    } else {
        report_addresses(db, &vm);
    }
    Ok(())
}

fn eject(db: &mut Db, vbd: &Ref) {
    db.set(vbd, "VDI", NULL_REF);
    db.set(vbd, "empty", true);
    db.set(vbd, "currently_attached", false);
}

fn insert(db: &mut Db, vbd: &Ref, vdi: &Ref) -> Outcome<()> {
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
    Ok(())
}

fn set_mode(db: &mut Db, vbd: &Ref, mode: &str) -> Outcome<()> {
    let vm = db.reference(vbd, "VM");
    let power = db.text(&vm, "power_state");
    if power != "Halted" {
        return Err(Failure::power_state(&vm, "halted", &power.to_lowercase()));
    }
    db.set(vbd, "mode", mode);
    Ok(())
}

/// The addresses that a card may use.
fn allow<A: FromStr>(db: &mut Db, vif: &Ref, field: &str, addresses: &[Arc<str>]) -> Outcome<()> {
    if !addresses.iter().all(|address| address.parse::<A>().is_ok()) {
        return Err(Failure::new("INVALID_IP_ADDRESS_SPECIFIED", [field]));
    }
    db.set(vif, field, Value::texts(addresses.iter().cloned()));
    Ok(())
}

fn configure(
    db: &mut Db,
    vif: &Ref,
    family: &str,
    [mode, address, gateway]: [&str; 3],
) -> Outcome<()> {
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
    Ok(())
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
