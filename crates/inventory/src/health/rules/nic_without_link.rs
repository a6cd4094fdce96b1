//! A NIC that carries a network has no link. A network without any NIC is internal, and well.

use xapi::{Host, Network, Pif, PifMetrics};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct NicWithoutLink;

impl Rule for NicWithoutLink {
    type Of = Network;
    const ID: &'static str = "nic_without_link";
    const WOKEN_BY: &'static [Wake] = &[wakes::PIF_OF_NETWORK, wakes::PIF_METRICS_OF_NETWORK];

    fn find(look: &Look<'_, Network>, signs: &mut Vec<Sign>) {
        let attached = || {
            let pifs = look.world.within::<Pif>(look.reference);
            pifs.filter(|(_, pif)| pif.currently_attached)
        };
        let is_down = |(_, pif): &(_, &Pif)| {
            let metrics = look.get::<PifMetrics>(&pif.metrics);
            metrics.is_some_and(|metrics| !metrics.carrier)
        };
        let severity = match attached().all(|pif| is_down(&pif)) {
            true => Severity::Broken,
            false => Severity::Degraded,
        };
        for (reference, _) in attached().filter(is_down) {
            signs.push(Sign::new(severity).about(reference));
        }
    }

    fn say(look: &Look<'_, Network>, sign: &Sign, sentence: Problem) -> Problem {
        match look.about::<Pif>(sign) {
            Some(pif) => Problem::new(Self::ID)
                .with("nic", &pif.device)
                .with("host", look.name_of(&pif.host))
                .with("network", &look.record.name_label),
            None => sentence,
        }
    }

    fn also(look: &Look<'_, Network>, sign: &Sign) -> Vec<Place> {
        let host = |pif: &Pif| vec![Place::of::<Host>(pif.host.opaque())];
        look.about::<Pif>(sign).map_or_else(Vec::new, host)
    }
}
