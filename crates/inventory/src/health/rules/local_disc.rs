//! A disc from storage that only one host reaches is in the drive of a running VM, which cannot move.

use xapi::{RecordOf, Sr, Vbd, VbdType, Vdi, Vm, VmKind, VmPowerState};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    index::IndexKey,
    jobs::Job,
    problem::Problem,
};

pub(super) struct LocalDisc;

/// Whether all hosts reach an SR makes a difference to the VMs with discs of it.
const SR_OF_DISCS: Wake = Wake {
    class: Sr::CLASS,
    subjects: |change, slots| {
        if !change.differs(|sr: &Sr| (sr.shared, sr.is_tools_sr)) {
            return;
        }
        let discs = IndexKey::within::<Vdi>(&change.reference());
        for disc in change.listed(&discs) {
            let Some(disc) = change.world.at(disc) else {
                continue;
            };
            for (_, vbd) in change.world.within::<Vbd>(&disc.object.reference) {
                wakes::vms_of(change, vbd, slots);
            }
        }
    },
};

impl Rule for LocalDisc {
    type Of = Vm;
    const ID: &'static str = "local_disc";
    const WOKEN_BY: &'static [Wake] = &[wakes::VBD_OF_VM, wakes::VDI_OF_VM, SR_OF_DISCS];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let vm = look.record;
        if vm.kind() != VmKind::Machine || vm.power_state != VmPowerState::Running {
            return;
        }
        let is_local = |sr: &Sr| !sr.shared && !sr.is_tools_sr;
        for (_, vbd) in look.world.within::<Vbd>(look.reference) {
            let disc = look.get(&vbd.vdi).filter(|_| vbd.r#type == VbdType::Cd);
            if let Some(disc) = disc
                && disc.managed
                && look.get(&disc.sr).is_some_and(is_local)
            {
                signs.push(Sign::new(Severity::Notice).about(vbd.vdi.opaque()));
            }
        }
    }

    fn say(look: &Look<'_, Vm>, sign: &Sign, sentence: Problem) -> Problem {
        let disc = look.about::<Vdi>(sign);
        sentence.with("disc", disc.map_or("", |disc| disc.name_label.as_str()))
    }

    fn mend(look: &Look<'_, Vm>, _sign: &Sign) -> Option<(Job, Place)> {
        Some((Job::EjectDisc, look.place()))
    }
}
