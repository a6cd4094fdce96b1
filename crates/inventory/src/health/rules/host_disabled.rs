//! A host lets no VM start on it, though nobody has put it into maintenance.

use xapi::Host;

use super::{host_down::is_down, wakes};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    index::is_true,
};

/// Whether somebody put a host into maintenance, rather than it being disabled for another reason.
pub(super) fn in_maintenance(host: &Host) -> bool {
    !host.enabled && is_true(&host.other_config, "MAINTENANCE_MODE")
}

pub(super) struct HostDisabled;

impl Rule for HostDisabled {
    type Of = Host;
    const ID: &'static str = "host_disabled_warning";
    const WOKEN_BY: &'static [Wake] = &[wakes::METRICS_OF_HOST];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let host = look.record;
        if !host.enabled && !in_maintenance(host) && !is_down(look.world, host) {
            signs.push(Sign::new(Severity::Degraded));
        }
    }
}
