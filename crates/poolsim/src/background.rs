//! What changes in a pool when nobody does anything: heartbeats, metrics, garbage.

use std::sync::Arc;
use std::time::Duration;

use crate::pool::{Pool, World};
use crate::rng::{hash, unit};
use crate::value::Value;
use crate::{placement, tasks};

/// How often hosts and guests report.
const BEAT: Duration = Duration::from_secs(30);

/// Runs until it is aborted.
pub async fn run(pool: Arc<Pool>) {
    for beat in 1u64.. {
        tokio::time::sleep(BEAT).await;
        let mut world = pool.lock();
        heartbeat(&mut world);
        tasks::collect_garbage(&mut world);
        let master = world.pool();
        world.db.ping(&master);
        if beat.is_multiple_of(2) {
            machines_report(&mut world, beat);
        }
        if beat.is_multiple_of(20) {
            guests_report(&mut world, beat);
        }
    }
}

/// Every live host says how it is, if its server can.
fn heartbeat(world: &mut World) {
    let now = world.db.now();
    for host in world.db.all("host") {
        let number = world
            .listeners
            .iter()
            .position(|listener| listener.host == host);
        if number.is_some_and(|number| world.condition(number).down) {
            continue;
        }
        let metrics = world.db.reference(&host, "metrics");
        if world.db.flag(&metrics, "live") {
            let free = placement::free(&world.db, &host);
            world.db.set(&metrics, "last_updated", Value::Date(now));
            world.db.set(&metrics, "memory_free", free);
        }
    }
}

/// Some VMs' metrics are written again.
fn machines_report(world: &mut World, beat: u64) {
    let now = world.db.now();
    for vm in world.db.all("VM") {
        if world.db.text(&vm, "power_state") == "Running" && unit(hash(&vm) ^ beat) < 0.1 {
            let metrics = world.db.reference(&vm, "metrics");
            world.db.set(&metrics, "last_updated", Value::Date(now));
        }
    }
}

/// A few guests tell something new.
fn guests_report(world: &mut World, beat: u64) {
    let now = world.db.now();
    for vm in world.db.all("VM") {
        if world.db.text(&vm, "power_state") == "Running" && unit(hash(&vm) ^ beat) < 0.05 {
            let guest = world.db.reference(&vm, "guest_metrics");
            world.db.set(&guest, "last_updated", Value::Date(now));
        }
    }
}
