//! Of the paths from a host to an SR some are lost, or all. It is found at both.

use xapi::{Host, OpaqueRef, Pbd, Sr, Text};

use super::{pbd_unplugged::ends, wakes};
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    problem::Problem,
    world::World,
};

const ID: &str = "path_lost";

pub(super) struct OfSr;
pub(super) struct OfHost;

/// How many paths there are and how many there were at most: `[1, 2]`.
pub(super) fn paths(text: &str) -> Option<(i64, i64)> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    let (now, most) = inside.split_once(',')?;
    Some((now.trim().parse().ok()?, most.trim().parse().ok()?))
}

/// The fewest paths that any LUN behind a PBD has left, and how many it had, where some are lost.
fn lost(pbd: &Pbd) -> Option<(i64, i64)> {
    let config = pbd.other_config.iter();
    let of_luns = config.filter(|(key, _)| key.starts_with("mpath-"));
    let all = of_luns.filter_map(|(_, value): (&Text, &Text)| paths(value));
    all.filter(|(now, most)| now < most).min()
}

fn find(world: &World, owner: &OpaqueRef, signs: &mut Vec<Sign>) {
    for (reference, pbd) in world.within::<Pbd>(owner) {
        if let Some((now, _)) = lost(pbd).filter(|_| pbd.currently_attached) {
            let severity = match now > 0 {
                true => Severity::Degraded,
                false => Severity::Broken,
            };
            signs.push(Sign::new(severity).about(reference).number(now));
        }
    }
}

fn say<T: xapi::RecordOf>(look: &Look<'_, T>, sign: &Sign, sentence: Problem) -> Problem {
    let pbd = look.about::<Pbd>(sign);
    match pbd.and_then(|pbd| Some((pbd, lost(pbd)?))) {
        Some((pbd, (now, most))) => Problem::new(ID)
            .with("host", look.name_of(&pbd.host))
            .with("sr", look.name_of(&pbd.sr))
            .with("left", now.to_string())
            .with("paths", most.to_string()),
        None => sentence,
    }
}

impl Rule for OfSr {
    type Of = Sr;
    const ID: &'static str = ID;
    const WOKEN_BY: &'static [Wake] = &[wakes::PBD_OF_SR];

    fn find(look: &Look<'_, Sr>, signs: &mut Vec<Sign>) {
        find(look.world, look.reference, signs);
    }

    fn say(look: &Look<'_, Sr>, sign: &Sign, sentence: Problem) -> Problem {
        say(look, sign, sentence)
    }

    fn also(look: &Look<'_, Sr>, sign: &Sign) -> Vec<Place> {
        ends(look, sign)
    }
}

impl Rule for OfHost {
    type Of = Host;
    const ID: &'static str = ID;
    const WOKEN_BY: &'static [Wake] = &[wakes::PBD_OF_HOST];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        find(look.world, look.reference, signs);
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        say(look, sign, sentence)
    }

    fn also(look: &Look<'_, Host>, sign: &Sign) -> Vec<Place> {
        ends(look, sign)
    }
}
