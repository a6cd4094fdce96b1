//! Networks, their VLANs, and the cards that lead to them.

use std::net::Ipv4Addr;

use crate::argument::class::{PIF, VLAN, host, network};
use crate::argument::{Choice, Record, Text};
use crate::context::Context;
use crate::db::{Db, new_ref};
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::record::{member, members, put};
use crate::value::{NULL_REF, Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    network.create(args: Record<network>) => create(&mut cx.world().db, &args);
    network.destroy(network: network) => destroy(&mut cx.world().db, &network);
    pool.create_VLAN_from_PIF(pif: PIF, network: network, VLAN: i64)
        => everywhere(&mut cx.world().db, &pif, &network, VLAN);
    VLAN.create(tagged_PIF: PIF, tag: i64, network: network)
        => create_vlan(&mut cx.world().db, &tagged_PIF, tag, &network);
    VLAN.destroy(vlan: VLAN) => destroy_vlan(&mut cx.world().db, &vlan);
    PIF.plug(pif: PIF) => cx.world().db.set(&pif, "currently_attached", true);
    PIF.unplug(pif: PIF) => unplug(&mut cx.world().db, &pif);
    PIF.scan(host: host) => ();
    PIF.reconfigure_ip(pif: PIF, mode: Choice, IP: Text, netmask: Text, gateway: Text, DNS: Text)
        => reconfigure(&mut cx.world().db, &pif, &mode, [&IP, &netmask, &gateway, &DNS]);
    host.management_reconfigure(pif: PIF) => manage(&mut cx.world().db, &pif);
    tunnel.create(transport_PIF: PIF, network: network, protocol: Choice) => tunnel(cx, &transport_PIF);
    network_sriov.create(pif: PIF, network: network) => no_virtual_functions(&pif);
};

fn create(db: &mut Db, record: &Value) -> Outcome<Ref> {
    let mut fields = members("network", record, &["other_config"])?;
    if member(&fields, "MTU").is_none() {
        put(&mut fields, "MTU", 1500);
    }
    if member(&fields, "managed").is_none() {
        put(&mut fields, "managed", true);
    }
    if member(&fields, "bridge").is_none_or(|bridge| bridge.as_str().is_empty()) {
        let taken: Vec<String> = db
            .rows("network")
            .map(|(network, _)| db.text(network, "bridge").to_owned())
            .collect();
        let free = (0..)
            .map(|n| format!("xapi{n}"))
            .find(|name| !taken.contains(name));
        put(&mut fields, "bridge", free.unwrap_or_default());
    }
    put(&mut fields, "default_locking_mode", "unlocked");
    Ok(db.create("network", new_ref(), &fields))
}

fn destroy(db: &mut Db, network: &Ref) -> Outcome<()> {
    let entry = db.entry(
        network,
        "other_config",
        "is_host_internal_management_network",
    );
    if entry == Some("true") {
        return Err(Failure::new("CANNOT_DESTROY_SYSTEM_NETWORK", [&**network]));
    }
    let vifs = db.refs(network, "VIFs");
    if !vifs.is_empty() {
        return Err(Failure::new(
            "NETWORK_CONTAINS_VIF",
            vifs.iter().map(|vif| vif.to_string()),
        ));
    }
    let pifs = db.refs(network, "PIFs");
    if !pifs.is_empty() {
        return Err(Failure::new(
            "NETWORK_CONTAINS_PIF",
            pifs.iter().map(|pif| pif.to_string()),
        ));
    }
    db.delete(network);
    Ok(())
}

/// A VLAN on the card with the same name of every host.
fn everywhere(db: &mut Db, pif: &Ref, network: &Ref, tag: i64) -> Outcome<Value> {
    let device = db.text(pif, "device").to_owned();
    let mut cards = db.all("PIF");
    cards.retain(|card| db.text(card, "device") == device && db.int(card, "VLAN") == -1);
    let mut made = Vec::new();
    for card in cards {
        let vlan = create_vlan(db, &card, tag, network)?;
        made.push(Value::from(db.reference(&vlan, "untagged_PIF")));
    }
    Ok(Value::Set(made))
}

/// A host has one way into a network at most.
pub fn unconnected(db: &Db, network: &Ref, host: &Ref) -> Outcome<()> {
    let pifs = db.refs(network, "PIFs");
    match pifs.iter().find(|pif| db.reference(pif, "host") == *host) {
        Some(pif) => Err(Failure::new("NETWORK_ALREADY_CONNECTED", [&**host, &**pif])),
        None => Ok(()),
    }
}

fn create_vlan(db: &mut Db, pif: &Ref, tag: i64, network: &Ref) -> Outcome<Ref> {
    unconnected(db, network, &db.reference(pif, "host"))?;
    if !(0..=4094).contains(&tag) {
        return Err(Failure::new("VLAN_TAG_INVALID", [tag.to_string()]));
    }
    if &*db.reference(pif, "bond_slave_of") != NULL_REF {
        return Err(Failure::new("CANNOT_ADD_VLAN_TO_BOND_SLAVE", [&**pif]));
    }
    if db
        .refs(pif, "VLAN_slave_of")
        .iter()
        .any(|vlan| db.int(vlan, "tag") == tag)
    {
        return Err(Failure::new("PIF_VLAN_EXISTS", [&**pif]));
    }
    let metrics = db.create("PIF_metrics", new_ref(), &[("carrier", true.into())]);
    let fields = [
        ("device", Value::from(db.text(pif, "device"))),
        ("network", network.into()),
        ("host", db.reference(pif, "host").into()),
        ("MAC", db.text(pif, "MAC").into()),
        ("MTU", db.int(network, "MTU").into()),
        ("VLAN", tag.into()),
        ("metrics", metrics.into()),
        ("currently_attached", true.into()),
        ("managed", true.into()),
        ("igmp_snooping_status", "unknown".into()),
    ];
    let untagged = db.create("PIF", new_ref(), &fields);
    let vlan = db.create(
        "VLAN",
        new_ref(),
        &[
            ("tagged_PIF", pif.into()),
            ("untagged_PIF", (&untagged).into()),
            ("tag", tag.into()),
        ],
    );
    db.set(&untagged, "VLAN_master_of", &vlan);
    Ok(vlan)
}

fn destroy_vlan(db: &mut Db, vlan: &Ref) {
    let untagged = db.reference(vlan, "untagged_PIF");
    let metrics = db.reference(&untagged, "metrics");
    db.delete(vlan);
    db.delete(&untagged);
    db.delete(&metrics);
}

fn unplug(db: &mut Db, pif: &Ref) -> Outcome<()> {
    if db.flag(pif, "management") {
        return Err(Failure::new("PIF_IS_MANAGEMENT_INTERFACE", [&**pif]));
    }
    if db.flag(pif, "disallow_unplug") {
        return Err(Failure::new("PIF_DOES_NOT_ALLOW_UNPLUG", [&**pif]));
    }
    db.set(pif, "currently_attached", false);
    Ok(())
}

/// What a card must be for a tunnel to be built on it. To build it is not simulated.
fn tunnel(cx: &Context, pif: &Ref) -> Outcome<()> {
    Err(if cx.world().db.text(pif, "IP").is_empty() {
        Failure::new("TRANSPORT_PIF_NOT_CONFIGURED", [&**pif])
    } else {
        Failure::not_implemented("tunnel.create")
    })
}

/// No card has any.
fn no_virtual_functions(pif: &Ref) -> Outcome<()> {
    Err(Failure::new("PIF_IS_NOT_SRIOV_CAPABLE", [&**pif]))
}

/// `PIF.reconfigure_ip`; `given` are address, netmask, gateway and name servers.
fn reconfigure(db: &mut Db, pif: &Ref, mode: &str, given: [&str; 4]) -> Outcome<()> {
    let fixed = mode == "Static";
    let given = ["IP", "netmask", "gateway", "DNS"].into_iter().zip(given);
    for (field, text) in given.clone().filter(|_| fixed) {
        let optional = matches!(field, "gateway" | "DNS") && text.is_empty();
        let sound = |part: &str| part.trim().parse::<Ipv4Addr>().is_ok();
        if !optional && !text.split(',').all(sound) {
            return Err(Failure::new("INVALID_IP_ADDRESS_SPECIFIED", [field]));
        }
    }
    if mode == "None" && db.flag(pif, "management") {
        return Err(Failure::new("PIF_IS_MANAGEMENT_INTERFACE", [&**pif]));
    }
    db.set(pif, "ip_configuration_mode", mode);
    for (field, text) in given {
        db.set(pif, field, if fixed { text } else { "" });
    }
    Ok(())
}

/// `host.management_reconfigure(PIF)`: the host is managed over that card from now on.
fn manage(db: &mut Db, pif: &Ref) -> Outcome<()> {
    if db.text(pif, "ip_configuration_mode") == "None" {
        return Err(Failure::new("PIF_HAS_NO_NETWORK_CONFIGURATION", [&**pif]));
    }
    for other in db.refs(&db.reference(pif, "host"), "PIFs") {
        db.set(&other, "management", other == *pif);
    }
    Ok(())
}
