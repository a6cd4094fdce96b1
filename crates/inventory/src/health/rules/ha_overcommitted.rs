//! High availability cannot keep what it promises.

use xapi::Pool;

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule},
    },
    problem::Problem,
};

pub(super) struct HaOvercommitted;

impl Rule for HaOvercommitted {
    type Of = Pool;
    const ID: &'static str = "ha_overcommitted";

    fn find(look: &Look<'_, Pool>, signs: &mut Vec<Sign>) {
        if look.record.ha_enabled && look.record.ha_overcommitted {
            signs.push(Sign::new(Severity::Broken));
        }
    }

    fn say(look: &Look<'_, Pool>, _sign: &Sign, sentence: Problem) -> Problem {
        sentence
            .with(
                "tolerate",
                look.record.ha_host_failures_to_tolerate.to_string(),
            )
            .with("plan", look.record.ha_plan_exists_for.to_string())
    }
}
