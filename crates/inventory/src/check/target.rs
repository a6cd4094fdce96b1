//! Where a VM can be moved to, and why not elsewhere.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{
    Class, Host, HostMetrics, OpaqueRef, Pbd, Pif, Record, Sr, Vbd, Vdi, Vif, Vm, VmMetrics,
};

use crate::{
    connection::ConnectionInfo,
    job::Job,
    key::ObjectKey,
    memory::{self, Memory},
    problem::Problem,
    world::World,
};

/// A host that a job could use, or why it cannot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// The host.
    pub object: ObjectKey,
    /// Its name.
    pub name: String,
    /// Bytes of its memory that nothing takes; none where that is not known.
    pub memory_free: Option<i64>,
    /// Why it is not fit; none: it is.
    pub refusal: Option<Problem>,
}

/// The hosts that a job on these objects could use, by name. Those objects that the job cannot run
/// on anyway do not count, nor, for a move, those that are there already, unless all are. Otherwise a
/// host is fit if it is fit for each of them and has memory enough for all.
///
/// Empty for jobs that use no host.
pub fn targets(connections: &[ConnectionInfo<'_>], job: Job, objects: &[ObjectKey]) -> Vec<Target> {
    if job != Job::Migrate {
        return Vec::new();
    }
    let mut hosts = Vec::new();
    for info in connections {
        if !objects.iter().any(|key| key.connection == *info.id) {
            continue;
        }
        for (reference, host) in info.world.shown::<Host>() {
            hosts.push(Target {
                object: ObjectKey::new(info.id, &Class::Host, reference),
                name: host.name_label.to_string(),
                memory_free: free(info.world, reference, host),
                refusal: refusal(connections, job, objects, info.world, reference),
            });
        }
    }
    hosts
}

/// Why a host, of this world, is not fit for so many VMs.
fn refusal(
    connections: &[ConnectionInfo<'_>],
    job: Job,
    objects: &[ObjectKey],
    world: &World,
    host: &OpaqueRef,
) -> Option<Problem> {
    let mut immovable = None;
    let mut there = None;
    let mut movable = 0;
    let mut needed: i64 = 0;
    for key in objects {
        let Some(info) = connections.iter().find(|info| *info.id == key.connection) else {
            continue;
        };
        if let Err(why) = super::check(info.world, info.access(), job, key) {
            immovable.get_or_insert(why);
            continue;
        }
        let Some(Record::Vm(vm)) = super::find(info.world, key).map(|object| &object.record) else {
            continue;
        };
        if !std::ptr::eq(info.world, world) {
            return Some(Problem::new("other_pool"));
        }
        match fits(world, &key.opaque(), vm, host) {
            Ok(()) => {
                movable += 1;
                needed = needed.saturating_add(need(world, vm));
            }
            Err(why) if why.code == "already_there" => {
                there.get_or_insert(why);
            }
            Err(why) => return Some(why),
        }
    }
    if movable == 0 {
        return there.or(immovable);
    }
    has_room(world, host, needed).err()
}

/// Whether one VM can be moved to a host.
pub(super) fn check(
    world: &World,
    vm: &ObjectKey,
    record: &Vm,
    host: &ObjectKey,
) -> Result<(), Problem> {
    if host.connection != vm.connection {
        return Err(Problem::new("other_pool"));
    }
    if host.class() != Class::Host {
        return Err(Problem::new("bad_request"));
    }
    let host = host.opaque();
    fits(world, &vm.opaque(), record, &host)?;
    has_room(world, &host, need(world, record))
}

/// The same, memory apart.
fn fits(world: &World, reference: &OpaqueRef, vm: &Vm, host: &OpaqueRef) -> Result<(), Problem> {
    let Some(record) = world.record::<Host>(host) else {
        return Err(Problem::new("no_such_object"));
    };
    if vm.resident_on.opaque() == host {
        return Err(Problem::new("already_there"));
    }
    let metrics = world.get::<HostMetrics>(&record.metrics);
    if metrics.is_some_and(|metrics| !metrics.live) {
        return Err(Problem::new("target_down"));
    }
    if !record.enabled {
        return Err(Problem::new("target_disabled"));
    }
    for (_, vbd) in world.within::<Vbd>(reference) {
        let Some(vdi) = world.get::<Vdi>(&vbd.vdi) else {
            continue;
        };
        let sees = |pbd: &Pbd| pbd.host.opaque() == host && pbd.currently_attached;
        let mut pbds = world.within::<Pbd>(vdi.sr.opaque());
        if let Some(sr) = world.get::<Sr>(&vdi.sr)
            && !pbds.any(|(_, pbd)| sees(pbd))
        {
            return Err(Problem::new("storage_unseen").with("sr", &sr.name_label));
        }
    }
    for (_, vif) in world.within::<Vif>(reference) {
        let mut pifs = world.within::<Pif>(vif.network.opaque()).peekable();
        // A network without any is inside each host.
        if pifs.peek().is_some() && !pifs.any(|(_, pif)| pif.host.opaque() == host) {
            let name = world.name_of(vif.network.opaque()).unwrap_or_default();
            return Err(Problem::new("network_unseen").with("network", name));
        }
    }
    Ok(())
}

fn has_room(world: &World, reference: &OpaqueRef, needed: i64) -> Result<(), Problem> {
    let Some(host) = world.record::<Host>(reference) else {
        return Err(Problem::new("no_such_object"));
    };
    let Some(free) = free(world, reference, host) else {
        return Ok(());
    };
    // Guests whose memory may shrink are made to, when the room is needed.
    let spare = |vm: &Vm| {
        let metrics = world.get::<VmMetrics>(&vm.metrics);
        let actual = metrics.map_or(0, |metrics| metrics.memory_actual);
        match vm.is_control_domain || vm.memory_dynamic_min <= 0 {
            true => 0,
            false => actual.saturating_sub(vm.memory_dynamic_min).max(0),
        }
    };
    let residents = world.within::<Vm>(reference);
    let available = residents.fold(free, |sum, (_, vm)| sum.saturating_add(spare(vm)));
    if needed <= available {
        return Ok(());
    }
    Err(Problem::new("not_enough_memory")
        .with("needed", needed.to_string())
        .with("available", available.to_string()))
}

fn free(world: &World, reference: &OpaqueRef, host: &Host) -> Option<i64> {
    let Memory { used, total } = Memory::of(world, reference, host)?;
    Some(total.saturating_sub(used))
}

/// What a running VM takes of a host, in bytes.
fn need(world: &World, vm: &Vm) -> i64 {
    i64::try_from(memory::taken(world, vm)).unwrap_or(i64::MAX)
}
