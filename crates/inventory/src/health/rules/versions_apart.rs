//! A host runs another version than the coordinator: an update was begun and not finished.

use xapi::Host;

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

/// What tells versions apart.
const PARTS: [&str; 2] = ["product_version", "build_number"];

pub(super) struct VersionsApart;

impl Rule for VersionsApart {
    type Of = Host;
    const ID: &'static str = "versions_apart";
    const WOKEN_BY: &'static [Wake] = &[wakes::ALL_HOSTS, wakes::HOSTS_OF_POOL];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let Some((coordinator, other)) = look.world.coordinator() else {
            return;
        };
        let part = |host: &Host, key: &str| host.software_version.get(key).cloned();
        let differs = |key: &&str| {
            let (one, other) = (part(look.record, key), part(other, key));
            one.is_some() && other.is_some() && one != other
        };
        if coordinator != look.reference && PARTS.iter().any(differs) {
            signs.push(Sign::new(Severity::Degraded).about(coordinator));
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let version = |host: Option<&Host>| {
            let part = |key: &&str| host?.software_version.get(*key).map(ToString::to_string);
            PARTS.iter().filter_map(part).collect::<Vec<_>>().join(" ")
        };
        sentence
            .with("version", version(Some(look.record)))
            .with("other", version(look.about(sign)))
    }
}
