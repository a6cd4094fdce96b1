//! With high availability on, a NIC of a host with an address for storage may be taken away by mistake.

use xapi::{Host, IpConfigurationMode, Pif};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct UnplugAllowed;

impl Rule for UnplugAllowed {
    type Of = Host;
    const ID: &'static str = "unplug_allowed";
    const WOKEN_BY: &'static [Wake] = &[wakes::PIF_OF_HOST, wakes::HOSTS_OF_POOL];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        if !look.world.pool().is_some_and(|(_, pool)| pool.ha_enabled) {
            return;
        }
        for (reference, pif) in look.world.within::<Pif>(look.reference) {
            let has_address = matches!(
                pif.ip_configuration_mode,
                IpConfigurationMode::Static | IpConfigurationMode::Dhcp
            );
            if has_address && pif.currently_attached && !pif.management && !pif.disallow_unplug {
                signs.push(Sign::new(Severity::Notice).about(reference));
            }
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let pif = look.about::<Pif>(sign);
        sentence.with("nic", pif.map_or("", |pif| pif.device.as_str()))
    }
}
