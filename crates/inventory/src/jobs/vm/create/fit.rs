//! What of a new VM will not fit, and what of it is odd.

use std::collections::HashMap;

use xapi::{Host, HostMetrics, OpaqueRef, Sr};

use super::{inputs::InstallFrom, steps::Wanted};
use crate::{
    jobs::{Plan, Subject, disk::storage},
    memory::Memory,
    problem::Problem,
    world::World,
};

/// Refuses what cannot be; tells in the plan of what can, and is odd.
///
/// # Errors
/// `sr_full`; of what is to start at once `not_enough_memory`, or that too few GPUs are free.
pub(super) fn check(
    plan: &mut Plan,
    subject: &Subject<'_>,
    wanted: &Wanted<'_>,
) -> Result<(), Problem> {
    let world = subject.connection.world;
    has_space(plan, world, wanted)?;
    has_memory(plan, world, wanted)?;
    if let Some(gpu) = &wanted.gpu {
        gpu.tell_for(plan, world, wanted.copies(), wanted.starts)?;
    }
    if !wanted.has_network {
        plan.odd(Problem::new("without_network"));
    }
    if wanted.install == InstallFrom::Disc && wanted.disc.is_none() {
        plan.odd(Problem::new("without_disc"));
    }
    if wanted.install == InstallFrom::Network && !wanted.has_network {
        return Err(Problem::new("network_missing"));
    }
    Ok(())
}

/// All disks of all copies, each on its storage.
fn has_space(plan: &mut Plan, world: &World, wanted: &Wanted<'_>) -> Result<(), Problem> {
    let mut sums: HashMap<&OpaqueRef, i64> = HashMap::new();
    for disk in &wanted.disks {
        let sum = sums.entry(disk.sr.opaque()).or_default();
        *sum = sum.saturating_add(disk.size.saturating_mul(wanted.copies()));
    }
    for disk in &wanted.disks {
        let (Some(sr), Some(sum)) = (world.get::<Sr>(&disk.sr), sums.remove(disk.sr.opaque()))
        else {
            continue;
        };
        storage::has_room(sr, sum)?;
        let free = sr.physical_size.saturating_sub(sr.physical_utilisation);
        if sum > free {
            plan.odd(
                Problem::new("sr_overcommitted")
                    .with("sr", &sr.name_label)
                    .with("needed", sum.to_string())
                    .with("available", free.max(0).to_string()),
            );
        }
    }
    Ok(())
}

/// The memory of one of them, on the host that has most.
fn has_memory(plan: &mut Plan, world: &World, wanted: &Wanted<'_>) -> Result<(), Problem> {
    let free = |reference: &OpaqueRef, host: &Host| {
        let Memory { used, total } = Memory::of(world, reference, host)?;
        let live = |metrics: &HostMetrics| metrics.live;
        let takes = host.enabled && world.get::<HostMetrics>(&host.metrics).is_some_and(live);
        takes.then_some((total.saturating_sub(used), total))
    };
    let hosts: Vec<(i64, i64)> = world
        .hosts()
        .filter_map(|(reference, host)| free(reference, host))
        .collect();
    let needed = wanted
        .memory
        .saturating_add(wanted.template.vm.memory_overhead);
    let (Some(most_free), Some(largest)) = (
        hosts.iter().map(|(free, _)| *free).max(),
        hosts.iter().map(|(_, total)| *total).max(),
    ) else {
        return Ok(());
    };
    let problem = |available: i64| {
        Problem::new("not_enough_memory")
            .with("needed", needed.to_string())
            .with("available", available.to_string())
    };
    if wanted.starts && needed > most_free {
        return Err(problem(most_free));
    }
    if needed > largest {
        plan.odd(problem(largest));
    }
    Ok(())
}
