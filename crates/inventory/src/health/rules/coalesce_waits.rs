//! A layer that snapshots have left behind waits to be merged with the one upon it. For a while that is
//! how it goes; where it stays so, the cleaning is stuck.

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

pub(super) struct CoalesceWaits;

/// A layer wakes the one that it stands upon.
const LAYER_BELOW: Wake = Wake {
    class: Vdi::CLASS,
    subjects: |change, slots| {
        for (_, vdi) in change.records::<Vdi>() {
            let below = parent(vdi).and_then(|parent| change.world.by_uuid(&Vdi::CLASS, parent));
            slots.extend(below.and_then(|below| change.world.slot(&Vdi::CLASS, &below.reference)));
        }
    },
};

impl Rule for CoalesceWaits {
    type Of = Vdi;
    const ID: &'static str = "coalesce_waits";
    const WOKEN_BY: &'static [Wake] = &[LAYER_BELOW];

    fn find(look: &Look<'_, Vdi>, signs: &mut Vec<Sign>) {
        if look.record.managed || look.record.uuid.is_empty() {
            return;
        }
        let on_it = IndexKey::LayersOn(look.record.uuid.clone());
        let mut layers = look.world.slots_in(&on_it);
        if let (Some(only), None) = (layers.next(), layers.next())
            && let Some(layer) = look.world.record_at::<Vdi>(only)
            && !layer.managed
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
