//! A disk in no VM's drive is gone from its storage. (In a drive it is told as the VM's.)

use xapi::{RecordOf, Sr, Vbd, Vdi};

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    index::IndexKey,
    problem::Problem,
};

pub(super) struct DiskLost;

/// A drive wakes the disk in it.
pub(super) const VBD_OF_VDI: Wake = Wake {
    class: Vbd::CLASS,
    subjects: |change, slots| {
        for (_, vbd) in change.records::<Vbd>() {
            let owners = [vbd.vm.opaque(), vbd.vdi.opaque()];
            slots.extend(change.world.slots_of_owners::<Vdi>(owners));
        }
        // Whether any is known makes a difference to all.
        if change.comes_or_goes() && change.world.count_of::<Vbd>() <= 1 {
            slots.extend(change.world.slots_of::<Vdi>());
        }
    },
};

/// Where a disk lies, said and shown with it.
pub(super) fn with_sr(look: &Look<'_, Vdi>, sentence: Problem) -> Problem {
    sentence.with("sr", look.name_of(&look.record.sr))
}

pub(super) fn sr(look: &Look<'_, Vdi>) -> Vec<Place> {
    vec![Place::of::<Sr>(look.record.sr.opaque())]
}

impl Rule for DiskLost {
    type Of = Vdi;
    const ID: &'static str = "disk_lost";
    const WOKEN_BY: &'static [Wake] = &[VBD_OF_VDI];

    fn find(look: &Look<'_, Vdi>, signs: &mut Vec<Sign>) {
        let drives = look.world.len_of(&IndexKey::within::<Vbd>(look.reference));
        if look.record.missing && look.record.managed && drives == 0 {
            signs.push(Sign::new(Severity::Degraded));
        }
    }

    fn say(look: &Look<'_, Vdi>, _sign: &Sign, sentence: Problem) -> Problem {
        with_sr(look, sentence)
    }

    fn also(look: &Look<'_, Vdi>, _sign: &Sign) -> Vec<Place> {
        sr(look)
    }
}
