//! What is unhealthy, as sentences to be made.

use serde::Serialize;
use xapi::{Extra, Host, Object, Pool, Record, Vm, VmKind, VmMetrics, VmPowerState};

use crate::{
    connection::ConnectionInfo,
    guest,
    health::{self, Sick},
    look,
    problem::Problem,
    world::World,
};

/// So long may a guest take until its tools are heard of.
const TOOLS_AFTER: i64 = 120;

pub(super) fn odd_record<T: Default + Serialize>(extra: &Extra) -> Vec<Problem> {
    let odd = |field: String| Problem::new("odd_record").with("field", field);
    super::mistyped::<T>(extra).into_iter().map(odd).collect()
}

/// Of so many objects that are not well, a pool's page tells.
const TOLD: usize = 8;

/// What is unhealthy about an object, or worth knowing before anything else.
pub(super) fn of(info: &ConnectionInfo<'_>, object: &Object) -> Vec<Problem> {
    match &object.record {
        Record::Pool(pool) => of_pool(info, object, pool),
        Record::Host(host) => of_host(info, object, host),
        Record::Vm(vm) if vm.kind() == VmKind::Machine => of_vm(info, object, vm),
        _ => of_object(info, object),
    }
}

/// All that is unhealthy about an object.
fn of_object(info: &ConnectionInfo<'_>, object: &Object) -> Vec<Problem> {
    let issues = health::issues(info.world, object);
    let issues = issues.iter().map(|issue| issue.problem(info.world));
    issues.chain(health::alarms_of(info, object)).collect()
}

/// The pool's own, then what is unhealthy in it.
fn of_pool(info: &ConnectionInfo<'_>, object: &Object, pool: &Pool) -> Vec<Problem> {
    let world = info.world;
    let mut found = health::alarms_of(info, object);
    if pool.ha_enabled && pool.ha_overcommitted {
        found.push(
            Problem::new("ha_overcommitted")
                .with("tolerate", pool.ha_host_failures_to_tolerate.to_string())
                .with("plan", pool.ha_plan_exists_for.to_string()),
        );
    }
    if world.get(&pool.default_sr).is_none() {
        found.push(Problem::new("no_default_sr"));
    }
    let sick = Sick::of(info);
    let objects = sick.objects(world);
    for object in objects.iter().take(TOLD) {
        for problem in of_object(info, object) {
            // A host and its storage tell the same.
            if !found.contains(&problem) {
                found.push(problem);
            }
        }
    }
    if objects.len() > TOLD {
        found.push(Problem::new("more_unwell").with("count", (objects.len() - TOLD).to_string()));
    }
    found
}

fn of_host(info: &ConnectionInfo<'_>, object: &Object, host: &Host) -> Vec<Problem> {
    let mut found = of_object(info, object);
    if look::in_maintenance(host) {
        found.insert(0, Problem::new("host_maintenance"));
    }
    found
}

fn of_vm(info: &ConnectionInfo<'_>, object: &Object, vm: &Vm) -> Vec<Problem> {
    let world = info.world;
    let host = world.host(&vm.resident_on);
    let down = host.and_then(|host| health::host_down(world, host));
    let mut found: Vec<Problem> = down.iter().map(|issue| issue.problem(world)).collect();
    if vm.power_state == VmPowerState::Running && misses_tools(world, vm, info.now) {
        found.push(Problem::new("tools_missing"));
    }
    found.extend(of_object(info, object));
    if vm.requires_reboot {
        found.push(Problem::new("vm_needs_reboot"));
    }
    found
}

/// The server does not always tell since when a VM runs; then it is not said.
fn misses_tools(world: &World, vm: &Vm, now: i64) -> bool {
    let started = world
        .get::<VmMetrics>(&vm.metrics)
        .map(|metrics| metrics.start_time);
    let long_enough = started
        .is_some_and(|time| !time.is_never() && now.saturating_sub(time.unix()) > TOOLS_AFTER);
    // Nobody asked guests for tools then.
    long_enough && !world.is_before_xapi() && !guest::has_tools(guest::metrics(world, vm))
}
