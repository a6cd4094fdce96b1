//! A host does not reach an SR that it should. It is found at both: whoever looks at either is told.

use xapi::{Host, OpaqueRef, Pbd, Sr};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    jobs::Job,
    problem::Problem,
    world::World,
};

const ID: &str = "pbd_unplugged";

pub(super) struct OfSr;
pub(super) struct OfHost;

/// The ways of a host or to an SR that are not there.
pub(super) fn unplugged<'a>(
    world: &'a World,
    owner: &OpaqueRef,
) -> impl Iterator<Item = (&'a OpaqueRef, &'a Pbd)> + use<'a> {
    let pbds = world.within::<Pbd>(owner);
    pbds.filter(|(_, pbd)| !pbd.currently_attached)
}

fn find(world: &World, owner: &OpaqueRef, signs: &mut Vec<Sign>) {
    let found = unplugged(world, owner);
    signs.extend(found.map(|(pbd, _)| Sign::new(Severity::Degraded).about(pbd)));
}

fn say<T: xapi::RecordOf>(look: &Look<'_, T>, sign: &Sign, sentence: Problem) -> Problem {
    match look.about::<Pbd>(sign) {
        Some(pbd) => Problem::new(ID)
            .with("host", look.name_of(&pbd.host))
            .with("sr", look.name_of(&pbd.sr)),
        None => sentence,
    }
}

/// Both ends.
pub(super) fn ends<T: xapi::RecordOf>(look: &Look<'_, T>, sign: &Sign) -> Vec<Place> {
    let ends = |pbd: &Pbd| {
        vec![
            Place::of::<Sr>(pbd.sr.opaque()),
            Place::of::<Host>(pbd.host.opaque()),
        ]
    };
    look.about::<Pbd>(sign).map_or_else(Vec::new, ends)
}

fn mend<T: xapi::RecordOf>(look: &Look<'_, T>, sign: &Sign) -> Option<(Job, Place)> {
    let pbd = look.about::<Pbd>(sign)?;
    Some((Job::PlugSr, Place::of::<Sr>(pbd.sr.opaque())))
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

    fn mend(look: &Look<'_, Sr>, sign: &Sign) -> Option<(Job, Place)> {
        mend(look, sign)
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

    fn mend(look: &Look<'_, Host>, sign: &Sign) -> Option<(Job, Place)> {
        mend(look, sign)
    }
}
