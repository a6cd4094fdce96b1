//! A host's memory. The server's own figure of what is free has been dead for years (it is 0 or
//! the total), so it is summed up from what is resident.

use xapi::{Host, HostMetrics, OpaqueRef, Vm, VmMetrics};

use crate::world::World;

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
        let resident = world.within::<Vm>(reference).map(|(_, vm)| {
            let actual = world
                .get::<VmMetrics>(&vm.metrics)
                .map_or(0, |metrics| metrics.memory_actual);
            vm.memory_overhead.saturating_add(actual).max(0)
        });
        let used = resident.fold(host.memory_overhead.max(0), i64::saturating_add);
        Some(Self {
            used: used.min(total),
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
