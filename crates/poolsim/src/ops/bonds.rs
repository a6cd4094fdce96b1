//! Bonds: several cards of a host that work as one.

use super::networks::unconnected;
use crate::argument::class::{Bond, PIF, network};
use crate::argument::{Choice, Map, Set, Text};
use crate::db::{Db, new_ref};
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::value::{NULL_REF, Ref, Value};

/// How a card is reached: a bond takes it over from its first card, and gives it back.
const ADDRESS: &[&str] = &[
    "ip_configuration_mode",
    "IP",
    "netmask",
    "gateway",
    "DNS",
    "management",
];

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    Bond.create(network: network, members: Set<PIF>, MAC: Text, mode: Choice, properties: Map<Text, Text>)
        => create(&mut cx.world().db, &network, &members, [&MAC, &mode], properties);
    Bond.destroy(bond: Bond) => destroy(&mut cx.world().db, &bond);
    Bond.set_property(bond: Bond, name: Text, value: Text)
        => cx.world().db.set_entry(&bond, "properties", &name, &value);
};

fn create(
    db: &mut Db,
    network: &Ref,
    members: &[Ref],
    [mac, mode]: [&str; 2],
    properties: Value,
) -> Outcome<Ref> {
    let Some(first) = members.first() else {
        return Err(Failure::bare("PIF_BOND_NEEDS_MORE_MEMBERS"));
    };
    let host = db.reference(first, "host");
    unconnected(db, network, &host)?;
    for pif in members {
        if db.reference(pif, "host") != host {
            return Err(Failure::bare("PIF_BOND_CROSS_HOST"));
        }
        if db.reference(pif, "bond_slave_of") != NULL_REF.into() {
            return Err(Failure::new("PIF_ALREADY_BONDED", [&**pif]));
        }
    }
    let managing = members.iter().find(|pif| db.flag(pif, "management"));
    let primary = managing.unwrap_or(first);
    let names: Vec<String> = db
        .refs(&host, "PIFs")
        .iter()
        .map(|pif| db.text(pif, "device").to_owned())
        .collect();
    let free = (0..).map(|n| format!("bond{n}"));
    let device = free.into_iter().find(|name| !names.contains(name));
    let metrics = db.create("PIF_metrics", new_ref(), &[("carrier", true.into())]);
    let mac = match mac {
        "" => db.text(primary, "MAC").to_owned(),
        given => given.to_owned(),
    };
    let fields = [
        ("device", Value::from(device.unwrap_or_default())),
        ("network", network.into()),
        ("host", (&host).into()),
        ("MAC", mac.into()),
        ("MTU", db.int(network, "MTU").into()),
        ("VLAN", (-1).into()),
        ("metrics", metrics.into()),
        ("currently_attached", true.into()),
        ("managed", true.into()),
        ("igmp_snooping_status", "unknown".into()),
    ];
    let master = db.create("PIF", new_ref(), &fields);
    let fields = [
        ("master", Value::from(&master)),
        ("primary_slave", primary.into()),
        ("mode", mode.into()),
        ("properties", properties),
    ];
    let bond = db.create("Bond", new_ref(), &fields);
    hand_over(db, primary, &master);
    for pif in members {
        db.set(pif, "bond_slave_of", &bond);
        db.set(pif, "currently_attached", true);
    }
    Ok(bond)
}

fn destroy(db: &mut Db, bond: &Ref) {
    let master = db.reference(bond, "master");
    let primary = db.reference(bond, "primary_slave");
    hand_over(db, &master, &primary);
    for pif in db.refs(bond, "slaves") {
        db.set(&pif, "bond_slave_of", NULL_REF);
    }
    let metrics = db.reference(&master, "metrics");
    db.delete(bond);
    db.delete(&master);
    db.delete(&metrics);
}

/// Address and VLANs go from one card to another.
fn hand_over(db: &mut Db, from: &Ref, to: &Ref) {
    for field in ADDRESS {
        if let Some(value) = db.value(from, field).cloned() {
            db.set(to, field, value);
        }
    }
    db.set(from, "management", false);
    db.set(from, "ip_configuration_mode", "None");
    for field in ["IP", "netmask", "gateway", "DNS"] {
        db.set(from, field, "");
    }
    for vlan in db.refs(from, "VLAN_slave_of") {
        db.set(&vlan, "tagged_PIF", to);
    }
}
