//! Power operations: start, stop, pause, suspend, reboot, move.

use std::sync::Arc;
use std::time::Duration;

use crate::allowed;
use crate::argument::class::{VM, host};
use crate::argument::{Map, Text, Unchecked};
use crate::busy::Busy;
use crate::context::Context;
use crate::db::{new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::guests;
use crate::operation::{Operation, operations};
use crate::passthrough;
use crate::placement;
use crate::pool::World;
use crate::tasks;
use crate::value::{NULL_REF, Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    VM.start(vm: VM, start_paused: bool, force: bool) [marks start]
        => start(cx, &vm, None, start_paused).await;
    VM.start_on(vm: VM, host: Unchecked<host>, start_paused: bool, force: bool) [marks start_on]
        => start(cx, &vm, Some(&host), start_paused).await;
    VM.resume(vm: VM, start_paused: bool, force: bool) [marks resume]
        => resume(cx, &vm, None, start_paused).await;
    VM.resume_on(vm: VM, host: Unchecked<host>, start_paused: bool, force: bool) [marks resume_on]
        => resume(cx, &vm, Some(&host), start_paused).await;
    VM.clean_shutdown(vm: VM) [marks clean_shutdown] => shutdown(cx, &vm, false).await;
    VM.hard_shutdown(vm: VM) [marks hard_shutdown] => shutdown(cx, &vm, true).await;
    VM.shutdown(vm: VM) [checks shutdown] => shutdown_somehow(cx, &vm).await;
    VM.clean_reboot(vm: VM) [marks clean_reboot] => clean_reboot(cx, &vm).await;
    VM.hard_reboot(vm: VM) [marks hard_reboot] => reboot(cx, &vm).await;
    VM.pause(vm: VM) [marks pause] => pause(cx, &vm, "Paused").await;
    VM.unpause(vm: VM) [marks unpause] => pause(cx, &vm, "Running").await;
    VM.suspend(vm: VM) [marks suspend] => suspend(cx, &vm).await;
    VM.pool_migrate(vm: VM, host: host, options: Map<Text, Text>) [marks pool_migrate]
        => migrate(cx, &vm, &host).await;
    VM.power_state_reset(vm: VM) => reset(&mut cx.world(), &vm);
};

/// So long a server waits for a guest that has said that it will shut down.
const GUEST_TIME: Duration = Duration::from_secs(20 * 60);

/// `VM.start` and `VM.start_on`; with a host given the VM starts there or not at all.
pub async fn start(cx: &Context, vm: &Ref, host: Option<&Ref>, paused: bool) -> Outcome<()> {
    let host = reserve(cx, vm, host)?;
    let _host_busy = Busy::on(cx, &host, "vm_start");
    let worked = tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time, 3).await;
    let mut world = cx.world();
    world.db.set(vm, "scheduled_to_be_resident_on", NULL_REF);
    if worked.is_err() {
        passthrough::release(&mut world.db, vm);
    }
    worked?;
    boot(&mut world, vm, &host, paused);
    tell(&mut world, vm, "VM_STARTED", "started on host", &host);
    Ok(())
}

/// Chooses a host, or checks the one given, and keeps memory on it.
fn reserve(cx: &Context, vm: &Ref, host: Option<&Ref>) -> Outcome<Ref> {
    let mut world = cx.world();
    // A disk that another VM writes to keeps this one from starting; one that moves has its own disks already.
    if world.db.text(vm, "power_state") == "Halted" {
        for vbd in world.db.refs(vm, "VBDs") {
            allowed::sharing(&world.db, &vbd)?;
        }
    }
    let host = match host {
        Some(host) => {
            world.db.check("host", host)?;
            placement::can_boot_here(&world.db, vm, host)?;
            host.clone()
        }
        None => placement::choose(&world, vm)?,
    };
    // Nobody who has hardware of a host is suspended, or moves.
    if world.db.text(vm, "power_state") == "Halted" {
        passthrough::reserve(&mut world.db, vm, &host)?;
    }
    world.db.set(vm, "scheduled_to_be_resident_on", &host);
    world.db.set(&cx.task, "resident_on", &host);
    Ok(host)
}

/// `VM.resume` and `VM.resume_on`.
async fn resume(cx: &Context, vm: &Ref, host: Option<&Ref>, paused: bool) -> Outcome<()> {
    let host = reserve(cx, vm, host)?;
    let _host_busy = Busy::on(cx, &host, "vm_resume");
    let worked = tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time, 3).await;
    let mut world = cx.world();
    world.db.set(vm, "scheduled_to_be_resident_on", NULL_REF);
    worked?;
    let image = world.db.reference(vm, "suspend_VDI");
    world.db.set(vm, "suspend_VDI", NULL_REF);
    world.db.delete(&image);
    appear(&mut world, vm, &host);
    world
        .db
        .set(vm, "power_state", if paused { "Paused" } else { "Running" });
    tell(&mut world, vm, "VM_RESUMED", "resumed on host", &host);
    Ok(())
}

/// `VM.clean_shutdown`, `VM.hard_shutdown`.
pub async fn shutdown(cx: &Context, vm: &Ref, hard: bool) -> Outcome<()> {
    if !hard {
        is_heard(cx, vm).await?;
    }
    let time = cx.pool.settings.operation_time;
    let time = if hard { time / 2 } else { time };
    tasks::work(&cx.pool, &cx.task, time, 2).await?;
    let mut world = cx.world();
    // A hard shutdown may have overtaken a clean one.
    if world.db.text(vm, "power_state") == "Halted" {
        return Ok(());
    }
    let host = world.db.reference(vm, "resident_on");
    halt(&mut world, vm);
    tell(
        &mut world,
        vm,
        "VM_SHUTDOWN",
        "was shut down on host",
        &host,
    );
    Ok(())
}

/// `VM.shutdown`: a clean one, then the plug is pulled.
pub async fn shutdown_somehow(cx: &Context, vm: &Ref) -> Outcome<()> {
    let clean = Busy::begin(cx, "VM", vm, "clean_shutdown");
    let (_busy, hard) = match clean {
        Ok(busy) => (busy, false),
        Err(_) => (Busy::begin(cx, "VM", vm, "hard_shutdown")?, true),
    };
    shutdown(cx, vm, hard).await
}

/// A guest that does not do what it has said is waited for in vain: until somebody stops that, or the server
/// has had enough.
async fn is_heard(cx: &Context, vm: &Ref) -> Outcome<()> {
    if !cx.world().guests_are_deaf {
        return Ok(());
    }
    let seconds = GUEST_TIME.as_secs();
    let steps = u32::try_from(seconds).unwrap_or(u32::MAX);
    tasks::work(&cx.pool, &cx.task, GUEST_TIME, steps).await?;
    let timeout = format!("{seconds}.");
    Err(Failure::new("VM_SHUTDOWN_TIMEOUT", [&**vm, &timeout]))
}

/// `VM.clean_reboot`.
async fn clean_reboot(cx: &Context, vm: &Ref) -> Outcome<()> {
    is_heard(cx, vm).await?;
    reboot(cx, vm).await
}

/// `VM.hard_reboot`, and what follows once a guest has agreed.
async fn reboot(cx: &Context, vm: &Ref) -> Outcome<()> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time, 3).await?;
    let mut world = cx.world();
    let host = world.db.reference(vm, "resident_on");
    if &*host == NULL_REF {
        return Err(Failure::power_state(vm, "running", "halted"));
    }
    vanish(&mut world, vm);
    boot(&mut world, vm, &host, false);
    tell(&mut world, vm, "VM_REBOOTED", "was rebooted on host", &host);
    Ok(())
}

/// `VM.pause`, `VM.unpause`.
async fn pause(cx: &Context, vm: &Ref, state: &str) -> Outcome<()> {
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 8, 1).await?;
    cx.world().db.set(vm, "power_state", state);
    Ok(())
}

/// `VM.suspend`.
async fn suspend(cx: &Context, vm: &Ref) -> Outcome<()> {
    let sr = suspend_sr(&cx.world(), vm)?;
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time, 4).await?;
    let mut world = cx.world();
    let host = world.db.reference(vm, "resident_on");
    store_memory(&mut world, vm, &sr);
    tell(
        &mut world,
        vm,
        "VM_SUSPENDED",
        "was suspended on host",
        &host,
    );
    Ok(())
}

/// Where a VM's memory goes when it is suspended.
pub fn suspend_sr(world: &World, vm: &Ref) -> Outcome<Ref> {
    let candidates = [
        world.db.reference(vm, "suspend_SR"),
        world.db.reference(&world.pool(), "suspend_image_SR"),
        world
            .db
            .reference(&world.db.reference(vm, "resident_on"), "suspend_image_sr"),
    ];
    let found = candidates.into_iter().find(|sr| world.db.is("SR", sr));
    found.ok_or_else(|| Failure::new("VM_NO_SUSPEND_SR", [&**vm]))
}

/// Makes a VM suspended: its memory becomes a disk, it is no longer anywhere.
pub fn store_memory(world: &mut World, vm: &Ref, sr: &Ref) {
    let image = suspend_image(world, vm, sr);
    vanish(world, vm);
    world.db.set(vm, "suspend_VDI", image);
    world.db.set(vm, "resident_on", NULL_REF);
    world.db.set(vm, "power_state", "Suspended");
}

/// The disk that holds a suspended VM's memory.
pub fn suspend_image(world: &mut World, vm: &Ref, sr: &Ref) -> Ref {
    let size = world.db.int(vm, "memory_static_max");
    let uuid = new_uuid();
    world.db.create(
        "VDI",
        new_ref(),
        &[
            ("uuid", uuid.as_str().into()),
            ("location", uuid.as_str().into()),
            ("name_label", "Suspend image".into()),
            ("SR", sr.into()),
            ("type", "suspend".into()),
            ("virtual_size", size.into()),
            ("physical_utilisation", size.into()),
            ("managed", true.into()),
        ],
    )
}

/// `VM.pool_migrate`: to another host while it runs.
pub async fn migrate(cx: &Context, vm: &Ref, host: &Ref) -> Outcome<()> {
    reserve(cx, vm, Some(host))?;
    let _host_busy = Busy::on(cx, host, "vm_migrate");
    let worked = tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time * 2, 8).await;
    let mut world = cx.world();
    world.db.set(vm, "scheduled_to_be_resident_on", NULL_REF);
    worked?;
    if world.db.text(vm, "power_state") != "Running" {
        let actual = world.db.text(vm, "power_state").to_lowercase();
        return Err(Failure::power_state(vm, "running", &actual));
    }
    arrive(&mut world, vm, host);
    Ok(())
}

/// A running machine is at another host now.
pub fn arrive(world: &mut World, vm: &Ref, host: &Ref) {
    let from = world.db.reference(vm, "resident_on");
    vanish(world, vm);
    appear(world, vm, host);
    let text = describe(world, vm, "migrated from host", &from);
    let to = format!(
        "{text} to host: {} (uuid: {})",
        world.db.text(host, "name_label"),
        world.db.text(host, "uuid")
    );
    world.message("VM_MIGRATED", 5, "VM", vm, &to);
}

/// `VM.power_state_reset`.
pub fn reset(world: &mut World, vm: &Ref) -> Outcome<()> {
    let host = world.db.reference(vm, "resident_on");
    // Whoever is alive knows better what runs on it.
    if world.db.flag(&world.db.reference(&host, "metrics"), "live") {
        return Err(Failure::new("HOST_IS_LIVE", [&*host]));
    }
    halt(world, vm);
    Ok(())
}

/// Domain, consoles and place of a VM that comes to a host.
fn appear(world: &mut World, vm: &Ref, host: &Ref) {
    world.next_domid += 1;
    let domid = world.next_domid;
    let db = &mut world.db;
    db.set(vm, "domid", domid);
    db.set(vm, "resident_on", host);
    let protocols: &[&str] = match (db.flag(vm, "is_control_domain"), db.text(vm, "domain_type")) {
        (true, _) => &["rfb", "vt100"],
        (false, "pv") => &["vt100"],
        _ => &["rfb"],
    };
    for protocol in protocols {
        add_console(world, vm, host, protocol);
    }
}

/// Makes a console record; its location leads to the host's own listener.
pub fn add_console(world: &mut World, vm: &Ref, host: &Ref, protocol: &str) {
    let reference = new_ref();
    let uuid = new_uuid();
    let base = world
        .listener(host)
        .map(crate::pool::Listener::url)
        .unwrap_or_default();
    let location = if world.db.flag(vm, "is_control_domain") {
        format!("{base}/console?ref={reference}")
    } else {
        format!("{base}/console?uuid={uuid}")
    };
    let fields = [
        ("uuid", Value::from(uuid)),
        ("protocol", protocol.into()),
        ("location", location.into()),
        ("VM", vm.into()),
    ];
    world.db.create("console", reference, &fields);
}

/// Takes a VM off its host: no domain, no consoles. What it is next, the caller says.
pub fn vanish(world: &mut World, vm: &Ref) {
    for console in world.db.refs(vm, "consoles") {
        world.db.delete(&console);
    }
    world.db.set(vm, "domid", -1);
}

/// Makes a VM run on a host from nothing: devices attached, metrics begun, a new guest.
pub fn boot(world: &mut World, vm: &Ref, host: &Ref, paused: bool) {
    let now = world.db.now();
    appear(world, vm, host);
    let db = &mut world.db;
    let memory = db.int(vm, "memory_dynamic_max");
    let vcpus = db.int(vm, "VCPUs_at_startup");
    let kind = db.text(vm, "domain_type").to_owned();
    let metrics = db.reference(vm, "metrics");
    for (field, value) in [
        ("start_time", Value::Date(now)),
        ("memory_actual", memory.into()),
        ("VCPUs_number", vcpus.into()),
        ("hvm", (kind == "hvm").into()),
        ("current_domain_type", kind.as_str().into()),
        ("last_updated", Value::Date(now)),
    ] {
        db.set(&metrics, field, value);
    }
    db.set(vm, "memory_target", memory);
    let cpu = db.value(host, "cpu_info").cloned();
    let cpu = |key: &str| {
        cpu.as_ref()
            .and_then(|info| info.member(key))
            .map_or("", Value::as_str)
            .to_owned()
    };
    let flags = [("vendor", cpu("vendor")), ("features", cpu("features_hvm"))];
    db.set(vm, "last_boot_CPU_flags", Value::map(flags));
    for vbd in db.refs(vm, "VBDs") {
        db.set(&vbd, "currently_attached", !db.flag(&vbd, "empty"));
        let device = device_name(db.text(&vbd, "userdevice"), db.text(&vbd, "type"));
        db.set(&vbd, "device", device);
    }
    for vif in db.refs(vm, "VIFs") {
        db.set(&vif, "currently_attached", true);
    }
    passthrough::attach(db, vm, host);
    let old = db.reference(vm, "guest_metrics");
    let system = guests::system(db.text(vm, "reference_label"));
    let new = if system.tools {
        Some(guest_metrics(world, vm, system, now))
    } else {
        None
    };
    let db = &mut world.db;
    db.set(
        vm,
        "guest_metrics",
        new.unwrap_or_else(|| Arc::from(NULL_REF)),
    );
    db.delete(&old);
    db.set(vm, "power_state", if paused { "Paused" } else { "Running" });
}

fn guest_metrics(world: &mut World, vm: &Ref, system: &guests::System, now: i64) -> Ref {
    let db = &mut world.db;
    let cards: Vec<(String, String)> = db
        .refs(vm, "VIFs")
        .iter()
        .map(|vif| {
            (
                db.text(vif, "device").to_owned(),
                db.text(vif, "MAC").to_owned(),
            )
        })
        .collect();
    let netbios = if system.windows() {
        let name: String = db
            .text(vm, "name_label")
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(15)
            .collect();
        Value::map([("host_name", name.to_uppercase())])
    } else {
        Value::Map(Vec::new())
    };
    db.create(
        "VM_guest_metrics",
        new_ref(),
        &[
            ("os_version", system.os_version()),
            ("netbios_name", netbios),
            ("PV_drivers_version", system.drivers()),
            ("PV_drivers_up_to_date", true.into()),
            ("networks", guests::networks(&cards)),
            ("other", system.features()),
            ("last_updated", Value::Date(now)),
            ("live", true.into()),
            ("can_use_hotplug_vbd", "yes".into()),
            ("can_use_hotplug_vif", "yes".into()),
            ("PV_drivers_detected", true.into()),
        ],
    )
}

/// Name of a disk inside a guest.
pub fn device_name(position: &str, kind: &str) -> String {
    let n: u8 = position.parse().unwrap_or(0);
    let letter = char::from(b'a' + n.min(25));
    if kind == "CD" {
        format!("hd{letter}")
    } else {
        format!("xvd{letter}")
    }
}

/// Makes a VM halted, with everything that follows from it.
pub fn halt(world: &mut World, vm: &Ref) {
    vanish(world, vm);
    let db = &mut world.db;
    db.set(vm, "resident_on", NULL_REF);
    db.set(vm, "scheduled_to_be_resident_on", NULL_REF);
    db.set(vm, "requires_reboot", false);
    let image = db.reference(vm, "suspend_VDI");
    db.set(vm, "suspend_VDI", NULL_REF);
    db.delete(&image);
    for vbd in db.refs(vm, "VBDs") {
        db.set(&vbd, "currently_attached", false);
    }
    for vif in db.refs(vm, "VIFs") {
        db.set(&vif, "currently_attached", false);
    }
    passthrough::detach(db, vm);
    let metrics = db.reference(vm, "metrics");
    db.set(&metrics, "memory_actual", 0);
    let guest = db.reference(vm, "guest_metrics");
    db.set(&guest, "live", false);
    db.set(&guest, "last_updated", Value::Date(db.now()));
    db.set(vm, "power_state", "Halted");
}

fn describe(world: &World, vm: &Ref, what: &str, host: &Ref) -> String {
    let db = &world.db;
    format!(
        "VM '{}' (uuid: {}) {what}: {} (uuid: {})",
        db.text(vm, "name_label"),
        db.text(vm, "uuid"),
        db.text(host, "name_label"),
        db.text(host, "uuid")
    )
}

fn tell(world: &mut World, vm: &Ref, name: &str, what: &str, host: &Ref) {
    let body = describe(world, vm, what, host);
    world.message(name, 5, "VM", vm, &body);
}
