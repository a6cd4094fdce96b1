//! What is done to storage.

use xapi::{Host, OpaqueRef, Pbd, Pool, Sr, Vbd, Vdi, calls};

use super::{Plan, Refusal, Subject};
use crate::{look, problem::Problem, view::Cell};

pub(crate) mod destroy;
pub(crate) mod detach;
pub(crate) mod forget;
pub(crate) mod plug;
pub(crate) mod scan;
pub(crate) mod set_default;

/// The subject as storage.
///
/// # Errors
/// `bad_request`, where it is none.
fn of<'a>(subject: &Subject<'a>) -> Result<&'a Sr, Problem> {
    let sr = subject.record_of::<Sr>();
    sr.ok_or_else(|| Problem::new("bad_request"))
}

/// The ways to it that are there, the coordinator's last: others reach some kinds of storage through it.
fn attached<'a>(subject: &Subject<'a>) -> Vec<(&'a OpaqueRef, &'a Pbd)> {
    let world = subject.connection.world;
    let coordinator = world.coordinator().map(|(host, _)| host);
    let pbds = world.within::<Pbd>(&subject.key.opaque());
    let mut pbds: Vec<_> = pbds.filter(|(_, pbd)| pbd.currently_attached).collect();
    pbds.sort_by_key(|(_, pbd)| Some(pbd.host.opaque()) == coordinator);
    pbds
}

/// Whether nothing that runs uses it.
///
/// # Errors
/// `sr_in_use`, with how many disks are.
fn is_idle(subject: &Subject<'_>) -> Result<(), Refusal> {
    let world = subject.connection.world;
    let is_used = |vdi: &Vdi| {
        let mut drives = vdi.vbds.iter().filter_map(|vbd| world.get::<Vbd>(vbd));
        drives.any(|drive| drive.currently_attached)
    };
    // Those that nobody is shown as well.
    let disks = of(subject)?
        .vdis
        .iter()
        .filter_map(|vdi| world.get::<Vdi>(vdi));
    match disks.filter(|vdi| is_used(vdi)).count() {
        0 => Ok(()),
        count => Err(Problem::new("sr_in_use")
            .with("count", count.to_string())
            .into()),
    }
}

/// Takes it from all hosts that reach it. Hosts by name: what is left of them is told.
fn detach(plan: &mut Plan, subject: &Subject<'_>) {
    let pbds = attached(subject);
    if pbds.is_empty() {
        return;
    }
    let hosts = pbds
        .iter()
        .map(|(_, pbd)| look::link_to::<Host>(subject.connection, &pbd.host));
    plan.change("hostsAttached", subject, Cell::list(hosts), Cell::None);
    for (pbd, _) in pbds {
        let pbd = pbd.into();
        plan.call(calls::pbd::unplug(&pbd))
            .undo(calls::pbd::plug(&pbd));
    }
}

/// Whether new disks go there where nobody says otherwise.
fn is_default(subject: &Subject<'_>) -> bool {
    let pool: Option<(_, &Pool)> = subject.connection.world.pool();
    pool.is_some_and(|(_, pool)| *pool.default_sr.opaque() == subject.key.opaque())
}

/// Says what becomes of the pool's default, where this is it.
fn tell_default(plan: &mut Plan, subject: &Subject<'_>) {
    if is_default(subject) {
        plan.odd(Problem::new("sr_is_default"));
    }
}
