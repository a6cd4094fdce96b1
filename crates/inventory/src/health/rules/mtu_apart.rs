//! A NIC sends smaller or larger packets than its network is set to.

use xapi::{Network, Pif};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct MtuApart;

impl Rule for MtuApart {
    type Of = Network;
    const ID: &'static str = "mtu_apart";
    const WOKEN_BY: &'static [Wake] = &[wakes::PIF_OF_NETWORK];

    fn find(look: &Look<'_, Network>, signs: &mut Vec<Sign>) {
        let wanted = look.record.mtu;
        for (reference, pif) in look.world.within::<Pif>(look.reference) {
            if pif.currently_attached && pif.mtu > 0 && wanted > 0 && pif.mtu != wanted {
                signs.push(Sign::new(Severity::Notice).about(reference));
            }
        }
    }

    fn say(look: &Look<'_, Network>, sign: &Sign, sentence: Problem) -> Problem {
        let Some(pif) = look.about::<Pif>(sign) else {
            return sentence;
        };
        sentence
            .with("nic", &pif.device)
            .with("host", look.name_of(&pif.host))
            .with("mtu", pif.mtu.to_string())
            .with("wanted", look.record.mtu.to_string())
    }
}
