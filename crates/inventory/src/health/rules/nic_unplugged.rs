//! A NIC with an address of its host is not in use, so that the address is not either.

use xapi::{Host, IpConfigurationMode, Pif};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct NicUnplugged;

impl Rule for NicUnplugged {
    type Of = Host;
    const ID: &'static str = "nic_unplugged";
    const WOKEN_BY: &'static [Wake] = &[wakes::PIF_OF_HOST];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        for (reference, pif) in look.world.within::<Pif>(look.reference) {
            let has_address = matches!(
                pif.ip_configuration_mode,
                IpConfigurationMode::Static | IpConfigurationMode::Dhcp
            );
            if has_address && !pif.currently_attached {
                signs.push(Sign::new(Severity::Degraded).about(reference));
            }
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let pif = look.about::<Pif>(sign);
        let network = pif.map_or("", |pif| look.name_of(&pif.network));
        sentence
            .with("nic", pif.map_or("", |pif| pif.device.as_str()))
            .with("network", network)
    }
}
