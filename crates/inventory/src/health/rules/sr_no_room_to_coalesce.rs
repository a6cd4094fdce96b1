//! What snapshots have left behind cannot be merged for lack of space.

use xapi::Sr;

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct SrNoRoomToCoalesce;

impl Rule for SrNoRoomToCoalesce {
    type Of = Sr;
    const ID: &'static str = "sr_no_room_to_coalesce";

    fn find(look: &Look<'_, Sr>, signs: &mut Vec<Sign>) {
        if look.record.sm_config.get("gc_no_space").is_some() {
            signs.push(Sign::new(Severity::Degraded));
        }
    }
}
