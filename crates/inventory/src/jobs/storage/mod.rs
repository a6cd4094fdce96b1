//! What is done to storage.

use xapi::{Host, Map, OpaqueRef, Pbd, Pool, Ref, Sr, SrOperation, Text, Vbd, Vdi, calls};

use super::{
    Plan, Refusal, Subject,
    plan::{Step, Tolerance},
};
use crate::{look, problem::Problem, view::Cell};

pub(crate) mod create;
pub(crate) mod destroy;
pub(crate) mod detach;
pub(crate) mod forget;
pub(crate) mod plug;
pub(crate) mod plug_host;
pub(crate) mod scan;
pub(crate) mod set_default;
pub(crate) mod trim;
pub(crate) mod unplug_host;

/// The subject as storage.
///
/// # Errors
/// `bad_request`, where it is none.
fn of<'a>(subject: &Subject<'a>) -> Result<&'a Sr, Problem> {
    let sr = subject.record_of::<Sr>();
    sr.ok_or_else(|| Problem::new("bad_request"))
}

/// Whether it is storage that people have given to the pool: what its hosts bring with them, their drives and the
/// tools for guests, is nobody's to take away.
fn is_of_the_pool(subject: &Subject<'_>) -> bool {
    of(subject).is_ok_and(is_given)
}

/// Whether people have given it to the pool.
fn is_given(sr: &Sr) -> bool {
    !sr.is_tools_sr && sr.r#type.as_str() != "udev"
}

/// The way of a host to storage that people have given to the pool.
///
/// # Errors
/// `bad_request`, where it is another object, or leads to what hosts bring with them.
fn way_of<'a>(subject: &Subject<'a>) -> Result<&'a Pbd, Problem> {
    let world = subject.connection.world;
    let way = subject.record_of::<Pbd>();
    way.filter(|pbd| world.get::<Sr>(&pbd.sr).is_none_or(is_given))
        .ok_or_else(|| Problem::new("bad_request"))
}

/// Whether the server lets this be done to it now, as far as it says.
///
/// # Errors
/// `sr_busy`, with what is under way; `sr_refuses`.
fn may(subject: &Subject<'_>, operation: &SrOperation) -> Result<(), Refusal> {
    let sr = of(subject)?;
    if sr.allowed_operations.is_empty() || sr.allowed_operations.contains(operation) {
        return Ok(());
    }
    let problem = match sr.current_operations.values().next() {
        Some(other) => Problem::new("sr_busy").with("operation", other.as_str()),
        None => Problem::new("sr_refuses").with("operation", operation.as_str()),
    };
    Err(problem.into())
}

/// Gives a host a way to storage, and attaches it there. Where it may fail to, the way stays, and the server tries it
/// again when that host starts.
fn attach_to(
    plan: &mut Plan,
    sr: &Ref<Sr>,
    host: &Ref<Host>,
    config: &Map<Text, Text>,
    tolerance: Tolerance,
) {
    let made = plan.steps.len();
    let link = Pbd {
        host: host.clone(),
        sr: sr.clone(),
        device_config: config.clone(),
        ..Pbd::default()
    };
    let pbd: Ref<Pbd> = Step::result(made);
    plan.create(calls::pbd::create(&link), &["host", "SR", "device_config"])
        .undo(calls::pbd::destroy(&pbd));
    plan.call(calls::pbd::plug(&pbd))
        .tolerated(tolerance)
        .undo(calls::pbd::unplug(&pbd));
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
