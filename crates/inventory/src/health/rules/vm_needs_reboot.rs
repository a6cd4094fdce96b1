//! What was changed of a VM, or of its host's software, waits for its next start.

use xapi::{UpdateGuidance, Vm, VmKind};

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule},
    },
    jobs::Job,
};

pub(super) struct VmNeedsReboot;

impl Rule for VmNeedsReboot {
    type Of = Vm;
    const ID: &'static str = "vm_needs_reboot";

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let vm = look.record;
        let restart = [
            UpdateGuidance::RestartVm,
            UpdateGuidance::RestartDeviceModel,
        ];
        let is_wanted = restart
            .iter()
            .any(|guidance| vm.pending_guidances.contains(guidance));
        if vm.kind() == VmKind::Machine && (vm.requires_reboot || is_wanted) {
            signs.push(Sign::new(Severity::Notice));
        }
    }

    fn mend(look: &Look<'_, Vm>, _sign: &Sign) -> Option<(Job, Place)> {
        Some((Job::CleanReboot, look.place()))
    }
}
