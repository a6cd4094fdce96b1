//! Machines and their disks on the way: to another host with other storage, within the pool. What goes to another pool
//! is the file beside this one.

use std::time::Duration;

use super::crossing::Crossing;
use super::power;
use crate::argument::class::{GPU_group, SR, VDI, VGPU, VIF, VM, network};
use crate::argument::{Map, Text, Unchecked};
use crate::busy::Busy;
use crate::context::Context;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::model::model;
use crate::operation::{Operation, operations};
use crate::placement;
use crate::tasks;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VM.assert_can_migrate(
        vm: VM, dest: Map<Text, Text>, live: bool, vdi_map: Map<Unchecked<VDI>, Unchecked<SR>>,
        vif_map: Map<Unchecked<VIF>, Unchecked<network>>, options: Map<Text, Text>,
        vgpu_map: Map<Unchecked<VGPU>, Unchecked<GPU_group>>,
    ) => possible(cx, &vm, &dest, [&vdi_map, &vif_map, &options]);
    VM.migrate_send(
        vm: VM, dest: Map<Text, Text>, live: bool, vdi_map: Map<Unchecked<VDI>, Unchecked<SR>>,
        vif_map: Map<Unchecked<VIF>, Unchecked<network>>, options: Map<Text, Text>,
        vgpu_map: Map<Unchecked<VGPU>, Unchecked<GPU_group>>, vdi_format_map: Map<Unchecked<VDI>, Text>,
    ) => send(cx, &vm, &dest, [&vdi_map, &vif_map, &options]).await;
    VDI.pool_migrate(vdi: VDI, sr: SR, options: Map<Text, Text>) => move_disk(cx, &vdi, &sr).await;
};

/// Where a machine goes, and which of its disks go where.
struct Journey {
    host: Ref,
    disks: Vec<(Ref, Ref)>,
}

impl Journey {
    /// What a caller wants, if it can be: `told` is what `host.migrate_receive` said of the place.
    fn new(db: &Db, vm: &Ref, told: &Value, disks: &Value, options: &Value) -> Outcome<Journey> {
        let host = told.member("host").map(Value::to_text).unwrap_or_default();
        let copies = options
            .member("copy")
            .is_some_and(|it| it.as_str() == "true");
        if copies {
            return Err(Failure::not_implemented("VM.migrate_send"));
        }
        let disks = disks.as_map().iter();
        let journey = Journey {
            host,
            disks: disks.map(|(vdi, sr)| (vdi.clone(), sr.to_text())).collect(),
        };
        journey.all_are_told(db, vm)?;
        journey.possible(db, vm)?;
        Ok(journey)
    }

    /// What is on storage that the host does not reach has to be told where to go: the disks of the
    /// machine and of its snapshots.
    fn all_are_told(&self, db: &Db, vm: &Ref) -> Outcome<()> {
        let machines = std::iter::once(vm.clone()).chain(db.refs(vm, "snapshots"));
        let drives = machines.flat_map(|vm| db.refs(&vm, "VBDs"));
        let of_disks = drives.filter(|vbd| db.text(vbd, "type") == "Disk");
        for vdi in of_disks.map(|vbd| db.reference(&vbd, "VDI")) {
            let is_told = self.disks.iter().any(|(disk, _)| *disk == vdi);
            let pbds = db.refs(&db.reference(&vdi, "SR"), "PBDs");
            let is_seen = pbds.iter().any(|pbd| {
                *db.reference(pbd, "host") == *self.host && db.flag(pbd, "currently_attached")
            });
            if db.is("VDI", &vdi) && !is_told && !is_seen {
                return Err(Failure::new("VDI_NOT_IN_MAP", [&*vdi]));
            }
        }
        Ok(())
    }

    fn possible(&self, db: &Db, vm: &Ref) -> Outcome<()> {
        for (vdi, sr) in &self.disks {
            db.check("VDI", vdi)?;
            db.check("SR", sr)?;
            let free = db.int(sr, "physical_size") - db.int(sr, "physical_utilisation");
            let needed = db.int(vdi, "physical_utilisation");
            if db.reference(vdi, "SR") != *sr && needed > free {
                return Err(Failure::new(
                    "SR_FULL",
                    [needed.to_string(), free.to_string()],
                ));
            }
        }
        let home = |vdi: &Ref| {
            let moved = self.disks.iter().find(|(disk, _)| disk == vdi);
            moved.map_or_else(|| db.reference(vdi, "SR"), |(_, sr)| sr.clone())
        };
        placement::can_run_with(db, vm, &self.host, home)
    }
}

/// Whether what the caller was told leads to a host of another pool; the error is that it leads nowhere.
fn leaves(cx: &Context, told: &Value) -> Outcome<bool> {
    let parts = ["SM", "host", "xenops", "session_id", "master"];
    match parts.iter().all(|key| told.member(key).is_some()) {
        true => {
            let host = told.member("host").map(Value::to_text).unwrap_or_default();
            Ok(!cx.world().db.is("host", &host))
        }
        false => Err(Failure::internal("Not_found")),
    }
}

/// `VM.assert_can_migrate`.
fn possible(cx: &Context, vm: &Ref, told: &Value, maps: [&Value; 3]) -> Outcome<()> {
    if leaves(cx, told)? {
        return Crossing::new(cx, vm, told, maps).map(drop);
    }
    let [disks, _, options] = maps;
    Journey::new(&cx.world().db, vm, told, disks, options).map(drop)
}

/// `VM.migrate_send`; `maps` are the disks' storage, the cards' networks, and the options.
async fn send(cx: &Context, vm: &Ref, told: &Value, maps: [&Value; 3]) -> Outcome<Ref> {
    if leaves(cx, told)? {
        return Crossing::new(cx, vm, told, maps)?.send(cx, vm).await;
    }
    let [disks, cards, options] = maps;
    let journey = Journey::new(&cx.world().db, vm, told, disks, options)?;
    let _busy = Busy::begin(cx, "VM", vm, "migrate_send")?;
    let _host_busy = Busy::on(cx, &journey.host, "vm_migrate");
    tasks::work(&cx.pool, &cx.task, time(cx, &journey.disks), 8).await?;
    let mut world = cx.world();
    journey.possible(&world.db, vm)?;
    for (vdi, sr) in &journey.disks {
        relocate(&mut world.db, vdi, sr);
    }
    for (vif, network) in cards.as_map() {
        world.db.set(vif, "network", network.to_text());
    }
    if world.db.text(vm, "power_state") == "Running" {
        power::arrive(&mut world, vm, &journey.host);
    }
    Ok(vm.clone())
}

/// `VDI.pool_migrate`: a disk of one machine goes to other storage, and comes out as another object.
async fn move_disk(cx: &Context, vdi: &Ref, sr: &Ref) -> Outcome<Ref> {
    let vm = user(&cx.world().db, vdi)?;
    let _busy = Busy::begin(cx, "VM", &vm, "migrate_send")?;
    let host = cx.world().db.reference(&vm, "resident_on");
    let disks = vec![(vdi.clone(), sr.clone())];
    let time = time(cx, &disks);
    let journey = Journey { host, disks };
    let runs = cx.world().db.is("host", &journey.host);
    if runs {
        journey.possible(&cx.world().db, &vm)?;
    }
    tasks::work(&cx.pool, &cx.task, time, 8).await?;
    let mut world = cx.world();
    world.db.check("VDI", vdi)?;
    world.db.check("SR", sr)?;
    Ok(relocate(&mut world.db, vdi, sr))
}

/// The one machine that a disk belongs to.
fn user(db: &Db, vdi: &Ref) -> Outcome<Ref> {
    let vbds = db.refs(vdi, "VBDs").into_iter();
    let mut machines: Vec<Ref> = vbds.map(|vbd| db.reference(&vbd, "VM")).collect();
    machines.dedup();
    match machines.as_slice() {
        [vm] => Ok(vm.clone()),
        _ => Err(Failure::new("VDI_NEEDS_VM_FOR_MIGRATE", [&**vdi])),
    }
}

fn time(cx: &Context, disks: &[(Ref, Ref)]) -> Duration {
    let count = u32::try_from(disks.len()).unwrap_or(u32::MAX);
    cx.pool.settings.operation_time * count.clamp(1, 8).saturating_add(1)
}

/// Makes a disk anew on other storage, puts it where the old one was, and takes that away.
fn relocate(db: &mut Db, vdi: &Ref, sr: &Ref) -> Ref {
    let Some(row) = db.row(vdi).filter(|_| db.reference(vdi, "SR") != *sr) else {
        return vdi.clone();
    };
    let data = row.data.clone();
    let uuid = new_uuid();
    let kept = model().classes[data.class].fields.iter().zip(&data.values);
    let fields: Vec<(&str, Value)> = kept
        .map(|(field, value)| match field.name {
            "uuid" | "location" => (field.name, uuid.as_str().into()),
            "SR" => (field.name, sr.into()),
            _ => (field.name, value.clone()),
        })
        .filter(|(name, _)| !matches!(*name, "VBDs" | "snapshots" | "current_operations"))
        .collect();
    let new = db.create("VDI", new_ref(), &fields);
    for vbd in db.refs(vdi, "VBDs") {
        db.set(&vbd, "VDI", &new);
    }
    for snapshot in db.refs(vdi, "snapshots") {
        db.set(&snapshot, "snapshot_of", &new);
    }
    db.delete(vdi);
    new
}
