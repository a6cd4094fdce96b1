//! What is unhealthy, as sentences to be made.

use serde::Serialize;
use xapi::{
    Extra, Host, HostMetrics, OpaqueRef, Pbd, Pool, Sr, Vbd, VbdType, Vm, VmMetrics, VmPowerState,
};

use crate::{
    connection::ConnectionInfo, guest, look, problem::Problem, view::Status, world::World,
};

/// So long may a guest take until its tools are heard of.
const TOOLS_AFTER: i64 = 120;

/// A share of an SR's space from which on it is worth a warning.
const ALMOST_FULL: f64 = 0.95;

pub(super) fn odd_record<T: Default + Serialize>(extra: &Extra) -> Vec<Problem> {
    let odd = |field: String| Problem::new("odd_record").with("field", field);
    super::mistyped::<T>(extra).into_iter().map(odd).collect()
}

pub(super) fn of_pool(world: &World, pool: &Pool) -> Vec<Problem> {
    let mut found = Vec::new();
    for (_, host) in world.shown::<Host>() {
        found.extend(host_down(world, host));
    }
    for (reference, sr) in world.shown::<Sr>() {
        if look::of_sr(world, reference, sr) == Status::Broken {
            found.push(Problem::new("sr_unreachable").with("sr", &sr.name_label));
        }
    }
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
    found
}

pub(super) fn of_host(world: &World, reference: &OpaqueRef, host: &Host) -> Vec<Problem> {
    let mut found: Vec<Problem> = host_down(world, host).into_iter().collect();
    if look::in_maintenance(host) {
        found.push(Problem::new("host_maintenance"));
    } else if found.is_empty() && !host.enabled {
        found.push(Problem::new("host_disabled_warning").with("host", &host.name_label));
    }
    if !host.updates_requiring_reboot.is_empty() || wants_reboot(host) {
        found.push(Problem::new("host_needs_reboot"));
    }
    for (_, pbd) in world
        .within::<Pbd>(reference)
        .filter(|(_, pbd)| !pbd.currently_attached)
    {
        let sr = world.name_of(pbd.sr.opaque()).unwrap_or("");
        found.push(Problem::new("sr_unplugged").with("sr", sr));
    }
    found
}

fn wants_reboot(host: &Host) -> bool {
    host.pending_guidances
        .contains(&xapi::UpdateGuidance::RebootHost)
}

fn host_down(world: &World, host: &Host) -> Option<Problem> {
    let metrics = world.get::<HostMetrics>(&host.metrics)?;
    (!metrics.live).then(|| Problem::new("host_down").with("host", &host.name_label))
}

pub(super) fn of_vm(world: &World, reference: &OpaqueRef, vm: &Vm, now: i64) -> Vec<Problem> {
    let mut found = Vec::new();
    if let Some(host) = world.host(&vm.resident_on) {
        found.extend(host_down(world, host));
    }
    if vm.power_state == VmPowerState::Running && misses_tools(world, vm, now) {
        found.push(Problem::new("tools_missing"));
    }
    found.extend(disks_gone(world, reference));
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

/// Drives whose disk is not where it should be.
pub(super) fn disks_gone(world: &World, vm: &OpaqueRef) -> Vec<Problem> {
    let gone = |vbd: &Vbd| {
        if vbd.empty || vbd.r#type != VbdType::Disk {
            return None;
        }
        match world.get(&vbd.vdi) {
            Some(vdi) if vdi.missing => Some(vdi.name_label.clone()),
            Some(_) => None,
            None => Some(vbd.userdevice.clone()),
        }
    };
    let disks = world.within::<Vbd>(vm).filter_map(|(_, vbd)| gone(vbd));
    disks
        .map(|disk| Problem::new("disk_gone").with("disk", disk))
        .collect()
}

pub(super) fn of_sr(info: &ConnectionInfo<'_>, reference: &OpaqueRef, sr: &Sr) -> Vec<Problem> {
    let world = info.world;
    let mut found = Vec::new();
    if look::of_sr(world, reference, sr) == Status::Broken {
        found.push(Problem::new("sr_unreachable").with("sr", &sr.name_label));
    }
    for (_, pbd) in world
        .within::<Pbd>(reference)
        .filter(|(_, pbd)| !pbd.currently_attached)
    {
        let host = world.name_of(pbd.host.opaque()).unwrap_or("");
        found.push(Problem::new("pbd_unplugged").with("host", host));
    }
    let share = sr.physical_utilisation as f64 / sr.physical_size as f64;
    if sr.physical_size > 0 && sr.content_type != "iso" && share >= ALMOST_FULL {
        found.push(Problem::new("sr_almost_full").with("percent", format!("{:.0}", share * 100.0)));
    }
    found
}
