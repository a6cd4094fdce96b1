//! Disks.

use crate::allowed;
use crate::argument::class::{SR, VDI};
use crate::argument::{Map, Nullable, Record, Text, Unchecked};
use crate::content::Content;
use crate::context::Context;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::operation::{Operation, operations};
use crate::ops::probing::backend;
use crate::ops::repositories::plugged;
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
};

/// `VDI.copy`, to that storage or next to its original.
async fn copy(cx: &Context, vdi: &Ref, sr: Option<Ref>) -> Outcome<Ref> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time * 2, 8).await?;
    let mut world = cx.world();
    // It may have been taken away meanwhile, or attached.
    world.db.check("VDI", vdi)?;
    allowed::check(&world.db, "VDI", vdi, "copy")?;
    duplicate(&mut world, vdi, How::Copy(sr))
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
