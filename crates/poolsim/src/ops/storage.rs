//! Disks and the storage they are on.

use super::construct::{member, members, put};
use super::{Args, void};
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::lifecycle;
use crate::model::model;
use crate::rpc::Context;
use crate::tasks;
use crate::value::{NULL_REF, Ref, Value};
use crate::world::storage::DISK_OPERATIONS;

/// The messages of this file by class and name.
pub async fn run(
    cx: &Context,
    class: &str,
    short: &str,
    args: &Args<'_>,
) -> Option<Outcome<Value>> {
    let object = args.reference(0);
    let time = cx.pool.settings.operation_time;
    Some(match (class, short) {
        ("VDI", "create") => create(&mut cx.pool.lock().db, &args.value(0)),
        ("VDI", "destroy" | "forget") => destroy(&mut cx.pool.lock().db, &object, short),
        ("VDI", "resize") => resize(&mut cx.pool.lock().db, &object, args.int(1)),
        ("VDI", "update") => cx
            .pool
            .lock()
            .db
            .check("VDI", &object)
            .and_then(|()| void()),
        ("VDI", "snapshot" | "clone") => duplicate(&mut cx.pool.lock().db, &object, short, None),
        ("VDI", "copy") => {
            let asked = args.reference(1);
            let sr = (&*asked != NULL_REF).then_some(&asked);
            let known = cx.pool.lock().db.check("VDI", &object);
            let worked = match known {
                Ok(()) => tasks::work(&cx.pool, &cx.task, time * 2, 8).await,
                Err(gone) => Err(gone),
            };
            worked.and_then(|()| duplicate(&mut cx.pool.lock().db, &object, "copy", sr))
        }
        ("SR", "scan" | "update") => {
            let known = cx.pool.lock().db.check("SR", &object);
            let worked = match known {
                Ok(()) => tasks::work(&cx.pool, &cx.task, time / 4, 2).await,
                Err(gone) => Err(gone),
            };
            worked
                .and_then(|()| plugged(&cx.pool.lock().db, &object))
                .and_then(|()| void())
        }
        ("SR", "create") => create_sr(&mut cx.pool.lock().db, args),
        ("SR", "probe") => probe(&cx.pool.lock().db, args),
        ("SR", "probe_ext") => Err(Failure::bare("SR_OPERATION_NOT_SUPPORTED")),
        ("VDI", "pool_migrate") => migrate(&cx.pool.lock().db, &object, &args.reference(1))?,
        ("VDI", "enable_cbt" | "disable_cbt") => {
            let tracked = short == "enable_cbt";
            cx.pool.lock().db.set(&object, "cbt_enabled", tracked);
            void()
        }
        ("SR", "introduce") => introduce_sr(&mut cx.pool.lock().db, args),
        ("SR", "forget" | "destroy") => forget_sr(&mut cx.pool.lock().db, &object, short),
        ("SR", "get_supported_types") => {
            let world = cx.pool.lock();
            Ok(Value::texts(
                world
                    .db
                    .rows("SM")
                    .map(|(sm, _)| world.db.text(sm, "type").to_owned()),
            ))
        }
        ("PBD", "plug" | "unplug") => plug(cx, &object, short == "plug").await,
        _ => return None,
    })
}

/// Storage can be worked with only where some host has it attached.
fn plugged(db: &Db, sr: &Ref) -> Outcome<()> {
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

fn room(db: &Db, sr: &Ref, bytes: i64) -> Outcome<()> {
    let free = db.int(sr, "physical_size") - db.int(sr, "physical_utilisation");
    if bytes > free {
        Err(Failure::new(
            "SR_FULL",
            [bytes.to_string(), free.to_string()],
        ))
    } else {
        Ok(())
    }
}

fn use_space(db: &mut Db, sr: &Ref, bytes: i64) {
    for field in ["physical_utilisation", "virtual_allocation"] {
        let now = db.int(sr, field);
        db.set(sr, field, (now + bytes).max(0));
    }
}

fn create(db: &mut Db, record: &Value) -> Outcome<Value> {
    let required = [
        "SR",
        "virtual_size",
        "type",
        "sharable",
        "read_only",
        "other_config",
    ];
    let mut fields = members("VDI", record, &required)?;
    let sr: Ref = member(&fields, "SR").map_or_else(|| NULL_REF.into(), Value::to_text);
    db.check("SR", &sr)?;
    plugged(db, &sr)?;
    if db.text(&sr, "content_type") == "iso" {
        return Err(Failure::new("SR_OPERATION_NOT_SUPPORTED", [&*sr]));
    }
    let size = member(&fields, "virtual_size").map_or(0, Value::as_int);
    if size <= 0 {
        return Err(Failure::invalid_value("virtual_size", &size.to_string()));
    }
    room(db, &sr, size)?;
    let uuid = new_uuid();
    put(&mut fields, "uuid", uuid.as_str());
    put(&mut fields, "location", uuid);
    put(&mut fields, "managed", true);
    put(&mut fields, "allow_caching", true);
    put(&mut fields, "physical_utilisation", 0);
    let vdi = db.create("VDI", new_ref(), &fields);
    lifecycle::refresh_vdi(db, &vdi);
    Ok(vdi.into())
}

fn destroy(db: &mut Db, vdi: &Ref, operation: &str) -> Outcome<Value> {
    db.check("VDI", vdi)?;
    let vbds = db.refs(vdi, "VBDs");
    if vbds.iter().any(|vbd| db.flag(vbd, "currently_attached")) {
        return Err(Failure::new("VDI_IN_USE", [&**vdi, operation]));
    }
    let sr = db.reference(vdi, "SR");
    if operation == "destroy" && db.text(&sr, "content_type") == "iso" {
        return Err(Failure::new("SR_OPERATION_NOT_SUPPORTED", [&*sr]));
    }
    let size = db.int(vdi, "physical_utilisation");
    for vbd in vbds {
        db.delete(&vbd);
    }
    db.delete(vdi);
    use_space(db, &sr, -size);
    void()
}

fn resize(db: &mut Db, vdi: &Ref, size: i64) -> Outcome<Value> {
    db.check("VDI", vdi)?;
    if db
        .refs(vdi, "VBDs")
        .iter()
        .any(|vbd| db.flag(vbd, "currently_attached"))
    {
        return Err(Failure::new("VDI_IN_USE", [&**vdi, "resize"]));
    }
    let now = db.int(vdi, "virtual_size");
    if size < now {
        return Err(backend(
            79,
            "VDI Invalid size [opterr=shrinking not allowed]",
        ));
    }
    room(db, &db.reference(vdi, "SR"), size - now)?;
    db.set(vdi, "virtual_size", size);
    void()
}

/// A snapshot, a clone or a copy of a disk.
fn duplicate(db: &mut Db, vdi: &Ref, how: &str, sr: Option<&Ref>) -> Outcome<Value> {
    db.check("VDI", vdi)?;
    if let Some(sr) = sr {
        db.check("SR", sr)?;
    }
    if how == "copy"
        && db
            .refs(vdi, "VBDs")
            .iter()
            .any(|vbd| db.flag(vbd, "currently_attached") && db.text(vbd, "mode") == "RW")
    {
        return Err(Failure::new("VDI_IN_USE", [&**vdi, "copy"]));
    }
    let home = db.reference(vdi, "SR");
    let target = sr.unwrap_or(&home).clone();
    let used = db.int(vdi, "physical_utilisation");
    let taken = if how == "copy" { used } else { used / 50 };
    room(db, &target, taken)?;
    let Some(row) = db.row(vdi) else {
        return Err(Failure::handle("VDI", vdi));
    };
    let data = row.data.clone();
    let uuid = new_uuid();
    let mut fields: Vec<(&str, Value)> = model().classes[data.class]
        .fields
        .iter()
        .zip(&data.values)
        .map(|(field, value)| (field.name, value.clone()))
        .filter(|(name, _)| {
            !matches!(
                *name,
                "VBDs" | "snapshots" | "current_operations" | "crash_dumps" | "snapshot_of"
            )
        })
        .collect();
    let snapshot = how == "snapshot";
    let at = if snapshot { db.now() } else { 0 };
    put(&mut fields, "uuid", uuid.as_str());
    put(&mut fields, "location", uuid);
    put(&mut fields, "SR", &target);
    put(&mut fields, "is_a_snapshot", snapshot);
    put(&mut fields, "snapshot_time", Value::Date(at));
    put(&mut fields, "physical_utilisation", taken);
    let copy = db.create("VDI", new_ref(), &fields);
    if snapshot {
        db.set(&copy, "snapshot_of", vdi);
    }
    use_space(db, &target, taken);
    lifecycle::refresh_vdi(db, &copy);
    Ok(copy.into())
}

/// An error of the storage driver, by its number.
fn backend(number: u16, text: &str) -> Failure {
    Failure::new(&format!("SR_BACKEND_FAILURE_{number}"), ["", text, ""])
}

/// Whether a driver of that type is given what it needs.
fn configured(db: &Db, kind: &str, config: &Value, needed: &[&str]) -> Outcome<()> {
    const MEMBERS: &[(&str, &str, u16, &str)] = &[
        (
            "nfs",
            "server",
            90,
            "The request is missing the server parameter",
        ),
        (
            "nfs",
            "serverpath",
            91,
            "The request is missing the serverpath parameter",
        ),
        (
            "lvmoiscsi",
            "targetIQN",
            96,
            "The request is missing or has an incorrect target IQN parameter",
        ),
    ];
    if !db.all("SM").iter().any(|sm| db.text(sm, "type") == kind) {
        return Err(Failure::new("SR_UNKNOWN_DRIVER", [kind]));
    }
    let lacking = MEMBERS.iter().find(|(of, member, ..)| {
        *of == kind && needed.contains(member) && config.member(member).is_none()
    });
    match lacking {
        Some((_, _, number, text)) => Err(backend(*number, text)),
        None => Ok(()),
    }
}

/// `SR.probe(host, device_config, type, sm_config)`: which storage is there already. There is none.
fn probe(db: &Db, args: &Args<'_>) -> Outcome<Value> {
    db.check("host", args.text(0))?;
    configured(db, args.text(2), &args.value(1), &["server", "targetIQN"])?;
    Ok("<?xml version=\"1.0\" ?>\n<SRlist>\n</SRlist>\n".into())
}

/// `VDI.pool_migrate`: a disk goes to other storage while its VM runs, and only then. To go is not simulated.
fn migrate(db: &Db, vdi: &Ref, sr: &Ref) -> Option<Outcome<Value>> {
    if let Err(gone) = db.check("SR", sr) {
        return Some(Err(gone));
    }
    let mut used = db.refs(vdi, "VBDs").into_iter();
    let attached = used.any(|vbd| db.flag(&vbd, "currently_attached"));
    (!attached).then(|| Err(Failure::new("VDI_NEEDS_VM_FOR_MIGRATE", [&**vdi])))
}

/// `SR.create(host, device_config, size, name, description, type, content_type, shared, sm_config)`.
fn create_sr(db: &mut Db, args: &Args<'_>) -> Outcome<Value> {
    let host = args.reference(0);
    db.check("host", &host)?;
    let kind = args.text(5);
    configured(
        db,
        kind,
        &args.value(1),
        &["server", "serverpath", "targetIQN", "SCSIid"],
    )?;
    let shared = args.flag(7);
    let size = if args.int(2) > 0 {
        args.int(2)
    } else {
        1 << 40
    };
    let sr = new_sr(
        db,
        &new_uuid(),
        [args.text(3), args.text(4), kind, args.text(6)],
        shared,
        size,
    );
    let hosts = if shared { db.all("host") } else { vec![host] };
    for host in hosts {
        let fields = [
            ("host", Value::from(host)),
            ("SR", (&sr).into()),
            ("device_config", args.value(1)),
            ("currently_attached", true.into()),
        ];
        db.create("PBD", new_ref(), &fields);
    }
    Ok(sr.into())
}

/// `SR.introduce(uuid, name, description, type, content_type, shared, sm_config)`.
fn introduce_sr(db: &mut Db, args: &Args<'_>) -> Outcome<Value> {
    let uuid = if args.text(0).is_empty() {
        new_uuid()
    } else {
        args.text(0).to_owned()
    };
    if db.rows("SR").any(|(sr, _)| db.text(sr, "uuid") == uuid) {
        return Err(Failure::new("SR_UUID_EXISTS", [uuid]));
    }
    let texts = [args.text(1), args.text(2), args.text(3), args.text(4)];
    Ok(new_sr(db, &uuid, texts, args.flag(5), 1 << 40).into())
}

fn new_sr(
    db: &mut Db,
    uuid: &str,
    [name, description, kind, content]: [&str; 4],
    shared: bool,
    size: i64,
) -> Ref {
    db.create(
        "SR",
        new_ref(),
        &[
            ("uuid", uuid.into()),
            ("name_label", name.into()),
            ("name_description", description.into()),
            (
                "allowed_operations",
                Value::texts(DISK_OPERATIONS.iter().copied()),
            ),
            ("physical_size", size.into()),
            ("type", kind.into()),
            (
                "content_type",
                if content.is_empty() { "user" } else { content }.into(),
            ),
            ("shared", shared.into()),
        ],
    )
}

fn forget_sr(db: &mut Db, sr: &Ref, how: &str) -> Outcome<Value> {
    db.check("SR", sr)?;
    let pbds = db.refs(sr, "PBDs");
    let attached = pbds
        .iter()
        .filter(|pbd| db.flag(pbd, "currently_attached"))
        .count();
    if attached > 0 {
        return Err(Failure::new("SR_HAS_PBD", [&**sr]));
    }
    // The server attaches it once more to wipe it.
    if how == "destroy" {
        if pbds.is_empty() {
            return Err(Failure::new("SR_HAS_NO_PBDS", [&**sr]));
        }
        if !db.refs(sr, "VDIs").is_empty() {
            return Err(Failure::bare("SR_NOT_EMPTY"));
        }
    }
    for vdi in db.refs(sr, "VDIs") {
        db.delete(&vdi);
    }
    for pbd in pbds {
        db.delete(&pbd);
    }
    db.delete(sr);
    void()
}

/// `PBD.plug`, `PBD.unplug`: storage comes to a host, or leaves it if nothing there uses it.
async fn plug(cx: &Context, pbd: &Ref, attach: bool) -> Outcome<Value> {
    {
        let world = cx.pool.lock();
        let db = &world.db;
        db.check("PBD", pbd)?;
        if db.flag(pbd, "currently_attached") == attach {
            return void();
        }
        let (host, sr) = (db.reference(pbd, "host"), db.reference(pbd, "SR"));
        let here = |vbd: &Ref| {
            db.flag(vbd, "currently_attached")
                && db.reference(&db.reference(vbd, "VM"), "resident_on") == host
        };
        let mut disks = db.refs(&sr, "VDIs");
        disks.retain(|vdi| !attach && db.refs(vdi, "VBDs").iter().any(here));
        if !disks.is_empty() {
            let used = disks.iter().map(|vdi| vdi.to_string());
            return Err(Failure::new("VDI_IN_USE", used));
        }
    }
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 2, 2).await?;
    cx.pool.lock().db.set(pbd, "currently_attached", attach);
    void()
}
