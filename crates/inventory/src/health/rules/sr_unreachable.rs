//! No host reaches an SR.

use xapi::{Pbd, RecordOf, Sr};

use super::{pbd_unplugged::unplugged, wakes};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    index::IndexKey,
    jobs::Job,
};

pub(super) struct SrUnreachable;

/// The first way to any SR that is known, and the last that goes, make a difference to all.
pub(super) const WHETHER_ANY_PBD: Wake = Wake {
    class: Pbd::CLASS,
    subjects: |change, slots| {
        if change.comes_or_goes() && change.world.count_of::<Pbd>() <= 1 {
            slots.extend(change.world.slots_of::<Sr>());
        }
    },
};

impl Rule for SrUnreachable {
    type Of = Sr;
    const ID: &'static str = "sr_unreachable";
    const WOKEN_BY: &'static [Wake] = &[wakes::PBD_OF_SR, WHETHER_ANY_PBD];

    fn find(look: &Look<'_, Sr>, signs: &mut Vec<Sign>) {
        let ways = look.world.len_of(&IndexKey::within::<Pbd>(look.reference));
        // Where no way to any SR is known, they were not told yet.
        if look.world.count_of::<Pbd>() > 0 && unplugged(look.world, look.reference).count() == ways
        {
            signs.push(Sign::new(Severity::Broken));
        }
    }

    fn mend(look: &Look<'_, Sr>, _sign: &Sign) -> Option<(Job, Place)> {
        Some((Job::PlugSr, look.place()))
    }
}
