//! The disk of a VM was stopped for work on its storage, and could not be let go on: the VM hangs. The
//! storage tells it once, by a message of low priority.

use xapi::Sr;

use super::{messages, wakes};
use crate::health::{
    Severity, Sign,
    rule::{DAY, Look, Rule, Wake},
};

const NAME: &str = "failed to unpause tapdisk";

pub(super) struct TapdiskStuck;

impl Rule for TapdiskStuck {
    type Of = Sr;
    const ID: &'static str = "tapdisk_stuck";
    const WOKEN_BY: &'static [Wake] = &[wakes::MESSAGE];

    fn find(look: &Look<'_, Sr>, signs: &mut Vec<Sign>) {
        if let Some((_, message)) = messages::newest(look.world, &look.record.uuid, &[NAME]) {
            let at = message.timestamp.unix();
            signs.push(Sign::new(Severity::Broken).from(at).until(at + DAY));
        }
    }
}
