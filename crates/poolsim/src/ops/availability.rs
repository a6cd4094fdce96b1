//! High availability: which storage carries the heartbeat, how many hosts may die, and what would start where.

use std::sync::Arc;

use super::power;
use crate::argument::class::{SR, VM, host, pool};
use crate::argument::{Map, Set, Text, Unchecked};
use crate::context::Context;
use crate::db::{Db, new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::operation::{Operation, operations};
use crate::placement;
use crate::pool::{Pool, World};
use crate::tasks;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    pool.enable_ha(heartbeat_srs: Set<SR>, configuration: Map<Text, Text>)
        => enable(cx, &heartbeat_srs, configuration).await;
    pool.disable_ha() => disable(cx).await;
    pool.set_ha_host_failures_to_tolerate(pool: pool, value: i64)
        => tolerate(&mut cx.world(), &pool, value);
    pool.ha_failover_plan_exists(n: i64) => n <= tolerable(&cx.world(), &Value::Null);
    pool.ha_prevent_restarts_for(seconds: i64) => enabled(&cx.world());
    pool.ha_compute_max_host_failures_to_tolerate() => tolerable(&cx.world(), &Value::Null);
    pool.ha_compute_hypothetical_max_host_failures_to_tolerate(configuration: Map<Unchecked<VM>, Text>)
        => tolerable(&cx.world(), &configuration);
    pool.ha_compute_vm_failover_plan(failed_hosts: Set<host>, failed_vms: Set<VM>)
        => plan(&cx.world().db, &failed_hosts, &failed_vms);
    SR.assert_can_host_ha_statefile(sr: SR) => can_carry(&cx.world().db, &sr);
};

/// What a heartbeat and a log of the database take of storage, in bytes.
const HEARTBEAT: (&str, &str, i64) = ("HA heartbeat", "ha_statefile", 4 << 20);
const LOG: (&str, &str, i64) = ("HA log of the database", "redo_log", 256 << 20);

fn enabled(world: &World) -> Outcome<()> {
    match world.db.flag(&world.pool(), "ha_enabled") {
        true => Ok(()),
        false => Err(Failure::bare("HA_NOT_ENABLED")),
    }
}

/// Whether storage can carry the heartbeat: every host has to reach it.
fn can_carry(db: &Db, sr: &Ref) -> Outcome<()> {
    if !db.flag(sr, "shared") {
        return Err(Failure::new(
            "HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED",
            [&**sr],
        ));
    }
    if db.text(sr, "content_type") == "iso" {
        return Err(Failure::new(
            "INCOMPATIBLE_STATEFILE_SR",
            [db.text(sr, "type")],
        ));
    }
    if db.int(sr, "physical_size") - db.int(sr, "physical_utilisation") < HEARTBEAT.2 + LOG.2 {
        return Err(Failure::new("SR_SOURCE_SPACE_INSUFFICIENT", [&**sr]));
    }
    let attached = |host: &Ref| {
        let here =
            |pbd: &Ref| db.reference(pbd, "host") == *host && db.flag(pbd, "currently_attached");
        db.refs(sr, "PBDs").iter().any(here)
    };
    match db.all("host").iter().all(attached) {
        true => Ok(()),
        false => Err(Failure::bare("HA_HOST_CANNOT_ACCESS_STATEFILE")),
    }
}

/// The storage to use: what was named, or whatever can carry it.
fn carriers(world: &World, named: &[Ref]) -> Outcome<Vec<Ref>> {
    let db = &world.db;
    if enabled(world).is_ok() {
        return Err(Failure::bare("HA_IS_ENABLED"));
    }
    let dead = |host: &&Ref| !db.flag(&db.reference(host, "metrics"), "live");
    if let Some(host) = db.all("host").iter().find(dead) {
        return Err(Failure::new("HOST_OFFLINE", [&**host]));
    }
    for sr in named {
        can_carry(db, sr)?;
    }
    let mut found = named.to_vec();
    if found.is_empty() {
        found = db.all("SR");
        found.retain(|sr| can_carry(db, sr).is_ok());
        found.truncate(1);
    }
    match found.is_empty() {
        true => Err(Failure::bare("CANNOT_CREATE_STATE_FILE")),
        false => Ok(found),
    }
}

async fn enable(cx: &Context, named: &[Ref], configuration: Value) -> Outcome<()> {
    carriers(&cx.world(), named)?;
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time, 4).await?;
    let world = &mut *cx.world();
    let mut heartbeats = Vec::new();
    for sr in carriers(world, named)? {
        heartbeats.push(disk(&mut world.db, &sr, HEARTBEAT));
        disk(&mut world.db, &sr, LOG);
    }
    let plan = tolerable(world, &Value::Null);
    let pool = world.pool();
    let db = &mut world.db;
    let hosts = db.all("host");
    let names = |db: &Db, hosts: &[Ref]| {
        let uuids = hosts.iter().map(|host| db.text(host, "uuid").to_owned());
        Value::texts(uuids.collect::<Vec<_>>())
    };
    for host in &hosts {
        let peers = names(db, &hosts);
        db.set(host, "ha_statefiles", Value::texts(heartbeats.clone()));
        db.set(host, "ha_network_peers", peers);
    }
    db.set(&pool, "ha_statefiles", Value::texts(heartbeats));
    db.set(&pool, "ha_configuration", configuration);
    db.set(&pool, "ha_plan_exists_for", plan);
    let overcommitted = db.int(&pool, "ha_host_failures_to_tolerate") > plan;
    db.set(&pool, "ha_overcommitted", overcommitted);
    db.set(&pool, "ha_enabled", true);
    Ok(())
}

async fn disable(cx: &Context) -> Outcome<()> {
    enabled(&cx.world())?;
    tasks::work(&cx.pool, &cx.task, cx.pool.settings.operation_time / 2, 2).await?;
    let world = &mut *cx.world();
    enabled(world)?;
    let pool = world.pool();
    let db = &mut world.db;
    let nothing = || Value::Set(Vec::new());
    for host in db.all("host") {
        db.set(&host, "ha_statefiles", nothing());
        db.set(&host, "ha_network_peers", nothing());
    }
    // The disks stay, and so does what the pool says of them: they are used again.
    db.set(&pool, "ha_configuration", Value::Map(Vec::new()));
    db.set(&pool, "ha_plan_exists_for", 0);
    db.set(&pool, "ha_overcommitted", false);
    db.set(&pool, "ha_enabled", false);
    Ok(())
}

/// More than there is a plan for is refused while it is on.
fn tolerate(world: &mut World, pool: &Ref, failures: i64) -> Outcome<()> {
    let plan = tolerable(world, &Value::Null);
    if enabled(world).is_ok() && failures > plan {
        return Err(Failure::bare("HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN"));
    }
    world.db.set(pool, "ha_host_failures_to_tolerate", failures);
    Ok(())
}

/// A host's server is gone. With high availability the others notice after a while: one of them becomes coordinator
/// if that is gone, and the machines of the dead host start elsewhere, in their order: those that are protected
/// first, then those that may. Without it nobody notices.
pub fn server_lost(pool: &Arc<Pool>, number: usize) {
    if enabled(&pool.lock()).is_err() {
        return;
    }
    let pool = pool.clone();
    tokio::spawn(async move {
        tokio::time::sleep(pool.settings.operation_time).await;
        let world = &mut *pool.lock();
        if world.condition(number).down && enabled(world).is_ok() {
            fail_over(world, number);
        }
    });
}

fn fail_over(world: &mut World, number: usize) {
    let host = world.listeners[number].host.clone();
    if world.is_coordinator(number) {
        let next = (0..world.listeners.len()).find(|number| !world.condition(*number).down);
        let Some(next) = next else {
            return;
        };
        world.elect(next);
    }
    let metrics = world.db.reference(&host, "metrics");
    world.db.set(&metrics, "live", false);
    let body = format!("Server '{}' has failed", world.db.text(&host, "name_label"));
    world.message("HA_HOST_FAILED", 3, "host", &host, &body);
    let mut lost = world.db.refs(&host, "resident_VMs");
    lost.retain(|vm| !world.db.flag(vm, "is_control_domain"));
    for vm in &lost {
        power::halt(world, vm);
    }
    let rank = |world: &World, vm: &Ref| match world.db.text(vm, "ha_restart_priority") {
        "restart" => Some((0, world.db.int(vm, "order"))),
        "best-effort" => Some((1, 0)),
        _ => None,
    };
    let mut started: Vec<_> = lost
        .into_iter()
        .filter_map(|vm| Some((rank(world, &vm)?, vm)))
        .collect();
    started.sort();
    for (_, vm) in started {
        if let Ok(to) = placement::choose(world, &vm) {
            power::boot(world, &vm, &to, false);
        }
    }
    let pool = world.pool();
    let plan = (tolerable(world, &Value::Null) - 1).max(0);
    let wanted = world.db.int(&pool, "ha_host_failures_to_tolerate");
    world.db.set(&pool, "ha_plan_exists_for", plan);
    world.db.set(&pool, "ha_overcommitted", wanted > plan);
}

/// The disk for it on that storage: the one that is there, or a new one.
fn disk(db: &mut Db, sr: &Ref, (name, kind, size): (&str, &str, i64)) -> Ref {
    let is_it = |disk: &&Ref| db.text(disk, "type") == kind;
    if let Some(disk) = db.refs(sr, "VDIs").iter().find(is_it) {
        return disk.clone();
    }
    let uuid = new_uuid();
    let fields = [
        ("uuid", uuid.as_str().into()),
        ("location", uuid.as_str().into()),
        ("name_label", name.into()),
        ("SR", sr.into()),
        ("type", kind.into()),
        ("virtual_size", size.into()),
        ("physical_utilisation", size.into()),
        ("sharable", true.into()),
        ("managed", true.into()),
    ];
    db.create("VDI", new_ref(), &fields)
}

/// Where machines would start if those hosts were dead, by machine: the host, or why nowhere.
fn plan(db: &Db, failed: &[Ref], machines: &[Ref]) -> Value {
    let place = |vm: &Ref| {
        let mut hosts = placement::possible(db, vm).into_iter();
        match hosts.find(|host| !failed.contains(host)) {
            Some(host) => Value::map([("host", host.to_string())]),
            None => Value::map([("error_code", "NO_HOSTS_AVAILABLE")]),
        }
    };
    Value::fields(machines.iter().map(|vm| (vm.clone(), place(vm))))
}

/// How many hosts may die: all of them where nothing is to be restarted, else all but one. `more` are priorities by VM.
fn tolerable(world: &World, more: &Value) -> i64 {
    let hosts = i64::try_from(world.db.all("host").len()).unwrap_or(0);
    let protected = world
        .db
        .rows("VM")
        .any(|(vm, _)| world.db.text(vm, "ha_restart_priority") == "restart");
    if protected
        || more
            .as_map()
            .iter()
            .any(|(_, priority)| priority.as_str() == "restart")
    {
        hosts - 1
    } else {
        hosts
    }
}
