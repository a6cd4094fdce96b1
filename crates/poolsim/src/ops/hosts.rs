//! Hosts: in and out of service, emptied, restarted.

use std::time::Duration;

use super::{Args, power, void};
use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::lifecycle;
use crate::load;
use crate::model::Role;
use crate::placement;
use crate::rpc::Context;
use crate::session;
use crate::value::{Ref, Value};

/// The messages of this file by name.
pub async fn run(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let host = args.reference(0);
    Some(match short {
        "disable" | "enable" => {
            let mut world = cx.pool.lock();
            world.db.set(&host, "enabled", short == "enable");
            lifecycle::refresh_host(&mut world.db, &host);
            void()
        }
        "evacuate" => evacuate(cx, &host).await,
        "get_vms_which_prevent_evacuation" => Ok(obstacles_value(&cx.pool.lock().db, &host)),
        "assert_can_evacuate" => assert_can_evacuate(&cx.pool.lock().db, &host),
        "reboot" | "shutdown" => stop(cx, &host, short == "reboot"),
        "power_on" => power_on(cx, &host),
        "destroy" => refuse_if_live(&cx.pool.lock().db, &host)?,
        "call_plugin" => Err(Failure::new("XENAPI_MISSING_PLUGIN", [args.text(1)])),
        "get_uncooperative_resident_VMs" => Ok(Value::Set(Vec::new())),
        "retrieve_wlb_evacuate_recommendations" => Err(Failure::bare("WLB_NOT_INITIALIZED")),
        "set_iscsi_iqn" => iscsi_iqn(&mut cx.pool.lock().db, &host, args.text(1)),
        "migrate_receive" => migrate_receive(cx, &host, args),
        "get_servertime" => Ok(Value::Date(cx.pool.lock().db.now())),
        "get_server_localtime" => Ok(local_time(cx.pool.lock().db.now())),
        "compute_free_memory" => Ok(Value::Int(placement::free(&cx.pool.lock().db, &host))),
        "compute_memory_overhead" => {
            Ok(Value::Int(cx.pool.lock().db.int(&host, "memory_overhead")))
        }
        "has_extension" => Ok(Value::Bool(false)),
        "get_management_interface" => management(&cx.pool.lock().db, &host),
        "get_data_sources" => {
            let world = cx.pool.lock();
            let sources = load::of_host(&world, cx.pool.settings.seed, &host);
            Ok(load::records(&sources, world.db.now()))
        }
        "query_data_source" => {
            let world = cx.pool.lock();
            let sources = load::of_host(&world, cx.pool.settings.seed, &host);
            query(&sources, args.text(1), world.db.now())
        }
        "restart_agent"
        | "syslog_reconfigure"
        | "sync_data"
        | "backup_rrds"
        | "record_data_source"
        | "forget_data_source_archives" => void(),
        "set_hostname_live" => {
            cx.pool.lock().db.set(&host, "hostname", args.text(1));
            void()
        }
        _ => return None,
    })
}

/// The value of one source at `now`.
pub fn query(sources: &[load::Source], name: &str, now: i64) -> Outcome<Value> {
    match sources.iter().find(|source| source.name == name) {
        Some(source) => Ok(Value::Float(source.value(now - now % 5, 5))),
        None => Err(Failure::internal(format!(
            "Failure(\"no data source {name}\")"
        ))),
    }
}

/// The only date without a zone: the host's own wall clock.
fn local_time(now: i64) -> Value {
    let mut text = String::new();
    crate::value::date(now, &mut text);
    text.trim_end_matches('Z').into()
}

fn management(db: &Db, host: &Ref) -> Outcome<Value> {
    let found = db
        .refs(host, "PIFs")
        .into_iter()
        .find(|pif| db.flag(pif, "management"));
    found
        .map(Value::from)
        .ok_or_else(|| Failure::internal("Not_found"))
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
        let possible = lifecycle::check(db, &vm, "pool_migrate").and_then(|()| {
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

fn assert_can_evacuate(db: &Db, host: &Ref) -> Outcome<Value> {
    let obstacles = obstacles(db, host);
    if obstacles.is_empty() {
        return void();
    }
    let text: Vec<String> = obstacles
        .into_iter()
        .map(|(_, failure)| [vec![failure.code], failure.params].concat().join(","))
        .collect();
    Err(Failure::new("CANNOT_EVACUATE_HOST", [text.join("|")]))
}

/// Moves every guest to another host, one after the other.
async fn evacuate(cx: &Context, host: &Ref) -> Outcome<Value> {
    let vms = {
        let mut world = cx.pool.lock();
        assert_can_evacuate(&world.db, host)?;
        world.db.set(host, "enabled", false);
        lifecycle::refresh_host(&mut world.db, host);
        guests(&world.db, host)
    };
    for (i, vm) in vms.iter().enumerate() {
        let target = placement::choose(&cx.pool.lock(), vm)?;
        power::migrate(cx, vm, &target).await?;
        cx.pool
            .lock()
            .db
            .set(&cx.task, "progress", (i + 1) as f64 / vms.len() as f64);
    }
    void()
}

/// Restarts a host, or turns it off; the simulated machine is away for a while, its listener stays.
fn stop(cx: &Context, host: &Ref, again: bool) -> Outcome<Value> {
    let mut world = cx.pool.lock();
    if world.db.flag(host, "enabled") {
        return Err(Failure::bare("HOST_NOT_DISABLED"));
    }
    if let Some(vm) = guests(&world.db, host).first() {
        return Err(Failure::new("HOST_IN_USE", [&**host, "VM", &**vm]));
    }
    let metrics = world.db.reference(host, "metrics");
    world.db.set(&metrics, "live", false);
    lifecycle::refresh_host(&mut world.db, host);
    if again {
        come_back(cx, host);
    }
    void()
}

/// A host that is dead could be forgotten, but that is not simulated.
fn refuse_if_live(db: &Db, host: &Ref) -> Option<Outcome<Value>> {
    let live = db.flag(&db.reference(host, "metrics"), "live");
    live.then(|| Err(Failure::new("HOST_IS_LIVE", [&**host])))
}

fn iscsi_iqn(db: &mut Db, host: &Ref, iqn: &str) -> Outcome<Value> {
    if iqn.is_empty() {
        return Err(Failure::invalid_value("value", iqn));
    }
    db.set(host, "iscsi_iqn", iqn);
    db.set_entry(host, "other_config", "iscsi_iqn", iqn);
    void()
}

/// What another pool's coordinator is told of a host that machines may come to. Nobody listens there.
fn migrate_receive(cx: &Context, host: &Ref, args: &Args<'_>) -> Outcome<Value> {
    let mut world = cx.pool.lock();
    world.db.check("network", &args.reference(1))?;
    let session = session::open(&mut world, "", Role::PoolAdmin, "");
    let address = world.db.text(host, "address").to_owned();
    let service = |name: &str| format!("http://{address}/services/{name}?session_id={session}");
    Ok(Value::map([
        ("SM", service("SM")),
        ("host", host.to_string()),
        ("xenops", service("xenops")),
        ("session_id", session.to_string()),
        ("master", format!("http://{}", world.coordinator_address())),
    ]))
}

fn power_on(cx: &Context, host: &Ref) -> Outcome<Value> {
    let world = cx.pool.lock();
    if world.db.flag(&world.db.reference(host, "metrics"), "live") {
        return Err(Failure::new("HOST_IS_LIVE", [&**host]));
    }
    if world.db.text(host, "power_on_mode").is_empty() {
        return Err(Failure::bare("HOST_POWER_ON_MODE_DISABLED"));
    }
    drop(world);
    come_back(cx, host);
    void()
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
        lifecycle::refresh_host(&mut world.db, &host);
    });
}
