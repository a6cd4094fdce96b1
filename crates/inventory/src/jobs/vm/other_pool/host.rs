//! Which hosts of other pools a VM can go to, and why not to the rest.

use std::cmp::Ordering;

use serde_json::json;
use xapi::{
    Host, HostMetrics, Network, OpaqueRef, Pif, Pool, RecordOf, Ref, Text, Vm, VmPowerState,
};

use super::processor;
use crate::{
    connection::{ConnectionInfo, Way},
    jobs::{
        Subject,
        form::{Choice, Fact},
        role,
        vm::destination::{self, Room},
    },
    key::ObjectKey,
    look,
    problem::Problem,
    view::Cell,
};

/// What is called on the pool to which a VM goes.
pub(super) const RECEIVE: &str = "host.migrate_receive";

/// Whether two connections lead to the same pool: by one way or by two.
fn is_same_pool(one: &ConnectionInfo<'_>, other: &ConnectionInfo<'_>) -> bool {
    let is_known = |uuid: &&Text| !uuid.is_empty();
    one.id == other.id
        || uuid(one)
            .filter(is_known)
            .is_some_and(|own| uuid(other) == Some(own))
}

fn uuid<'a>(info: &ConnectionInfo<'a>) -> Option<&'a Text> {
    info.world.pool().map(|(_, pool)| &pool.uuid)
}

/// The other pools that are known of, one way to each.
pub(super) fn others<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a ConnectionInfo<'a>> {
    let own = subject.connection;
    let known = subject.connections.iter();
    known
        .filter(move |info| !info.hidden && info.world.pool().is_some() && !is_same_pool(info, own))
}

/// The pools that are others to one of the VMs at least, each followed by its hosts, and why they are not fit
/// for all of them.
pub(super) fn choices(subjects: &[Subject<'_>]) -> Vec<Choice> {
    let mut pools: Vec<&ConnectionInfo<'_>> = Vec::new();
    for pool in subjects.iter().flat_map(others) {
        if pools.iter().all(|known| known.id != pool.id) {
            pools.push(pool);
        }
    }
    let mut choices = Vec::new();
    for there in pools {
        choices.extend(anywhere(subjects, there));
        choices.extend(hosts(subjects, there));
    }
    choices
}

/// A pool as a whole, where it can be left to us which of its hosts it is. Several are spread over them, so it is
/// fit where each finds one by itself.
fn anywhere(subjects: &[Subject<'_>], there: &ConnectionInfo<'_>) -> Option<Choice> {
    let (reference, _) = there.world.pool()?;
    let key = ObjectKey::new(there.id, &Pool::CLASS, reference);
    let why_not = |subject: &Subject<'_>| chosen(subject, there, &key).err();
    let refusal = subjects.iter().find_map(why_not);
    Some(Choice {
        value: json!(key),
        name: there.name().to_owned(),
        object: Some(key),
        facts: vec![Fact {
            field: "host".to_owned(),
            value: Cell::term("whereItFits"),
        }],
        refusal,
    })
}

fn hosts<'a>(
    subjects: &'a [Subject<'a>],
    there: &'a ConnectionInfo<'a>,
) -> impl Iterator<Item = Choice> + 'a {
    there.world.shown::<Host>().map(move |(reference, host)| {
        let key = ObjectKey::new(there.id, &Host::CLASS, reference);
        let room = Room::of(there.world, reference, host);
        let free = room.left().and_then(|free| u64::try_from(free).ok());
        let free = free.map(|bytes| Fact {
            field: "free".to_owned(),
            value: Cell::Bytes { bytes },
        });
        let pool = Fact {
            field: "pool".to_owned(),
            value: look::pool_link(there),
        };
        let why = |subject: &Subject<'_>| check(subject, there, reference).err();
        let needed = subjects.iter().map(needs).fold(0, i64::saturating_add);
        let refusal = subjects.iter().find_map(why);
        Choice {
            value: json!(key),
            name: host.name_label.to_string(),
            object: Some(key),
            facts: std::iter::once(pool).chain(free).collect(),
            refusal: refusal.or_else(|| room.takes(needed).err()),
        }
    })
}

/// The memory that a VM takes of the host that it goes to.
pub(super) fn needs(subject: &Subject<'_>) -> i64 {
    match subject.vm() {
        Some(vm) if vm.power_state == VmPowerState::Running => {
            destination::size(subject.connection.world, vm)
        }
        _ => 0,
    }
}

/// Whether a VM can go to a host of another pool, memory apart.
///
/// # Errors
/// The reason why not.
pub(super) fn check(
    subject: &Subject<'_>,
    there: &ConnectionInfo<'_>,
    host: &OpaqueRef,
) -> Result<(), Problem> {
    let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
    if is_same_pool(there, subject.connection) {
        return Err(Problem::new("own_pool"));
    }
    // The two pools speak with each other, and only XAPI knows how.
    if there.way != Way::Direct {
        return Err(Problem::new("not_through_xo"));
    }
    if there.world.is_before_xapi() {
        return Err(Problem::new("not_supported"));
    }
    there.access().check()?;
    role::check_methods(there.permissions, [RECEIVE].into_iter()).map_err(Problem::from)?;
    let record = there.world.record::<Host>(host);
    let record = record.ok_or_else(|| Problem::new("no_such_object"))?;
    let metrics = there.world.get::<HostMetrics>(&record.metrics);
    if metrics.is_some_and(|metrics| !metrics.live) {
        return Err(Problem::new("target_down"));
    }
    if !record.enabled {
        return Err(Problem::new("target_disabled"));
    }
    is_not_older(subject, vm, record)?;
    if vm.power_state != VmPowerState::Halted {
        processor::check(vm, record)?;
    }
    management(there, host).map(drop)
}

/// Nothing goes to a host that is older than the one where it is, or than any of its pool where it is on none.
fn is_not_older(subject: &Subject<'_>, vm: &Vm, there: &Host) -> Result<(), Problem> {
    let world = subject.connection.world;
    let (_, coordinator) = world.coordinator().unzip();
    let Some(here) = world.host(&vm.resident_on).or(coordinator) else {
        return Ok(());
    };
    let version = |host: &Host| host.software_version.get("platform_version").cloned();
    match (version(here), version(there)) {
        (Some(here), Some(there)) if order(&there, &here) == Ordering::Less => {
            Err(Problem::new("target_older")
                .with("version", there.as_str())
                .with("needed", here.as_str()))
        }
        _ => Ok(()),
    }
}

/// The order of two versions: number by number, `3.10` after `3.9`.
fn order(one: &str, other: &str) -> Ordering {
    let numbers = |version: &str| -> Vec<u64> {
        let parts = version.split('.');
        parts.map(|part| part.parse().unwrap_or_default()).collect()
    };
    numbers(one).cmp(&numbers(other))
}

/// The network over which a host is managed, and reached by the other pool.
///
/// # Errors
/// `no_management_network`, or `management_without_address`.
pub(super) fn management(
    there: &ConnectionInfo<'_>,
    host: &OpaqueRef,
) -> Result<Ref<Network>, Problem> {
    let mut pifs = there.world.all::<Pif>();
    let pif = pifs.find(|(_, pif)| pif.management && pif.host.opaque() == host);
    let (_, pif) = pif.ok_or_else(|| Problem::new("no_management_network"))?;
    // Servers of before IPv6 was much used write one empty address.
    match pif.ip.is_empty() && pif.ipv6.iter().all(|address| address.is_empty()) {
        true => Err(Problem::new("management_without_address")),
        false => Ok(pif.network.clone()),
    }
}

/// The host that was chosen; of a pool the one with most memory free.
///
/// # Errors
/// Why the one that was chosen, or any of the pool, is not fit.
pub(super) fn chosen(
    subject: &Subject<'_>,
    there: &ConnectionInfo<'_>,
    destination: &ObjectKey,
) -> Result<Ref<Host>, Problem> {
    let needed = needs(subject);
    let fits = |reference: &OpaqueRef, host: &Host| {
        check(subject, there, reference)?;
        let room = Room::of(there.world, reference, host);
        room.takes(needed).map(|()| room.left())
    };
    if destination.class() == Host::CLASS {
        let reference = destination.opaque();
        let host = there.world.record::<Host>(&reference);
        let host = host.ok_or_else(|| Problem::new("no_such_object"))?;
        return fits(&reference, host).map(|_| reference.into());
    }
    if destination.class() != Pool::CLASS {
        return Err(Problem::new("bad_request"));
    }
    let mut best: Option<(&OpaqueRef, Option<i64>)> = None;
    let mut why = None;
    for (reference, host) in there.world.shown::<Host>() {
        match fits(reference, host) {
            Ok(left) if best.is_none_or(|(_, most)| left > most) => best = Some((reference, left)),
            Ok(_) => {}
            Err(problem) => drop(why.get_or_insert(problem)),
        }
    }
    let missing = || why.unwrap_or_else(|| Problem::new("no_other_host"));
    best.map(|(host, _)| host.clone().into())
        .ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_number_by_number() {
        assert_eq!(order("3.9.0", "3.10.0"), Ordering::Less);
        assert_eq!(order("3.4.0", "3.4.0"), Ordering::Equal);
        assert_eq!(order("3.4", "3.2.9"), Ordering::Greater);
    }
}
