//! A pool does not know where new disks go.

use xapi::{Pool, Sr};

use super::wakes;
use crate::health::{
    Severity, Sign,
    rule::{Look, Rule, Wake},
};

pub(super) struct NoDefaultSr;

impl Rule for NoDefaultSr {
    type Of = Pool;
    const ID: &'static str = "no_default_sr";
    const WOKEN_BY: &'static [Wake] = &[wakes::POOL_OF_SR];

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        // Where no storage at all is known, it was not told yet.
        let told = look.world.count_of::<Sr>() > 0;
        if told && look.get(&look.record.default_sr).is_none() {
            signs.push(Sign::new(Severity::Degraded));
        }
    }
}
