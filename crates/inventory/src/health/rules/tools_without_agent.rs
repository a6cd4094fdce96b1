//! A guest has the drivers, but nothing in it that tells of it and shuts it down.

use xapi::{Vm, VmKind, VmPowerState};

use super::wakes;
use crate::{
    guest,
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
};

pub(super) struct ToolsWithoutAgent;

impl Rule for ToolsWithoutAgent {
    type Of = Vm;
    const ID: &'static str = "tools_without_agent";
    const WOKEN_BY: &'static [Wake] = &[wakes::GUEST_OF_VM];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let vm = look.record;
        if vm.kind() != VmKind::Machine || vm.power_state != VmPowerState::Running {
            return;
        }
        // An agent tells its version, its guest's system, or its addresses.
        if let Some(guest) = guest::metrics(look.world, vm)
            && guest.pv_drivers_detected
            && guest.pv_drivers_version.get("major").is_none()
            && guest.os_version.is_empty()
            && guest.networks.is_empty()
        {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
