//! A host's memory. The server's own figure of what is free has been dead for years (it is 0 or
//! the total), so it is summed up from what is resident.

use xapi::{Host, HostMetrics, OpaqueRef, Vm, VmKind, VmMetrics, VmPowerState};

use crate::world::World;

/// What runs on a host, summed up as it comes and goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HostUsage {
    /// The memory of all VMs on it, control domain included, in bytes.
    memory: i128,
    /// The machines that run.
    pub running: usize,
}

impl HostUsage {
    /// A VM comes.
    pub(crate) fn add(&mut self, world: &World, vm: &Vm) {
        self.memory += taken(world, vm);
        self.running += usize::from(runs(vm));
    }

    /// A VM goes; it must look as it did when it came.
    pub(crate) fn remove(&mut self, world: &World, vm: &Vm) {
        self.memory -= taken(world, vm);
        self.running -= usize::from(runs(vm));
    }
}

/// What a VM takes of its host, in bytes.
pub(crate) fn taken(world: &World, vm: &Vm) -> i128 {
    let metrics = world.get::<VmMetrics>(&vm.metrics);
    let actual = metrics.map_or(0, |metrics| metrics.memory_actual);
    vm.memory_overhead.saturating_add(actual).max(0).into()
}

fn runs(vm: &Vm) -> bool {
    vm.kind() == VmKind::Machine && vm.power_state == VmPowerState::Running
}

/// How much memory a host has and how much of it is used, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    pub used: i64,
    pub total: i64,
}

impl Memory {
    /// Of one host; none where its total is not known.
    pub(crate) fn of(world: &World, reference: &OpaqueRef, host: &Host) -> Option<Self> {
        let total = world.get::<HostMetrics>(&host.metrics)?.memory_total;
        if total <= 0 {
            return None;
        }
        let resident = world.usage(reference).memory;
        let used = resident.saturating_add(host.memory_overhead.max(0).into());
        Some(Self {
            used: i64::try_from(used).map_or(total, |used| used.min(total)),
            total,
        })
    }

    /// Of all hosts that are known.
    pub(crate) fn of_all(world: &World) -> Option<Self> {
        world
            .hosts()
            .filter_map(|(reference, host)| Self::of(world, reference, host))
            .reduce(|sum, one| Self {
                used: sum.used.saturating_add(one.used),
                total: sum.total.saturating_add(one.total),
            })
    }

    /// The share that is used, 0 to 1.
    pub(crate) fn load(self) -> f64 {
        self.used as f64 / self.total as f64
    }
}
