//! A host that starts from a network's disk has lost paths to it.

use xapi::Host;

use super::path_lost::paths;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule},
    },
    problem::Problem,
};

pub(super) struct BootPathLost;

fn boot_paths(host: &Host) -> Option<(i64, i64)> {
    paths(host.other_config.get("mpath-boot")?)
}

impl Rule for BootPathLost {
    type Of = Host;
    const ID: &'static str = "boot_path_lost";

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        match boot_paths(look.record) {
            Some((0, 1..)) => signs.push(Sign::new(Severity::Broken)),
            Some((now, most)) if now < most => signs.push(Sign::new(Severity::Degraded)),
            _ => {}
        }
    }

    fn say(look: &Look<'_, Host>, _sign: &Sign, sentence: Problem) -> Problem {
        let (now, most) = boot_paths(look.record).unwrap_or_default();
        sentence
            .with("left", now.to_string())
            .with("paths", most.to_string())
    }
}
