//! Of the NICs of a bond some have no link, or none has.

use xapi::{Bond, Host, OpaqueRef, Pif, RecordOf};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

/// A bond wakes the host that it is of.
pub(super) const BOND_OF_HOST: Wake = Wake {
    class: Bond::CLASS,
    subjects: |change, slots| {
        for (_, bond) in change.records::<Bond>() {
            let pif = change.world.get(&bond.master);
            slots.extend(pif.and_then(|pif: &Pif| change.world.slot_of(&pif.host)));
        }
    },
};

/// The bonds of a host that are in use.
pub(super) fn bonds<'a>(
    look: &Look<'a, Host>,
) -> impl Iterator<Item = (&'a OpaqueRef, &'a Bond)> + use<'a> {
    let world = look.world;
    let pifs = world.within::<Pif>(look.reference);
    let used = pifs.filter(|(_, pif)| pif.currently_attached);
    used.flat_map(|(_, pif)| pif.bond_master_of.iter())
        .filter_map(|bond| Some((bond.opaque(), world.get(bond)?)))
}

pub(super) struct BondDegraded;

impl Rule for BondDegraded {
    type Of = Host;
    const ID: &'static str = "bond_degraded";
    const WOKEN_BY: &'static [Wake] = &[BOND_OF_HOST, wakes::PIF_OF_HOST];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        for (reference, bond) in bonds(look) {
            let nics = i64::try_from(bond.slaves.len()).unwrap_or(i64::MAX);
            if bond.links_up < nics {
                let severity = match bond.links_up > 0 {
                    true => Severity::Degraded,
                    false => Severity::Broken,
                };
                signs.push(Sign::new(severity).about(reference));
            }
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let Some(bond) = look.about::<Bond>(sign) else {
            return sentence;
        };
        let pifs = bond.slaves.iter().filter_map(|pif| look.get(pif));
        let nics: Vec<&str> = pifs.map(|pif| pif.device.as_str()).collect();
        sentence
            .with("nics", nics.join("+"))
            .with("up", bond.links_up.to_string())
            .with("links", bond.slaves.len().to_string())
    }
}
