//! New disks of a pool of several hosts go to storage that only one of them reaches.

use xapi::{Host, Pool, Sr};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct DefaultSrLocal;

impl Rule for DefaultSrLocal {
    type Of = Pool;
    const ID: &'static str = "default_sr_local";
    const WOKEN_BY: &'static [Wake] = &[wakes::POOL_OF_SR, wakes::POOL_OF_HOST];

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        let default = &look.record.default_sr;
        let is_local = look.get(default).is_some_and(|sr: &Sr| !sr.shared);
        if is_local && look.world.count_of::<Host>() > 1 {
            signs.push(Sign::new(Severity::Notice).about(default.opaque()));
        }
    }

    fn say(look: &Look<'_, Pool>, _sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("sr", look.name_of(&look.record.default_sr))
    }

    fn also(_look: &Look<'_, Pool>, sign: &Sign) -> Vec<Place> {
        vec![Place::of::<Sr>(&sign.about)]
    }
}
