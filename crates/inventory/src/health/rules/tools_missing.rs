//! A guest has been running for a while, and its tools were never heard of.

use xapi::{Vm, VmKind, VmMetrics, VmPowerState};

use super::wakes;
use crate::{
    guest,
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
};

/// So many seconds may a guest take until its tools are heard of.
const TOOLS_AFTER: i64 = 120;

pub(super) struct ToolsMissing;

/// Since when a machine runs; none where it does not, or that is not known.
fn runs_since(look: &Look<'_, Vm>) -> Option<i64> {
    let vm = look.record;
    let runs = vm.kind() == VmKind::Machine && vm.power_state == VmPowerState::Running;
    let metrics: &VmMetrics = look.get(&vm.metrics).filter(|_| runs)?;
    (!metrics.start_time.is_never()).then(|| metrics.start_time.unix())
}

impl Rule for ToolsMissing {
    type Of = Vm;
    const ID: &'static str = "tools_missing";
    const WOKEN_BY: &'static [Wake] = &[wakes::METRICS_OF_VM, wakes::GUEST_OF_VM];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        // The server does not always tell since when a VM runs; then nothing is said of it.
        let Some(since) = runs_since(look) else {
            return;
        };
        if !guest::has_tools(guest::metrics(look.world, look.record)) {
            let late = since.saturating_add(TOOLS_AFTER + 1);
            // Before XAPI nobody asked guests for tools.
            signs.push(Sign::new(Severity::Notice).from(late).since_xapi());
        }
    }
}
