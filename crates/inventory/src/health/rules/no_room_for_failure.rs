//! If the host with the most memory in use fails, its VMs do not fit on the others.

use xapi::{Host, Pool, RecordOf, Vm, VmMetrics};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    memory::Memory,
};

pub(super) struct NoRoomForFailure;

impl Rule for NoRoomForFailure {
    type Of = Pool;
    const ID: &'static str = "no_room_for_failure";
    const WOKEN_BY: &'static [Wake] = &[
        wakes::POOL_OF_HOST,
        wakes::POOL_OF_HOST_METRICS,
        Wake {
            class: Vm::CLASS,
            subjects: wakes::pools,
        },
        Wake {
            class: VmMetrics::CLASS,
            subjects: wakes::pools,
        },
    ];

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        let memory = |(reference, host): (_, &Host)| Memory::of(look.world, reference, host);
        let hosts = || look.world.hosts().filter_map(memory);
        let free = |memory: Memory| memory.total.saturating_sub(memory.used).max(0);
        if hosts().count() < 2 {
            return;
        }
        let all_free = hosts().map(free).fold(0, i64::saturating_add);
        let lacks = |memory: Memory| memory.used - (all_free - free(memory));
        let most = hosts().map(lacks).max().unwrap_or(0);
        if most > 0 {
            // How much is missing changes with each VM's memory; that it is missing does not.
            signs.push(Sign::new(Severity::Degraded));
        }
    }
}
