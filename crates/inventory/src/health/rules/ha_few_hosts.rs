//! High availability with fewer than three hosts: two that lose each other cannot tell which of them is to go on.

use xapi::{Host, Pool};

use super::wakes;
use crate::health::{
    Severity, Sign,
    rule::{Look, Rule, Wake},
};

pub(super) struct HaFewHosts;

impl Rule for HaFewHosts {
    type Of = Pool;
    const ID: &'static str = "ha_few_hosts";
    const WOKEN_BY: &'static [Wake] = &[wakes::POOL_OF_HOST];

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        let hosts = look.world.count_of::<Host>();
        if look.record.ha_enabled && (1..3).contains(&hosts) {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
