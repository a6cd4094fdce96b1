//! Storage as a whole: looked for, made, introduced, attached to hosts and taken from them.

use crate::argument::class::{PBD, SR, host};
use crate::argument::{Map, Text, Unchecked};
use crate::context::Context;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::ops::probing;
use crate::pool::World;
use crate::tasks;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    SR.scan(sr: SR) => look_through(cx, &sr).await;
    SR.update(sr: SR) => look_through(cx, &sr).await;
    SR.create(
        host: host, device_config: Map<Text, Text>, physical_size: i64, name_label: Text, name_description: Text,
        r#type: Text, content_type: Text, shared: bool, sm_config: Map<Text, Text>,
    ) => create(cx, &host, device_config, &Described {
        name: &name_label, description: &name_description, kind: &r#type, content: &content_type, shared,
    }).await;
    SR.introduce(
        uuid: Text, name_label: Text, name_description: Text, r#type: Text, content_type: Text, shared: bool,
        sm_config: Map<Text, Text>,
    ) => introduce(&mut cx.world().db, &uuid, &Described {
        name: &name_label, description: &name_description, kind: &r#type, content: &content_type, shared,
    });
    SR.forget(sr: SR) [checks forget] => forget(&mut cx.world().db, &sr);
    SR.destroy(sr: SR) [checks destroy] => destroy(&mut cx.world(), &sr);
    SR.probe(host: host, device_config: Map<Text, Text>, r#type: Text, sm_config: Map<Text, Text>)
        => probe(cx, &host, &device_config, &r#type).await;
    SR.probe_ext(host: Unchecked<host>, device_config: Map<Text, Text>, r#type: Text, sm_config: Map<Text, Text>)
        => unsupported();
    SR.get_supported_types() => supported_types(&cx.world().db);
    PBD.plug(pbd: PBD) => plug(cx, &pbd).await;
    PBD.unplug(pbd: PBD) => unplug(cx, &pbd).await;
};

/// `SR.scan`, `SR.update`: what is there is known already.
async fn look_through(cx: &Context, sr: &Ref) -> Outcome<()> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 4, 2).await?;
    plugged(&cx.world().db, sr)
}

fn unsupported() -> Outcome<()> {
    Err(Failure::bare("SR_OPERATION_NOT_SUPPORTED"))
}

fn supported_types(db: &Db) -> Value {
    let drivers = db.rows("SM");
    Value::texts(drivers.map(|(sm, _)| db.text(sm, "type").to_owned()))
}

/// Storage can be worked with only where some host has it attached.
pub(super) fn plugged(db: &Db, sr: &Ref) -> Outcome<()> {
    if db
        .refs(sr, "PBDs")
        .iter()
        .any(|pbd| db.flag(pbd, "currently_attached"))
    {
        Ok(())
    } else {
        Err(Failure::new("SR_HAS_NO_PBDS", [&**sr]))
    }
}

/// `SR.probe`: which storage is there already.
async fn probe(cx: &Context, host: &Ref, config: &Value, kind: &str) -> Outcome<String> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 4, 2).await?;
    let world = cx.world();
    probing::known(&world.db, kind)?;
    probing::probe(&world.targets, host, config, kind)
}

/// What is said of new storage.
struct Described<'a> {
    name: &'a str,
    description: &'a str,
    kind: &'a str,
    content: &'a str,
    shared: bool,
}

/// `SR.create`: on one host; those of the others that do not reach it are left without.
async fn create(
    cx: &Context,
    host: &Ref,
    config: Value,
    described: &Described<'_>,
) -> Outcome<Ref> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 2, 2).await?;
    let mut world = cx.world();
    let world = &mut *world;
    let kind = described.kind;
    probing::known(&world.db, kind)?;
    let uuid = new_uuid();
    let target = probing::room(&mut world.targets, host, &config, kind)?;
    let size = target.size;
    // A folder takes any number; what lies on a volume that the pool does not use is overwritten.
    if !matches!(kind, "nfs" | "iso" | "file") {
        let is_ours =
            |db: &Db, held: &str| db.rows("SR").any(|(sr, _)| db.text(sr, "uuid") == held);
        if target
            .holds
            .iter()
            .any(|(held, _)| is_ours(&world.db, held))
        {
            return Err(probing::backend(16, "The SR device is currently in use"));
        }
        target.holds.clear();
    }
    target.holds.push((uuid.clone(), kind.to_owned()));
    let sr = new_sr(&mut world.db, &uuid, described, size);
    let hosts = match described.shared {
        true => world.db.all("host"),
        false => vec![host.clone()],
    };
    for host in hosts {
        let config = without_passwords(&mut world.db, config.clone());
        let reaches = probing::attach(world, &host, &config, kind, &uuid).is_ok();
        let fields = [
            ("host", Value::from(host)),
            ("SR", (&sr).into()),
            ("device_config", config),
            ("currently_attached", reaches.into()),
        ];
        world.db.create("PBD", new_ref(), &fields);
    }
    Ok(sr)
}

/// A configuration with passwords replaced by the names of secrets, as the server keeps it.
pub(super) fn without_passwords(db: &mut Db, config: Value) -> Value {
    let mut kept = Vec::new();
    for (member, value) in config.as_map() {
        if !member.ends_with("password") {
            kept.push((member.to_string(), value.clone()));
            continue;
        }
        let uuid = new_uuid();
        let fields = [("uuid", uuid.as_str().into()), ("value", value.clone())];
        db.create("secret", new_ref(), &fields);
        kept.push((format!("{member}_secret"), uuid.into()));
    }
    Value::fields(kept)
}

fn introduce(db: &mut Db, uuid: &str, described: &Described<'_>) -> Outcome<Ref> {
    let uuid = match uuid {
        "" => new_uuid(),
        given => given.to_owned(),
    };
    if db.rows("SR").any(|(sr, _)| db.text(sr, "uuid") == uuid) {
        return Err(Failure::new("SR_UUID_EXISTS", [uuid]));
    }
    Ok(new_sr(db, &uuid, described, 1 << 40))
}

fn new_sr(db: &mut Db, uuid: &str, described: &Described<'_>, size: i64) -> Ref {
    let content = match described.content {
        "" => "user",
        given => given,
    };
    let fields = [
        ("uuid", uuid.into()),
        ("name_label", described.name.into()),
        ("name_description", described.description.into()),
        ("physical_size", size.into()),
        ("type", described.kind.into()),
        ("content_type", content.into()),
        ("shared", described.shared.into()),
    ];
    db.create("SR", new_ref(), &fields)
}

fn forget(db: &mut Db, sr: &Ref) {
    for list in ["VDIs", "PBDs"] {
        for part in db.refs(sr, list) {
            db.delete(&part);
        }
    }
    db.delete(sr);
}

/// What lies there goes as well.
fn destroy(world: &mut World, sr: &Ref) {
    let uuid = world.db.text(sr, "uuid").to_owned();
    world.targets.wipe(&uuid);
    forget(&mut world.db, sr);
}

/// `PBD.plug`: storage comes to a host, if that reaches it and it is there.
async fn plug(cx: &Context, pbd: &Ref) -> Outcome<()> {
    if cx.world().db.flag(pbd, "currently_attached") {
        return Ok(());
    }
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 2, 2).await?;
    let mut world = cx.world();
    world.db.check("PBD", pbd)?;
    let (host, sr) = (
        world.db.reference(pbd, "host"),
        world.db.reference(pbd, "SR"),
    );
    let config = world.db.value(pbd, "device_config").cloned();
    let config = config.unwrap_or_else(|| Value::fields(Vec::<(String, Value)>::new()));
    let [kind, uuid] = ["type", "uuid"].map(|field| world.db.text(&sr, field).to_owned());
    probing::attach(&mut world, &host, &config, &kind, &uuid)?;
    world.db.set(pbd, "currently_attached", true);
    Ok(())
}

/// `PBD.unplug`: storage leaves a host if nothing there uses it.
async fn unplug(cx: &Context, pbd: &Ref) -> Outcome<()> {
    {
        let world = cx.world();
        let db = &world.db;
        if !db.flag(pbd, "currently_attached") {
            return Ok(());
        }
        let (host, sr) = (db.reference(pbd, "host"), db.reference(pbd, "SR"));
        let here = |vbd: &Ref| {
            db.flag(vbd, "currently_attached")
                && db.reference(&db.reference(vbd, "VM"), "resident_on") == host
        };
        let mut disks = db.refs(&sr, "VDIs");
        disks.retain(|vdi| db.refs(vdi, "VBDs").iter().any(here));
        if !disks.is_empty() {
            let used = disks.iter().map(|vdi| vdi.to_string());
            return Err(Failure::new("VDI_IN_USE", used));
        }
    }
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 2, 2).await?;
    cx.world().db.set(pbd, "currently_attached", false);
    Ok(())
}
