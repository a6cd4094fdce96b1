//! A NIC and its switch take turns instead of speaking at once: one of them is set wrong.

use xapi::{Host, Pif, PifMetrics};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct HalfDuplex;

impl Rule for HalfDuplex {
    type Of = Host;
    const ID: &'static str = "half_duplex";
    const WOKEN_BY: &'static [Wake] = &[wakes::PIF_OF_HOST, wakes::PIF_METRICS_OF_HOST];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        for (reference, pif) in look.world.within::<Pif>(look.reference) {
            let metrics = look.get::<PifMetrics>(&pif.metrics);
            let is_half =
                |metrics: &PifMetrics| metrics.carrier && metrics.speed > 0 && !metrics.duplex;
            if pif.physical && metrics.is_some_and(is_half) {
                signs.push(Sign::new(Severity::Notice).about(reference));
            }
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let pif = look.about::<Pif>(sign);
        sentence.with("nic", pif.map_or("", |pif| pif.device.as_str()))
    }
}
