//! Hosts: in and out of service, emptied, restarted.

use std::time::Duration;

use super::power;
use crate::allowed;
use crate::argument::class::{host, network};
use crate::argument::{Map, Text, Unchecked};
use crate::busy::Busy;
use crate::context::Context;
use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::load;
use crate::model::Role;
use crate::operation::{Operation, operations};
use crate::placement;
use crate::session;
use crate::value::{Ref, Value};

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    host.disable(host: host, auto_enable: bool) => cx.world().db.set(&host, "enabled", false);
    host.enable(host: host) => cx.world().db.set(&host, "enabled", true);
    host.evacuate(host: host, network: Unchecked<network>, evacuate_batch_size: i64) => evacuate(cx, &host).await;
    host.get_vms_which_prevent_evacuation(host: host) => obstacles_value(&cx.world().db, &host);
    host.assert_can_evacuate(host: host) => assert_can_evacuate(&cx.world().db, &host);
    host.reboot(host: host) [checks reboot] => stop(cx, &host, true);
    host.shutdown(host: host) [checks shutdown] => stop(cx, &host, false);
    host.power_on(host: host) [checks power_on] => come_back(cx, &host);
    host.set_power_on_mode(host: host, power_on_mode: Text, power_on_config: Map<Text, Text>)
        => power_on_mode_is(&mut cx.world().db, &host, &power_on_mode, power_on_config);
    host.destroy(host: host) => destroy(&cx.world().db, &host);
    host.get_uncooperative_resident_VMs(host: host) => Value::Set(Vec::new());
    host.retrieve_wlb_evacuate_recommendations(host: host) => no_balancing();
    host.set_iscsi_iqn(host: host, value: Text) => iscsi_iqn(&mut cx.world().db, &host, &value);
    host.migrate_receive(host: host, network: network, options: Map<Text, Text>) => migrate_receive(cx, &host);
    host.get_servertime(host: host) => Value::Date(cx.world().db.now());
    host.get_server_localtime(host: host) => local_time(cx.world().db.now());
    host.compute_free_memory(host: host) => placement::free(&cx.world().db, &host);
    host.compute_memory_overhead(host: host) => cx.world().db.int(&host, "memory_overhead");
    host.has_extension(host: host, name: Text) => false;
    host.get_management_interface(host: host) => management(&cx.world().db, &host);
    host.get_data_sources(host: host) => sources(cx, &host);
    host.query_data_source(host: host, data_source: Text) => query(cx, &host, &data_source);
    host.restart_agent(host: host) => ();
    host.syslog_reconfigure(host: host) => ();
    host.sync_data(host: host) => ();
    host.backup_rrds(host: host, delay: f64) => ();
    host.record_data_source(host: host, data_source: Text) => ();
    host.forget_data_source_archives(host: host, data_source: Text) => ();
    host.set_hostname_live(host: host, hostname: Text) => cx.world().db.set(&host, "hostname", &hostname);
    host.is_in_emergency_mode() => cx.world().condition(cx.host).emergency;
};

fn sources(cx: &Context, host: &Ref) -> Value {
    let world = cx.world();
    load::records(
        &load::of_host(&world, cx.pool.settings.seed, host),
        world.db.now(),
    )
}

fn query(cx: &Context, host: &Ref, name: &str) -> Outcome<f64> {
    let world = cx.world();
    load::query(
        &load::of_host(&world, cx.pool.settings.seed, host),
        name,
        world.db.now(),
    )
}

/// There is no workload balancing.
fn no_balancing() -> Outcome<()> {
    Err(Failure::bare("WLB_NOT_INITIALIZED"))
}

/// The only date without a zone: the host's own wall clock.
fn local_time(now: i64) -> Value {
    let mut text = String::new();
    crate::value::date(now, &mut text);
    text.trim_end_matches('Z').into()
}

fn management(db: &Db, host: &Ref) -> Outcome<Ref> {
    let found = db
        .refs(host, "PIFs")
        .into_iter()
        .find(|pif| db.flag(pif, "management"));
    found.ok_or_else(|| Failure::internal("Not_found"))
}

/// Guests of a host.
fn guests(db: &Db, host: &Ref) -> Vec<Ref> {
    let mut vms = db.refs(host, "resident_VMs");
    vms.retain(|vm| !db.flag(vm, "is_control_domain"));
    vms
}

/// The VMs that cannot leave a host, each with the reason.
fn obstacles(db: &Db, host: &Ref) -> Vec<(Ref, Failure)> {
    let others: Vec<Ref> = db
        .all("host")
        .into_iter()
        .filter(|other| other != host)
        .collect();
    let mut obstacles = Vec::new();
    for vm in guests(db, host) {
        let possible = allowed::check(db, "VM", &vm, "pool_migrate").and_then(|()| {
            let mut reason = Failure::bare("NO_HOSTS_AVAILABLE");
            for other in &others {
                match placement::can_boot_here(db, &vm, other) {
                    Ok(()) => return Ok(()),
                    Err(failure) => reason = failure,
                }
            }
            Err(reason)
        });
        if let Err(failure) = possible {
            obstacles.push((vm, failure));
        }
    }
    obstacles
}

fn obstacles_value(db: &Db, host: &Ref) -> Value {
    let described = obstacles(db, host).into_iter().map(|(vm, failure)| {
        let all = std::iter::once(failure.code).chain(failure.params);
        (vm, Value::texts(all))
    });
    Value::fields(described)
}

fn assert_can_evacuate(db: &Db, host: &Ref) -> Outcome<()> {
    let obstacles = obstacles(db, host);
    if obstacles.is_empty() {
        return Ok(());
    }
    let text: Vec<String> = obstacles
        .into_iter()
        .map(|(_, failure)| [vec![failure.code], failure.params].concat().join(","))
        .collect();
    Err(Failure::new("CANNOT_EVACUATE_HOST", [text.join("|")]))
}

/// Moves every guest to another host, one after the other.
async fn evacuate(cx: &Context, host: &Ref) -> Outcome<()> {
    let vms = {
        let mut world = cx.world();
        assert_can_evacuate(&world.db, host)?;
        world.db.set(host, "enabled", false);
        guests(&world.db, host)
    };
    for (i, vm) in vms.iter().enumerate() {
        let target = placement::choose(&cx.world(), vm)?;
        let _busy = Busy::begin(cx, "VM", vm, "pool_migrate")?;
        power::migrate(cx, vm, &target).await?;
        cx.world()
            .db
            .set(&cx.task, "progress", (i + 1) as f64 / vms.len() as f64);
    }
    Ok(())
}

/// Restarts a host, or turns it off; the simulated machine is away for a while, its listener stays.
fn stop(cx: &Context, host: &Ref, again: bool) -> Outcome<()> {
    let mut world = cx.world();
    if let Some(vm) = guests(&world.db, host).first() {
        return Err(Failure::new("HOST_IN_USE", [&**host, "VM", &**vm]));
    }
    let metrics = world.db.reference(host, "metrics");
    world.db.set(&metrics, "live", false);
    if again {
        come_back(cx, host);
    }
    Ok(())
}

/// A host that is dead could be forgotten, but that is not simulated.
fn destroy(db: &Db, host: &Ref) -> Outcome<()> {
    let live = db.flag(&db.reference(host, "metrics"), "live");
    Err(if live {
        Failure::new("HOST_IS_LIVE", [&**host])
    } else {
        Failure::not_implemented("host.destroy")
    })
}

fn iscsi_iqn(db: &mut Db, host: &Ref, iqn: &str) -> Outcome<()> {
    if iqn.is_empty() {
        return Err(Failure::invalid_value("value", iqn));
    }
    db.set(host, "iscsi_iqn", iqn);
    db.set_entry(host, "other_config", "iscsi_iqn", iqn);
    Ok(())
}

/// What another pool's coordinator is told of a host that machines may come to. Nobody listens there.
fn migrate_receive(cx: &Context, host: &Ref) -> Value {
    let mut world = cx.world();
    let session = session::open(&mut world, "", Role::PoolAdmin, "");
    let address = world.db.text(host, "address").to_owned();
    let service = |name: &str| format!("http://{address}/services/{name}?session_id={session}");
    Value::map([
        ("SM", service("SM")),
        ("host", host.to_string()),
        ("xenops", service("xenops")),
        ("session_id", session.to_string()),
        ("master", format!("http://{}", world.coordinator_address())),
    ])
}

/// How a host is woken: "" is not at all.
fn power_on_mode_is(db: &mut Db, host: &Ref, mode: &str, config: Value) {
    db.set(host, "power_on_mode", mode);
    db.set(host, "power_on_config", config);
}

fn come_back(cx: &Context, host: &Ref) {
    let (pool, host) = (cx.pool.clone(), host.clone());
    let time: Duration = pool.settings.operation_time * 8;
    tokio::spawn(async move {
        tokio::time::sleep(time).await;
        let mut world = pool.lock();
        let metrics = world.db.reference(&host, "metrics");
        let now = world.db.now();
        world.db.set(&metrics, "live", true);
        world.db.set(&metrics, "last_updated", Value::Date(now));
        world
            .db
            .set_entry(&host, "other_config", "boot_time", &format!("{now}."));
        world.db.set(&host, "enabled", true);
    });
}
