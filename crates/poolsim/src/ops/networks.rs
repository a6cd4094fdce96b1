//! Networks and VLANs.

use super::{Args, void};
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
        ("pool", "sync_database") => void(),
        ("pool", "get_license_state") => {
            Ok(Value::map([("edition", "xcp-ng"), ("expiry", "never")]))
        }
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

fn create_vlan(db: &mut Db, pif: &Ref, tag: i64, network: &Ref) -> Outcome<Ref> {
    db.check("PIF", pif)?;
    db.check("network", network)?;
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
