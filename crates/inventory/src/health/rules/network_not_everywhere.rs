//! A network is on several hosts and not on all: the VMs on it do not start or move everywhere. One that is on a
//! single host is meant so.

use xapi::{Host, Network, Pif, RecordOf};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

/// A host that comes or goes wakes all networks.
const NETWORKS_OF_HOSTS: Wake = Wake {
    class: Host::CLASS,
    subjects: |change, slots| {
        if change.comes_or_goes() {
            slots.extend(change.world.slots_of::<Network>());
        }
    },
};

pub(super) struct NetworkNotEverywhere;

impl Rule for NetworkNotEverywhere {
    type Of = Network;
    const ID: &'static str = "network_not_everywhere";
    const WOKEN_BY: &'static [Wake] = &[wakes::PIF_OF_NETWORK, NETWORKS_OF_HOSTS];

    fn find(look: &Look<'_, Network>, signs: &mut Vec<Sign>) {
        let pifs = look.world.within::<Pif>(look.reference);
        let mut hosts: Vec<&str> = pifs.map(|(_, pif)| pif.host.as_str()).collect();
        hosts.sort_unstable();
        hosts.dedup();
        let (on, all) = (hosts.len(), look.world.count_of::<Host>());
        if on > 1 && on < all {
            let missing = i64::try_from(all - on).unwrap_or(i64::MAX);
            signs.push(Sign::new(Severity::Notice).number(missing));
        }
    }

    fn say(_look: &Look<'_, Network>, sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("count", sign.number.to_string())
    }
}
