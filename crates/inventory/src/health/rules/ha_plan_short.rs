//! The plan for failures covers fewer hosts than it was asked to, though nothing is overcommitted yet.

use xapi::Pool;

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule},
    },
    problem::Problem,
};

pub(super) struct HaPlanShort;

impl Rule for HaPlanShort {
    type Of = Pool;
    const ID: &'static str = "ha_plan_short";

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        let pool = look.record;
        let is_short = pool.ha_plan_exists_for < pool.ha_host_failures_to_tolerate;
        if pool.ha_enabled && !pool.ha_overcommitted && is_short {
            signs.push(Sign::new(Severity::Broken).number(pool.ha_plan_exists_for));
        }
    }

    fn say(look: &Look<'_, Pool>, sign: &Sign, sentence: Problem) -> Problem {
        sentence
            .with(
                "tolerate",
                look.record.ha_host_failures_to_tolerate.to_string(),
            )
            .with("plan", sign.number.to_string())
    }
}
