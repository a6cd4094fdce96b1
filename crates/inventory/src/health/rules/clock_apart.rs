//! The clock of a host was found to be apart from the pool's. The pool says so once, and again if it comes back.

use xapi::Host;

use super::{messages, wakes};
use crate::health::{
    Severity, Sign,
    rule::{DAY, Look, Rule, Wake},
};

pub(super) struct ClockApart;

impl Rule for ClockApart {
    type Of = Host;
    const ID: &'static str = "clock_apart";
    const WOKEN_BY: &'static [Wake] = &[wakes::MESSAGE];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let names = &["HOST_CLOCK_SKEW_DETECTED", "HOST_CLOCK_WENT_BACKWARDS"];
        if let Some((_, told)) = messages::newest(look.world, &look.record.uuid, names) {
            let at = told.timestamp.unix();
            signs.push(Sign::new(Severity::Degraded).from(at).until(at + DAY));
        }
    }
}
