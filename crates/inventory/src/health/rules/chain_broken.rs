//! A disk stands upon another one that is not there.

use xapi::{RecordOf, Vdi};

use super::{
    chain_deep::parent,
    disk_lost::{sr, with_sr},
};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    index::IndexKey,
    problem::Problem,
};

pub(super) struct ChainBroken;

/// Only what stands upon a disk itself is woken by it.
const LAYER_ABOVE: Wake = Wake {
    class: Vdi::CLASS,
    subjects: |change, slots| {
        if change.differs(|vdi: &Vdi| &vdi.uuid) {
            for (_, vdi) in change.records::<Vdi>() {
                slots.extend(change.listed(&IndexKey::LayersOn(vdi.uuid.clone())));
            }
        }
    },
};

impl Rule for ChainBroken {
    type Of = Vdi;
    const ID: &'static str = "chain_broken";
    const WOKEN_BY: &'static [Wake] = &[LAYER_ABOVE];

    fn find(look: &Look<'_, Vdi>, signs: &mut Vec<Sign>) {
        let below = parent(look.record);
        let is_gone = |parent| look.world.by_uuid(&Vdi::CLASS, parent).is_none();
        if look.record.managed && below.is_some_and(is_gone) {
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
