//! Copies of a VM: clone, copy, snapshot, checkpoint, revert; provision and destroy.

use super::{power, snapshot_metadata};
use crate::argument::class::{SR, VDI, VM};
use crate::argument::{Nullable, Set, Text, Unchecked};
use crate::busy::Busy;
use crate::content::Content;
use crate::context::Context;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::operation::{Operation, operations};
use crate::pool::World;
use crate::tasks;
use crate::value::{NULL_REF, Ref, Value, default};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VM.clone(vm: VM, new_name: Text) [marks clone] => clone(cx, &vm, &new_name).await;
    VM.copy(vm: VM, new_name: Text, sr: Nullable<SR>) [marks copy]
        => copy(cx, &vm, &new_name, sr.as_ref()).await;
    VM.snapshot(vm: VM, new_name: Text, ignore_vdis: Set<Unchecked<VDI>>) [marks snapshot]
        => snapshot(cx, &vm, &new_name, &ignore_vdis).await;
    VM.checkpoint(vm: VM, new_name: Text) [marks checkpoint] => checkpoint(cx, &vm, &new_name).await;
    VM.revert(snapshot: VM) => revert(cx, &snapshot).await;
    VM.provision(vm: VM) [marks provision] => provision(cx, &vm).await;
    VM.destroy(vm: VM) [checks destroy] => destroy(&mut cx.world().db, &vm);
};

/// Fields that a copy of a VM does not take over.
pub const FRESH: &[&str] = &[
    "uuid",
    "current_operations",
    "allowed_operations",
    "resident_on",
    "scheduled_to_be_resident_on",
    "consoles",
    "VIFs",
    "VBDs",
    "VUSBs",
    "VTPMs",
    "VGPUs",
    "attached_PCIs",
    "crash_dumps",
    "metrics",
    "guest_metrics",
    "domid",
    "snapshots",
    "snapshot_of",
    "snapshot_time",
    "snapshot_info",
    "snapshot_metadata",
    "parent",
    "children",
    "is_a_snapshot",
    "is_default_template",
    "suspend_VDI",
    "power_state",
    "blobs",
    "last_boot_CPU_flags",
    "appliance",
    "snapshot_schedule",
    "memory_target",
];

/// A new object with another's values, some of them replaced.
fn duplicate(db: &mut Db, from: &str, fresh: &[&str], replaced: &[(&str, Value)]) -> Ref {
    let reference = new_ref();
    let Some(class) = db.class_of(from) else {
        return reference;
    };
    let described = &model().classes[class];
    let Some(row) = db.row(from) else {
        return reference;
    };
    let mut values = row.data.values.clone();
    for (at, field) in described.fields.iter().enumerate() {
        if fresh.contains(&field.name) {
            values[at] = default(field);
        }
        if field.name == "uuid" {
            values[at] = new_uuid().into();
        }
        if let Some((_, value)) = replaced.iter().find(|(name, _)| *name == field.name) {
            values[at] = value.clone();
        }
    }
    db.insert(class, reference, values)
}

/// How the disks of a copy come to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disks<'a> {
    /// Each next to its original.
    Clone,
    /// On that storage, or each next to its original.
    Copy(Option<&'a Ref>),
    /// As snapshots of their originals, without those disks.
    Snapshot(&'a [Ref]),
    /// As they are to a VM that is reverted: new disks, no relation.
    Revert,
}

/// Makes a VM like another one: halted, with metrics, disks and cards of its own.
fn duplicate_vm(
    world: &mut World,
    vm: &Ref,
    name: &str,
    disks: Disks<'_>,
    extra: &[(&str, Value)],
) -> Ref {
    let db = &mut world.db;
    let metrics = db.create(
        "VM_metrics",
        new_ref(),
        &[(
            "VCPUs_utilisation",
            Value::fields([("0", Value::Float(0.0))]),
        )],
    );
    let mut replaced = vec![
        ("name_label", name.into()),
        ("metrics", Value::from(metrics)),
        ("domid", (-1).into()),
        ("power_state", "Halted".into()),
    ];
    replaced.extend(extra.iter().cloned());
    let copy = duplicate(db, vm, FRESH, &replaced);
    if !matches!(disks, Disks::Snapshot(_)) {
        db.set_entry(&copy, "other_config", "mac_seed", &new_uuid());
    }
    copy_devices(world, vm, &copy, disks);
    copy
}

/// Gives a VM disks and cards like another's.
fn copy_devices(world: &mut World, from: &Ref, to: &Ref, disks: Disks<'_>) {
    for vbd in world.db.refs(from, "VBDs") {
        let db = &mut world.db;
        let vdi = db.reference(&vbd, "VDI");
        let disc = db.text(&vbd, "type") == "CD";
        if matches!(disks, Disks::Snapshot(without) if without.contains(&vdi)) {
            continue;
        }
        let new_vdi = if disc || !db.is("VDI", &vdi) {
            vdi
        } else {
            let copy = copy_disk(db, &vdi, disks);
            let content = world.content(&vdi);
            world.fill(&copy, content);
            copy
        };
        let db = &mut world.db;
        let metrics = db.create("VBD_metrics", new_ref(), &[]);
        let replaced = [
            ("VM", to.into()),
            ("VDI", Value::from(new_vdi)),
            ("currently_attached", false.into()),
            ("metrics", metrics.into()),
        ];
        duplicate(db, &vbd, &["current_operations"], &replaced);
    }
    let db = &mut world.db;
    for vif in db.refs(from, "VIFs") {
        let metrics = db.create("VIF_metrics", new_ref(), &[]);
        let mut replaced = vec![
            ("VM", Value::from(to)),
            ("currently_attached", false.into()),
            ("metrics", metrics.into()),
        ];
        // A copy has addresses of its own; a snapshot and what is reverted to keep theirs.
        if matches!(disks, Disks::Clone | Disks::Copy(_)) {
            let mac = crate::rng::Rng::new(crate::rng::hash(&new_uuid())).mac();
            replaced.push(("MAC", mac.into()));
        }
        duplicate(db, &vif, &["current_operations"], &replaced);
    }
    for vgpu in db.refs(from, "VGPUs") {
        let fresh = ["resident_on", "scheduled_to_be_resident_on", "PCI"];
        let replaced = [("VM", to.into()), ("currently_attached", false.into())];
        duplicate(db, &vgpu, &fresh, &replaced);
    }
}

fn copy_disk(db: &mut Db, vdi: &Ref, disks: Disks<'_>) -> Ref {
    let uuid = new_uuid();
    let now = Value::Date(db.now());
    let mut replaced = vec![
        ("uuid", Value::from(uuid.as_str())),
        ("location", uuid.as_str().into()),
    ];
    match disks {
        Disks::Snapshot(_) => {
            let size = db.int(vdi, "physical_utilisation") / 50;
            replaced.extend([
                ("is_a_snapshot", true.into()),
                ("snapshot_of", vdi.into()),
                ("snapshot_time", now),
                ("physical_utilisation", size.into()),
            ]);
        }
        Disks::Copy(Some(sr)) => replaced.push(("SR", sr.into())),
        _ => {}
    }
    let fresh = [
        "VBDs",
        "snapshots",
        "current_operations",
        "snapshot_of",
        "is_a_snapshot",
        "snapshot_time",
        "crash_dumps",
    ];
    let copy = duplicate(db, vdi, &fresh, &[]);
    for (field, value) in replaced {
        db.set(&copy, field, value);
    }
    // Reading an original for its copy leaves a trace on it.
    db.touch(vdi);
    copy
}

/// Records a snapshot as it is right after it was taken.
pub fn snapshot_record(world: &mut World, vm: &Ref, name: &str, at: i64) -> Ref {
    snapshot_without(world, vm, name, at, &[])
}

/// The same without some of the disks.
fn snapshot_without(world: &mut World, vm: &Ref, name: &str, at: i64, without: &[Ref]) -> Ref {
    let info = Value::map([
        (
            "power-state-at-snapshot",
            world.db.text(vm, "power_state").to_owned(),
        ),
        ("disk-snapshot-type", "crash_consistent".to_owned()),
    ]);
    let parent = world.db.reference(vm, "parent");
    let metadata = snapshot_metadata::written(&world.db, vm);
    let extra = [
        ("snapshot_metadata", metadata.into()),
        ("order", 0.into()),
        ("start_delay", 0.into()),
        ("shutdown_delay", 0.into()),
        ("is_a_snapshot", true.into()),
        ("is_a_template", true.into()),
        ("snapshot_of", vm.into()),
        ("snapshot_time", Value::Date(at)),
        ("snapshot_info", info),
        ("parent", parent.into()),
        ("is_default_template", false.into()),
    ];
    let snapshot = duplicate_vm(world, vm, name, Disks::Snapshot(without), &extra);
    world.db.set(vm, "parent", &snapshot);
    snapshot
}

async fn clone(cx: &Context, vm: &Ref, name: &str) -> Outcome<Ref> {
    let time = cx.pool.settings.operation_time / 4;
    tasks::work(&cx.pool, &cx.task, time, 2).await?;
    Ok(copied(&mut cx.world(), vm, name, Disks::Clone))
}

/// `VM.copy`: with disks of its own, on that storage or each next to its original.
async fn copy(cx: &Context, vm: &Ref, name: &str, sr: Option<&Ref>) -> Outcome<Ref> {
    let time = cx.pool.settings.operation_time * 2;
    tasks::work(&cx.pool, &cx.task, time, 8).await?;
    let mut world = cx.world();
    if let Some(sr) = sr {
        enough_space(&world.db, vm, sr)?;
    }
    Ok(copied(&mut world, vm, name, Disks::Copy(sr)))
}

fn copied(world: &mut World, vm: &Ref, name: &str, disks: Disks<'_>) -> Ref {
    let new = duplicate_vm(world, vm, name, disks, &[]);
    let body = format!(
        "VM '{}' was copied to '{name}'",
        world.db.text(vm, "name_label")
    );
    world.message("VM_CLONED", 5, "VM", vm, &body);
    new
}

fn enough_space(db: &Db, vm: &Ref, sr: &Ref) -> Outcome<()> {
    let disks = db
        .refs(vm, "VBDs")
        .into_iter()
        .map(|vbd| db.reference(&vbd, "VDI"));
    let needed: i64 = disks.map(|vdi| db.int(&vdi, "physical_utilisation")).sum();
    let free = db.int(sr, "physical_size") - db.int(sr, "physical_utilisation");
    if needed > free {
        Err(Failure::new(
            "SR_FULL",
            [needed.to_string(), free.to_string()],
        ))
    } else {
        Ok(())
    }
}

async fn snapshot(cx: &Context, vm: &Ref, name: &str, without: &[Ref]) -> Outcome<Ref> {
    let time = cx.pool.settings.operation_time / 4;
    tasks::work(&cx.pool, &cx.task, time, 2).await?;
    let mut world = cx.world();
    let now = world.db.now();
    let new = snapshot_without(&mut world, vm, name, now, without);
    saved(&mut world, "VM_SNAPSHOTTED", vm, name);
    Ok(new)
}

/// `VM.checkpoint`: a snapshot with the memory.
async fn checkpoint(cx: &Context, vm: &Ref, name: &str) -> Outcome<Ref> {
    let sr = power::suspend_sr(&cx.world(), vm)?;
    let time = cx.pool.settings.operation_time;
    tasks::work(&cx.pool, &cx.task, time, 4).await?;
    let mut world = cx.world();
    let now = world.db.now();
    let new = snapshot_record(&mut world, vm, name, now);
    let image = power::suspend_image(&mut world, vm, &sr);
    world.db.set(&new, "suspend_VDI", image);
    world.db.set(&new, "power_state", "Suspended");
    saved(&mut world, "VM_CHECKPOINTED", vm, name);
    Ok(new)
}

fn saved(world: &mut World, message: &str, vm: &Ref, name: &str) {
    let body = format!(
        "VM '{}' was saved as '{name}'",
        world.db.text(vm, "name_label")
    );
    world.message(message, 5, "VM", vm, &body);
}

async fn revert(cx: &Context, snapshot: &Ref) -> Outcome<()> {
    let vm = {
        let world = cx.world();
        let vm = world.db.reference(snapshot, "snapshot_of");
        if !world.db.is("VM", &vm) {
            return Err(Failure::new("VM_REVERT_FAILED", [&**snapshot, &*vm]));
        }
        vm
    };
    let _busy = Busy::begin(cx, "VM", snapshot, "revert")?;
    let _vm_busy = Busy::on(cx, &vm, "reverting");
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 2, 3).await?;
    let mut world = cx.world();
    power::halt(&mut world, &vm);
    let old = covered_disks(&world.db, &vm, snapshot);
    destroy_devices(&mut world.db, &vm);
    restore_fields(&mut world.db, &vm, snapshot);
    copy_devices(&mut world, snapshot, &vm, Disks::Revert);
    for (disk, kept) in &old {
        // What was a snapshot of the old disk is one of the new.
        let new = disk_like(&world.db, snapshot, kept, &vm);
        for taken in world.db.refs(disk, "snapshots") {
            world.db.set(&taken, "snapshot_of", &new);
        }
        world.db.delete(disk);
    }
    let metrics = world.db.reference(&vm, "metrics");
    let like = duplicate(&mut world.db, &metrics, &[], &[]);
    world.db.set(&vm, "metrics", like);
    world.db.delete(&metrics);
    world.db.set(&vm, "parent", snapshot);
    if world.db.text(snapshot, "power_state") == "Suspended" {
        let sr = world.db.reference(&world.pool(), "suspend_image_SR");
        let image = power::suspend_image(&mut world, &vm, &sr);
        world.db.set(&vm, "suspend_VDI", image);
        world.db.set(&vm, "power_state", "Suspended");
    }
    let text = |of: &Ref, field| world.db.text(of, field).to_owned();
    let body = format!(
        "VM '{}' (uuid: {}) reverted to snapshot: {} (uuid {})",
        text(&vm, "name_label"),
        text(&vm, "uuid"),
        text(snapshot, "name_label"),
        text(snapshot, "uuid"),
    );
    world.message("VM_SNAPSHOT_REVERTED", 5, "VM", &vm, &body);
    Ok(())
}

/// A machine's disks of which a snapshot has one, each with that one. It has no others afterwards:
/// those that came later stay, in no drive.
fn covered_disks(db: &Db, vm: &Ref, snapshot: &Ref) -> Vec<(Ref, Ref)> {
    let disks = |of: &Ref| -> Vec<Ref> {
        let drives = db.refs(of, "VBDs").into_iter();
        let drives = drives.filter(|vbd| db.text(vbd, "type") == "Disk");
        drives.map(|vbd| db.reference(&vbd, "VDI")).collect()
    };
    let kept = disks(snapshot);
    let of = |disk: &Ref| {
        kept.iter()
            .find(|kept| db.reference(kept, "snapshot_of") == *disk)
    };
    let covered = disks(vm).into_iter();
    covered
        .filter_map(|disk| of(&disk).cloned().map(|kept| (disk, kept)))
        .collect()
}

/// The disk that one VM has where another has this one.
fn disk_like(db: &Db, has: &Ref, disk: &Ref, vm: &Ref) -> Ref {
    let drives = db.refs(has, "VBDs");
    let drive = drives.iter().find(|vbd| db.reference(vbd, "VDI") == *disk);
    let position = drive.map_or("", |vbd| db.text(vbd, "userdevice"));
    let drives = db.refs(vm, "VBDs");
    let drive = drives
        .iter()
        .find(|vbd| db.text(vbd, "userdevice") == position);
    drive.map_or_else(|| NULL_REF.into(), |vbd| db.reference(vbd, "VDI"))
}

/// What stays as it is when a machine goes back to a snapshot, beside what is made anew.
const KEPT: &[&str] = &["tags", "affinity", "snapshots", "protection_policy"];

fn restore_fields(db: &mut Db, vm: &Ref, snapshot: &Ref) {
    let metadata = db.text(snapshot, "snapshot_metadata").to_owned();
    let Some(class) = db.class_of(vm) else {
        return;
    };
    for field in model().classes[class].fields {
        let stays = FRESH.contains(&field.name) || KEPT.contains(&field.name);
        let value = snapshot_metadata::field(&metadata, field.name, &field.kind);
        if let (false, Some(value)) = (stays, value) {
            db.set(vm, field.name, value);
        }
    }
    db.set(vm, "ha_always_run", false);
}

/// Takes a VM's VBDs and VIFs away.
fn destroy_devices(db: &mut Db, vm: &Ref) {
    for vbd in db.refs(vm, "VBDs") {
        let metrics = db.reference(&vbd, "metrics");
        db.delete(&vbd);
        db.delete(&metrics);
    }
    for vif in db.refs(vm, "VIFs") {
        let metrics = db.reference(&vif, "metrics");
        db.delete(&vif);
        db.delete(&metrics);
    }
    for vgpu in db.refs(vm, "VGPUs") {
        db.delete(&vgpu);
    }
}

/// `VM.destroy`: the VM and its devices, never its disks.
pub fn destroy(db: &mut Db, vm: &Ref) {
    let parent = db.reference(vm, "parent");
    for child in db.refs(vm, "children") {
        db.set(&child, "parent", &parent);
    }
    destroy_devices(db, vm);
    for vusb in db.refs(vm, "VUSBs") {
        db.delete(&vusb);
    }
    for field in ["metrics", "guest_metrics"] {
        let part = db.reference(vm, field);
        db.delete(&part);
    }
    db.delete(vm);
}

/// `VM.provision`: a template becomes a VM, and the disks that its `disks` key asks for are made.
async fn provision(cx: &Context, vm: &Ref) -> Outcome<()> {
    // A template no more, whatever becomes of its disks.
    cx.world().db.set(vm, "is_a_template", false);
    let wanted = wanted_disks(&cx.world(), vm)?;
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 4, 2).await?;
    let mut world = cx.world();
    let name = world.db.text(vm, "name_label").to_owned();
    for disk in wanted {
        let uuid = new_uuid();
        let vdi = world.db.create(
            "VDI",
            new_ref(),
            &[
                ("uuid", uuid.as_str().into()),
                ("location", uuid.as_str().into()),
                ("name_label", format!("{name} {}", disk.device).into()),
                ("name_description", "Created by template provisioner".into()),
                ("SR", (&disk.sr).into()),
                ("virtual_size", disk.size.into()),
                ("type", disk.kind.into()),
                ("managed", true.into()),
            ],
        );
        world.fill(&vdi, Content::default());
        let metrics = world.db.create("VBD_metrics", new_ref(), &[]);
        world.db.create(
            "VBD",
            new_ref(),
            &[
                ("VM", vm.into()),
                ("VDI", vdi.into()),
                ("userdevice", disk.device.into()),
                ("bootable", disk.bootable.into()),
                ("mode", "RW".into()),
                ("type", "Disk".into()),
                ("unpluggable", true.into()),
                ("other_config", Value::map([("owner", "true")])),
                ("metrics", metrics.into()),
            ],
        );
    }
    world.db.clear_entry(vm, "other_config", "disks");
    world.db.set(vm, "is_default_template", false);
    let metrics = world.db.reference(vm, "metrics");
    let now = Value::Date(world.db.now());
    world.db.set(&metrics, "install_time", now);
    Ok(())
}

struct Wanted {
    device: String,
    size: i64,
    sr: Ref,
    bootable: bool,
    kind: String,
}

/// Reads `<provision><disk device size sr bootable type/></provision>`.
fn wanted_disks(world: &World, vm: &Ref) -> Outcome<Vec<Wanted>> {
    let Some(text) = world.db.entry(vm, "other_config", "disks") else {
        return Ok(Vec::new());
    };
    let bad = || Failure::internal("Xml.Error(\"disks\")");
    let mut reader = quick_xml::Reader::from_str(text);
    let mut wanted = Vec::new();
    loop {
        let tag = match reader.read_event().map_err(|_| bad())? {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => tag,
            quick_xml::events::Event::Eof => return Ok(wanted),
            _ => continue,
        };
        if tag.name().as_ref() != "disk" {
            continue;
        }
        let mut disk = Wanted {
            device: String::new(),
            size: 0,
            sr: NULL_REF.into(),
            bootable: false,
            kind: "user".to_owned(),
        };
        let mut sr = String::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| bad())?;
            let value = attribute.value.to_string();
            match attribute.key.as_ref() {
                "device" => disk.device = value,
                "size" => disk.size = value.parse().map_err(|_| bad())?,
                "bootable" => disk.bootable = value == "true",
                "type" => disk.kind = value,
                "sr" => sr = value,
                _ => {}
            }
        }
        // The pool's default storage does not step in for what is left open.
        let all = world.db.all("SR");
        let found = all.into_iter().find(|it| world.db.text(it, "uuid") == sr);
        disk.sr = found.ok_or_else(|| Failure::new("UUID_INVALID", ["sr", &sr]))?;
        wanted.push(disk);
    }
}
