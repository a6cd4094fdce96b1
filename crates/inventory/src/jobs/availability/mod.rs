//! High availability of a pool: hosts that fail are noticed, and the VMs of theirs that are protected start elsewhere.

use xapi::{Host, HostMetrics, Pool, Ref, Sr, Vdi, Vm};

use super::{
    Plan, Subject,
    disk::storage::{free, is_for_disks, is_seen},
};
use crate::{key::ObjectKey, problem::Problem, view::Cell, world::World};

pub(crate) mod disable;
pub(crate) mod enable;
pub(crate) mod set_tolerance;

/// What a heartbeat and the log of the database take of its storage at least, in bytes: 4 MiB, and 256 MiB before
/// version 8 (4 GiB since: that the server says).
const LEAST_ROOM: i64 = 260 << 20;
/// Fewer hosts cannot tell which of them is cut off.
const ADVISABLE_HOSTS: usize = 3;

/// The subject as a pool.
///
/// # Errors
/// `bad_request`, where it is none.
fn of<'a>(subject: &Subject<'a>) -> Result<&'a Pool, Problem> {
    let pool = subject.record_of::<Pool>();
    pool.ok_or_else(|| Problem::new("bad_request"))
}

/// The same, where its high availability is on.
///
/// # Errors
/// `ha_off`.
fn on<'a>(subject: &Subject<'a>) -> Result<&'a Pool, Problem> {
    let pool = of(subject)?;
    match pool.ha_enabled {
        true => Ok(pool),
        false => Err(Problem::new("ha_off")),
    }
}

/// The most hosts that may fail: there has to be one that is left.
fn most(world: &World) -> i64 {
    i64::try_from(world.hosts().count()).map_or(0, |hosts| (hosts - 1).max(0))
}

/// How many VMs are started anew, with room kept for them.
fn protected(world: &World) -> usize {
    let is_protected = |(_, vm): &(_, &Vm)| vm.ha_restart_priority == "restart";
    world.shown::<Vm>().filter(is_protected).count()
}

/// What is odd about so many failures that are to be survived.
fn say_what_is_odd(plan: &mut Plan, world: &World, failures: i64) {
    let hosts = world.hosts().count();
    if hosts < ADVISABLE_HOSTS {
        plan.odd(Problem::new("ha_few_hosts"));
    }
    if failures == 0 {
        plan.odd(Problem::new("ha_tolerates_nothing"));
    } else if protected(world) == 0 {
        plan.odd(Problem::new("ha_protects_nothing"));
    }
}

/// The number of failures, as far as it can be.
///
/// # Errors
/// `ha_too_many`, with the most.
fn tolerable(world: &World, failures: i64) -> Result<i64, Problem> {
    let most = most(world);
    match (0..=most).contains(&failures) {
        true => Ok(failures),
        false => Err(Problem::new("ha_too_many").with("most", most.to_string())),
    }
}

/// Whether storage can carry the heartbeat: every host has to see it.
///
/// # Errors
/// `ha_sr_local`, `ha_sr_unseen` with a host, `sr_full` with what is needed and free, in bytes.
fn can_carry(world: &World, key: &ObjectKey) -> Result<(), Problem> {
    let reference = key.opaque();
    let sr = world.get::<Sr>(&Ref::from(reference.clone()));
    let sr = sr.ok_or_else(|| Problem::new("no_such_object"))?;
    if !sr.shared || !is_for_disks(sr) {
        return Err(Problem::new("ha_sr_local"));
    }
    let mut hosts = world.hosts();
    if let Some((_, host)) = hosts.find(|(host, _)| !is_seen(world, &reference, Some(host))) {
        return Err(Problem::new("ha_sr_unseen").with("host", &*host.name_label));
    }
    let free = free(sr);
    match sr.physical_size > 0 && free < LEAST_ROOM {
        true => Err(Problem::new("sr_full")
            .with("needed", LEAST_ROOM.to_string())
            .with("available", free.max(0).to_string())),
        false => Ok(()),
    }
}

/// The first host that does not live, by name.
fn down(world: &World) -> Option<&Host> {
    let is_down = |(_, host): &(_, &Host)| {
        let metrics = world.get::<HostMetrics>(&host.metrics);
        metrics.is_none_or(|metrics| !metrics.live)
    };
    world.hosts().find(is_down).map(|(_, host)| host)
}

/// The storage that carries the heartbeat now.
fn carriers(world: &World, pool: &Pool) -> Vec<Ref<Sr>> {
    let mut found: Vec<Ref<Sr>> = Vec::new();
    for file in pool.ha_statefiles.iter() {
        let disk = Ref::<Vdi>::from(file.as_str());
        let sr = world.get::<Vdi>(&disk).map(|disk| disk.sr.clone());
        found.extend(sr.filter(|sr| !found.contains(sr)));
    }
    found
}

/// A number of things.
fn count(number: i64) -> Cell {
    Cell::Count { count: number }
}
