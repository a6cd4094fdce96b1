//! A disk is in no drive of any VM or snapshot: it takes space, and nobody may need it.

use xapi::{RecordOf, Sr, Vbd, Vdi, VdiType};

use super::disk_lost::{VBD_OF_VDI, sr, with_sr};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    index::IndexKey,
    jobs::Job,
    problem::Problem,
};

pub(super) struct DiskUnused;

/// What an SR holds makes a difference to its disks.
const SR_OF_VDIS: Wake = Wake {
    class: Sr::CLASS,
    subjects: |change, slots| {
        if change.differs(|sr: &Sr| (&sr.content_type, &sr.r#type)) {
            slots.extend(change.listed(&IndexKey::within::<Vdi>(&change.reference())));
        }
    },
};

impl Rule for DiskUnused {
    type Of = Vdi;
    const ID: &'static str = "disk_unused";
    const WOKEN_BY: &'static [Wake] = &[VBD_OF_VDI, SR_OF_VDIS];

    fn find(look: &Look<'_, Vdi>, signs: &mut Vec<Sign>) {
        let vdi = look.record;
        let is_for_machines = matches!(
            vdi.r#type,
            VdiType::User | VdiType::System | VdiType::Ephemeral
        );
        let holds_disks = |sr: &Sr| sr.content_type != "iso" && sr.r#type != "udev";
        let drives = look.world.len_of(&IndexKey::within::<Vbd>(look.reference));
        // Where no drive at all is known, they were not told yet.
        if is_for_machines
            && vdi.managed
            && !vdi.missing
            && vdi.virtual_size > 0
            && drives == 0
            && look.world.count_of::<Vbd>() > 0
            && look.get(&vdi.sr).is_some_and(holds_disks)
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

    fn mend(look: &Look<'_, Vdi>, _sign: &Sign) -> Option<(Job, Place)> {
        Some((Job::DeleteDisk, look.place()))
    }
}
