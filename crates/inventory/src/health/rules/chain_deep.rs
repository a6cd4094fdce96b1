//! A disk is made of so many layers, one upon the other, that soon no snapshot can be taken of it.

use xapi::{RecordOf, Vdi};

use super::disk_lost::{sr, with_sr};
use crate::{
    health::{
        Severity, Sign,
        rule::{Change, Look, Place, Rule, Wake},
    },
    index::IndexKey,
    problem::Problem,
    sorted_index::Slot,
    world::World,
};

/// The storage manager takes no snapshot of a disk of so many layers.
const DEEPEST: i64 = 30;
/// From here on it is worth a warning.
const DEEP: i64 = 20;

pub(super) struct ChainDeep;

/// The disk whose changes a disk holds, by its uuid.
pub(super) fn parent(vdi: &Vdi) -> Option<&str> {
    let parent = vdi.sm_config.get("vhd-parent")?;
    Some(parent.as_str()).filter(|parent| !parent.is_empty())
}

/// How many layers are below a disk.
fn depth(world: &World, vdi: &Vdi) -> i64 {
    let mut depth = 0;
    let mut layer = vdi;
    // A chain that bites its own tail ends, too.
    while depth <= DEEPEST {
        let below = parent(layer).and_then(|parent| world.by_uuid(&Vdi::CLASS, parent));
        match below.and_then(|below| Vdi::from_record(&below.record)) {
            Some(below) => layer = below,
            None => break,
        }
        depth += 1;
    }
    depth
}

/// The layers on a disk, as far as a chain may be deep.
fn above(change: &Change<'_>, uuid: &str, deep: i64, slots: &mut Vec<Slot>) {
    if uuid.is_empty() || deep > DEEPEST {
        return;
    }
    for slot in change.listed(&IndexKey::LayersOn(uuid.into())) {
        slots.push(slot);
        if let Some(layer) = change.world.record_at::<Vdi>(slot) {
            above(change, &layer.uuid, deep + 1, slots);
        }
    }
}

/// What is on a layer is woken where that layer is laid upon another one, comes or goes: this is seldom,
/// and of a layer that many disks stand on it is seldom indeed.
pub(super) const LAYERS_ABOVE: Wake = Wake {
    class: Vdi::CLASS,
    subjects: |change, slots| {
        if change.differs(|vdi: &Vdi| (&vdi.uuid, parent(vdi))) {
            for (_, vdi) in change.records::<Vdi>() {
                above(change, &vdi.uuid, 0, slots);
            }
        }
    },
};

impl Rule for ChainDeep {
    type Of = Vdi;
    const ID: &'static str = "chain_deep";
    const WOKEN_BY: &'static [Wake] = &[LAYERS_ABOVE];

    fn find(look: &Look<'_, Vdi>, signs: &mut Vec<Sign>) {
        if !look.record.managed || look.record.is_a_snapshot || parent(look.record).is_none() {
            return;
        }
        match depth(look.world, look.record) {
            depth @ DEEPEST.. => signs.push(Sign::new(Severity::Broken).number(depth)),
            depth @ DEEP.. => signs.push(Sign::new(Severity::Degraded).number(depth)),
            _ => {}
        }
    }

    fn say(look: &Look<'_, Vdi>, sign: &Sign, sentence: Problem) -> Problem {
        with_sr(look, sentence)
            .with("depth", sign.number.to_string())
            .with("most", DEEPEST.to_string())
    }

    fn also(look: &Look<'_, Vdi>, _sign: &Sign) -> Vec<Place> {
        sr(look)
    }
}
