//! A host does not answer.

use xapi::{Host, HostMetrics};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    world::World,
};

pub(super) struct HostDown;

/// Whether the pool does not hear of a host.
pub(super) fn is_down(world: &World, host: &Host) -> bool {
    let metrics = world.get::<HostMetrics>(&host.metrics);
    metrics.is_some_and(|metrics| !metrics.live)
}

impl Rule for HostDown {
    type Of = Host;
    const ID: &'static str = "host_down";
    const WOKEN_BY: &'static [Wake] = &[wakes::METRICS_OF_HOST];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        if is_down(look.world, look.record) {
            signs.push(Sign::new(Severity::Broken));
        }
    }
}
