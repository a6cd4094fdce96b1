//! A VM is paused: it was frozen by a person, a tool that did not come back, or storage without space.

use xapi::{Vm, VmKind, VmPowerState};

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule},
    },
    jobs::Job,
};

pub(super) struct VmPaused;

impl Rule for VmPaused {
    type Of = Vm;
    const ID: &'static str = "vm_paused";

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let vm = look.record;
        if vm.kind() == VmKind::Machine && vm.power_state == VmPowerState::Paused {
            signs.push(Sign::new(Severity::Notice));
        }
    }

    fn mend(look: &Look<'_, Vm>, _sign: &Sign) -> Option<(Job, Place)> {
        Some((Job::Unpause, look.place()))
    }
}
