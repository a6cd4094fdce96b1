//! The NICs of a bond have links of different speeds.

use xapi::{Bond, Host, PifMetrics};

use super::{
    bond_degraded::{BOND_OF_HOST, bonds},
    wakes,
};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct BondSpeeds;

impl Rule for BondSpeeds {
    type Of = Host;
    const ID: &'static str = "bond_speeds";
    const WOKEN_BY: &'static [Wake] =
        &[BOND_OF_HOST, wakes::PIF_OF_HOST, wakes::PIF_METRICS_OF_HOST];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        for (reference, bond) in bonds(look) {
            let pifs = bond.slaves.iter().filter_map(|pif| look.get(pif));
            let metrics = pifs.filter_map(|pif| look.get::<PifMetrics>(&pif.metrics));
            let linked = metrics.filter(|metrics| metrics.carrier && metrics.speed > 0);
            let mut speeds = linked.map(|metrics| metrics.speed);
            if let Some(first) = speeds.next()
                && speeds.any(|speed| speed != first)
            {
                signs.push(Sign::new(Severity::Notice).about(reference));
            }
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let bond = look.about::<Bond>(sign);
        let slaves = bond.into_iter().flat_map(|bond| bond.slaves.iter());
        let pifs = slaves.filter_map(|pif| look.get(pif));
        let nics: Vec<&str> = pifs.map(|pif| pif.device.as_str()).collect();
        sentence.with("nics", nics.join("+"))
    }
}
