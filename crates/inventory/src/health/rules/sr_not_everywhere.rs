//! Some hosts have no way at all to a shared SR.

use xapi::{Host, Pbd, Sr};

use super::{pbd_unplugged::unplugged, wakes};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    index::IndexKey,
    problem::Problem,
};

pub(super) struct SrNotEverywhere;

impl Rule for SrNotEverywhere {
    type Of = Sr;
    const ID: &'static str = "sr_not_everywhere";
    const WOKEN_BY: &'static [Wake] = &[wakes::PBD_OF_SR, wakes::SRS_OF_HOSTS];

    fn find(look: &Look<'_, Sr>, signs: &mut Vec<Sign>) {
        let ways = look.world.len_of(&IndexKey::within::<Pbd>(look.reference));
        let hosts = look.world.count_of::<Host>();
        // What nobody reaches is told as that.
        let is_reached = unplugged(look.world, look.reference).count() < ways;
        if look.record.shared && is_reached && ways < hosts {
            let missing = i64::try_from(hosts - ways).unwrap_or(i64::MAX);
            signs.push(Sign::new(Severity::Degraded).number(missing));
        }
    }

    fn say(_look: &Look<'_, Sr>, sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("count", sign.number.to_string())
    }
}
