//! A disk is attached to a control domain: a backup is at work on it, or has left it so.

use xapi::{RecordOf, Vbd, Vdi, Vm, VmKind};

use super::disk_lost::{VBD_OF_VDI, sr, with_sr};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct DiskAttachedToHost;

/// A control domain wakes the disks in its drives.
const DOMAIN_OF_VDIS: Wake = Wake {
    class: Vm::CLASS,
    subjects: |change, slots| {
        if change.differs(|vm: &Vm| vm.kind() == VmKind::ControlDomain) {
            for (_, vbd) in change.world.within::<Vbd>(&change.reference()) {
                let owners = [vbd.vm.opaque(), vbd.vdi.opaque()];
                slots.extend(change.world.slots_of_owners::<Vdi>(owners));
            }
        }
    },
};

impl Rule for DiskAttachedToHost {
    type Of = Vdi;
    const ID: &'static str = "disk_attached_to_host";
    const WOKEN_BY: &'static [Wake] = &[VBD_OF_VDI, DOMAIN_OF_VDIS];

    fn find(look: &Look<'_, Vdi>, signs: &mut Vec<Sign>) {
        let attached = |(_, vbd): &(_, &Vbd)| {
            let vm = look.get(&vbd.vm);
            vbd.currently_attached && vm.is_some_and(|vm| vm.kind() == VmKind::ControlDomain)
        };
        if look
            .world
            .within::<Vbd>(look.reference)
            .any(|vbd| attached(&vbd))
        {
            signs.push(Sign::new(Severity::Notice));
        }
    }

    fn say(look: &Look<'_, Vdi>, _sign: &Sign, sentence: Problem) -> Problem {
        with_sr(look, sentence)
    }

    fn also(look: &Look<'_, Vdi>, _sign: &Sign) -> Vec<Place> {
        sr(look)
    }
}
