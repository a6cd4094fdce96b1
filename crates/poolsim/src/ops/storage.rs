//! Disks and the storage they are on.

use crate::allowed;
use crate::argument::class::{PBD, SR, VDI, host};
use crate::argument::{Map, Nullable, Record, Text, Unchecked};
use crate::content::Content;
use crate::context::Context;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::operation::{Operation, operations};
use crate::pool::World;
use crate::record::{member, members, put};
use crate::tasks;
use crate::transfers::takes_vhd;
use crate::value::{NULL_REF, Ref, Value};

/// Disks that are VHD have a multiple of it.
const VHD_BLOCK: i64 = 2 << 20;

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VDI.create(args: Record<VDI>) => create(&mut cx.world(), &args);
    VDI.destroy(vdi: VDI) [checks destroy] => destroy(&mut cx.world().db, &vdi);
    VDI.forget(vdi: VDI) [checks forget] => destroy(&mut cx.world().db, &vdi);
    VDI.resize(vdi: VDI, size: i64) [checks resize] => resize(&mut cx.world().db, &vdi, size);
    VDI.resize_online(vdi: VDI, size: i64) [checks resize_online] => resize(&mut cx.world().db, &vdi, size);
    VDI.update(vdi: VDI) => ();
    VDI.snapshot(vdi: VDI, driver_params: Map<Text, Text>) [checks snapshot]
        => duplicate(&mut cx.world(), &vdi, How::Snapshot);
    VDI.clone(vdi: VDI, driver_params: Map<Text, Text>) [checks clone]
        => duplicate(&mut cx.world(), &vdi, How::Clone);
    VDI.copy(vdi: VDI, sr: Nullable<SR>, base_vdi: Unchecked<VDI>, into_vdi: Unchecked<VDI>) [checks copy]
        => copy(cx, &vdi, sr).await;
    VDI.enable_cbt(vdi: VDI) => cx.world().db.set(&vdi, "cbt_enabled", true);
    VDI.disable_cbt(vdi: VDI) => cx.world().db.set(&vdi, "cbt_enabled", false);
    SR.scan(sr: SR) => look_through(cx, &sr).await;
    SR.update(sr: SR) => look_through(cx, &sr).await;
    SR.create(
        host: host, device_config: Map<Text, Text>, physical_size: i64, name_label: Text, name_description: Text,
        r#type: Text, content_type: Text, shared: bool, sm_config: Map<Text, Text>,
    ) => create_sr(&mut cx.world().db, &host, &device_config, physical_size, &Described {
        name: &name_label, description: &name_description, kind: &r#type, content: &content_type, shared,
    });
    SR.introduce(
        uuid: Text, name_label: Text, name_description: Text, r#type: Text, content_type: Text, shared: bool,
        sm_config: Map<Text, Text>,
    ) => introduce_sr(&mut cx.world().db, &uuid, &Described {
        name: &name_label, description: &name_description, kind: &r#type, content: &content_type, shared,
    });
    SR.forget(sr: SR) [checks forget] => forget_sr(&mut cx.world().db, &sr);
    SR.destroy(sr: SR) [checks destroy] => forget_sr(&mut cx.world().db, &sr);
    SR.probe(host: host, device_config: Map<Text, Text>, r#type: Text, sm_config: Map<Text, Text>)
        => probe(&cx.world().db, &device_config, &r#type);
    SR.probe_ext(host: Unchecked<host>, device_config: Map<Text, Text>, r#type: Text, sm_config: Map<Text, Text>)
        => unsupported();
    SR.get_supported_types() => supported_types(&cx.world().db);
    PBD.plug(pbd: PBD) => plug(cx, &pbd, true).await;
    PBD.unplug(pbd: PBD) => plug(cx, &pbd, false).await;
};

/// `SR.scan`, `SR.update`: what is there is known already.
async fn look_through(cx: &Context, sr: &Ref) -> Outcome<()> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 4, 2).await?;
    plugged(&cx.world().db, sr)
}

/// `VDI.copy`, to that storage or next to its original.
async fn copy(cx: &Context, vdi: &Ref, sr: Option<Ref>) -> Outcome<Ref> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time * 2, 8).await?;
    let mut world = cx.world();
    // It may have been taken away meanwhile, or attached.
    world.db.check("VDI", vdi)?;
    allowed::check(&world.db, "VDI", vdi, "copy")?;
    duplicate(&mut world, vdi, How::Copy(sr))
}

fn unsupported() -> Outcome<()> {
    Err(Failure::bare("SR_OPERATION_NOT_SUPPORTED"))
}

fn supported_types(db: &Db) -> Value {
    let drivers = db.rows("SM");
    Value::texts(drivers.map(|(sm, _)| db.text(sm, "type").to_owned()))
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

fn create(world: &mut World, record: &Value) -> Outcome<Ref> {
    let db = &mut world.db;
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
    let is_library = db.text(&sr, "content_type") == "iso";
    if is_library && (db.flag(&sr, "is_tools_sr") || db.text(&sr, "type") != "iso") {
        return Err(Failure::new("SR_OPERATION_NOT_SUPPORTED", [&*sr]));
    }
    let size = member(&fields, "virtual_size").map_or(0, Value::as_int);
    if size <= 0 {
        return Err(Failure::invalid_value("virtual_size", &size.to_string()));
    }
    let size = match takes_vhd(db, &sr) {
        true => (size + VHD_BLOCK - 1) / VHD_BLOCK * VHD_BLOCK,
        false => size,
    };
    room(db, &sr, size)?;
    put(&mut fields, "virtual_size", size);
    let uuid = new_uuid();
    let mut location = uuid.clone();
    if is_library {
        location = file_name(&fields, &uuid);
        let mut there = db.refs(&sr, "VDIs").into_iter();
        if there.any(|vdi| db.text(&vdi, "location") == location) {
            return Err(backend(43, "The VDI already exists"));
        }
        // What was put there by this interface is known by it.
        let said = member(&fields, "sm_config").map_or(&[][..], Value::as_map);
        let mut config = said.to_vec();
        config.push(("created".into(), db.now().to_string().into()));
        put(&mut fields, "sm_config", Value::fields(config));
    }
    put(&mut fields, "uuid", uuid.as_str());
    put(&mut fields, "location", location);
    put(&mut fields, "managed", true);
    put(&mut fields, "allow_caching", true);
    put(&mut fields, "physical_utilisation", 0);
    let vdi = db.create("VDI", new_ref(), &fields);
    world.fill(&vdi, Content::default());
    Ok(vdi)
}

/// What a library calls the file of a new disc: as it is said, or by its uuid.
fn file_name(fields: &[(&'static str, Value)], uuid: &str) -> String {
    let config = member(fields, "sm_config");
    let said = config.and_then(|config| config.member("path"));
    let said = said.map_or("", Value::as_str);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-".contains(letter);
    let lower = said.to_ascii_lowercase();
    let is_disc = lower.ends_with(".iso") || lower.ends_with(".img");
    match is_disc && said.chars().all(is_plain) {
        true => said.to_owned(),
        false => format!("{uuid}.img"),
    }
}

/// The disk and the drives that it was in.
fn destroy(db: &mut Db, vdi: &Ref) {
    for vbd in db.refs(vdi, "VBDs") {
        db.delete(&vbd);
    }
    db.delete(vdi);
}

fn resize(db: &mut Db, vdi: &Ref, size: i64) -> Outcome<()> {
    let now = db.int(vdi, "virtual_size");
    if size < now {
        return Err(backend(
            79,
            "VDI Invalid size [opterr=shrinking not allowed]",
        ));
    }
    room(db, &db.reference(vdi, "SR"), size - now)?;
    db.set(vdi, "virtual_size", size);
    Ok(())
}

/// How a disk comes from another.
enum How {
    Snapshot,
    Clone,
    /// To that storage, or next to its original.
    Copy(Option<Ref>),
}

fn duplicate(world: &mut World, vdi: &Ref, how: How) -> Outcome<Ref> {
    let db = &mut world.db;
    let used = db.int(vdi, "physical_utilisation");
    let home = db.reference(vdi, "SR");
    let snapshot = matches!(how, How::Snapshot);
    let (target, taken) = match how {
        How::Copy(sr) => (sr.unwrap_or(home), used),
        How::Snapshot | How::Clone => (home, used / 50),
    };
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
    let content = world.content(vdi);
    world.fill(&copy, content);
    Ok(copy)
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

/// `SR.probe`: which storage is there already. There is none.
fn probe(db: &Db, config: &Value, kind: &str) -> Outcome<&'static str> {
    configured(db, kind, config, &["server", "targetIQN"])?;
    Ok("<?xml version=\"1.0\" ?>\n<SRlist>\n</SRlist>\n")
}

/// What is said of new storage.
struct Described<'a> {
    name: &'a str,
    description: &'a str,
    kind: &'a str,
    content: &'a str,
    shared: bool,
}

fn create_sr(
    db: &mut Db,
    host: &Ref,
    config: &Value,
    size: i64,
    described: &Described<'_>,
) -> Outcome<Ref> {
    configured(
        db,
        described.kind,
        config,
        &["server", "serverpath", "targetIQN", "SCSIid"],
    )?;
    let size = if size > 0 { size } else { 1 << 40 };
    let sr = new_sr(db, &new_uuid(), described, size);
    let hosts = match described.shared {
        true => db.all("host"),
        false => vec![host.clone()],
    };
    for host in hosts {
        let fields = [
            ("host", Value::from(host)),
            ("SR", (&sr).into()),
            ("device_config", config.clone()),
            ("currently_attached", true.into()),
        ];
        db.create("PBD", new_ref(), &fields);
    }
    Ok(sr)
}

fn introduce_sr(db: &mut Db, uuid: &str, described: &Described<'_>) -> Outcome<Ref> {
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

fn forget_sr(db: &mut Db, sr: &Ref) {
    for list in ["VDIs", "PBDs"] {
        for part in db.refs(sr, list) {
            db.delete(&part);
        }
    }
    db.delete(sr);
}

/// `PBD.plug`, `PBD.unplug`: storage comes to a host, or leaves it if nothing there uses it.
async fn plug(cx: &Context, pbd: &Ref, attach: bool) -> Outcome<()> {
    {
        let world = cx.world();
        let db = &world.db;
        if db.flag(pbd, "currently_attached") == attach {
            return Ok(());
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
    cx.world().db.set(pbd, "currently_attached", attach);
    Ok(())
}
