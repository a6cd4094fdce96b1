//! Networks, their VLANs, and the cards that lead to them.

use std::net::Ipv4Addr;

use super::{Args, bonds, void};
use crate::db::{Db, new_ref};
use crate::failure::{Failure, Outcome};
use crate::rpc::Context;
use crate::value::{NULL_REF, Ref, Value};

/// The messages of this file by class and name.
pub fn run(cx: &Context, class: &str, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let mut world = cx.pool.lock();
    let db = &mut world.db;
    let object = args.reference(0);
    Some(match (class, short) {
        ("network", "destroy") => destroy(db, &object),
        ("pool", "create_VLAN_from_PIF") => {
            everywhere(db, &object, &args.reference(1), args.int(2))
        }
        ("VLAN", "create") => {
            create_vlan(db, &object, args.int(1), &args.reference(2)).map(Value::from)
        }
        ("VLAN", "destroy") => destroy_vlan(db, &object),
        ("PIF", "plug" | "unplug") => plug(db, &object, short == "plug"),
        ("PIF", "scan") => db.check("host", &object).and_then(|()| void()),
        ("PIF", "reconfigure_ip") => reconfigure(db, &object, args),
        ("Bond", _) => return bonds::run(db, short, args),
        ("host", "management_reconfigure") => manage(db, &object),
        ("tunnel", "create") => fit(db, &object, &args.reference(1), |db| {
            let addressed = !db.text(&object, "IP").is_empty();
            (!addressed).then_some("TRANSPORT_PIF_NOT_CONFIGURED")
        })?,
        ("network_sriov", "create") => fit(db, &object, &args.reference(1), |_| {
            Some("PIF_IS_NOT_SRIOV_CAPABLE")
        })?,
        _ => return None,
    })
}

fn destroy(db: &mut Db, network: &Ref) -> Outcome<Value> {
    db.check("network", network)?;
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
    void()
}

/// A VLAN on the card with the same name of every host.
fn everywhere(db: &mut Db, pif: &Ref, network: &Ref, tag: i64) -> Outcome<Value> {
    db.check("PIF", pif)?;
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
    db.check("PIF", pif)?;
    db.check("network", network)?;
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

fn destroy_vlan(db: &mut Db, vlan: &Ref) -> Outcome<Value> {
    db.check("VLAN", vlan)?;
    let untagged = db.reference(vlan, "untagged_PIF");
    let metrics = db.reference(&untagged, "metrics");
    db.delete(vlan);
    db.delete(&untagged);
    db.delete(&metrics);
    void()
}

fn plug(db: &mut Db, pif: &Ref, attach: bool) -> Outcome<Value> {
    db.check("PIF", pif)?;
    if !attach {
        if db.flag(pif, "management") {
            return Err(Failure::new("PIF_IS_MANAGEMENT_INTERFACE", [&**pif]));
        }
        if db.flag(pif, "disallow_unplug") {
            return Err(Failure::new("PIF_DOES_NOT_ALLOW_UNPLUG", [&**pif]));
        }
    }
    db.set(pif, "currently_attached", attach);
    void()
}

/// What a card must be for something to be built on it. `None` where it is: what would be built is not simulated.
fn fit(
    db: &Db,
    pif: &Ref,
    network: &Ref,
    unfit: impl FnOnce(&Db) -> Option<&'static str>,
) -> Option<Outcome<Value>> {
    let known = db
        .check("PIF", pif)
        .and_then(|()| db.check("network", network));
    match known {
        Err(gone) => Some(Err(gone)),
        Ok(()) => unfit(db).map(|code| Err(Failure::new(code, [&**pif]))),
    }
}

/// `PIF.reconfigure_ip(PIF, mode, IP, netmask, gateway, DNS)`.
fn reconfigure(db: &mut Db, pif: &Ref, args: &Args<'_>) -> Outcome<Value> {
    let mode = args.text(1);
    let fixed = mode == "Static";
    let given = [("IP", 2), ("netmask", 3), ("gateway", 4), ("DNS", 5)];
    for (field, at) in given.into_iter().filter(|_| fixed) {
        let text = args.text(at);
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
    for (field, at) in given {
        db.set(pif, field, if fixed { args.text(at) } else { "" });
    }
    void()
}

/// `host.management_reconfigure(PIF)`: the host is managed over that card from now on.
fn manage(db: &mut Db, pif: &Ref) -> Outcome<Value> {
    db.check("PIF", pif)?;
    if db.text(pif, "ip_configuration_mode") == "None" {
        return Err(Failure::new("PIF_HAS_NO_NETWORK_CONFIGURATION", [&**pif]));
    }
    for other in db.refs(&db.reference(pif, "host"), "PIFs") {
        db.set(&other, "management", other == *pif);
    }
    void()
}
