//! A host has processors of another maker than the coordinator: no running VM moves between them.

use xapi::Host;

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

fn maker(host: &Host) -> Option<&str> {
    let maker = host.cpu_info.get("vendor")?.as_str();
    Some(maker).filter(|maker| !maker.is_empty())
}

pub(super) struct CpuApart;

impl Rule for CpuApart {
    type Of = Host;
    const ID: &'static str = "cpu_apart";
    const WOKEN_BY: &'static [Wake] = &[wakes::ALL_HOSTS, wakes::HOSTS_OF_POOL];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let Some((coordinator, other)) = look.world.coordinator() else {
            return;
        };
        if let (Some(one), Some(another)) = (maker(look.record), maker(other))
            && one != another
        {
            signs.push(Sign::new(Severity::Degraded).about(coordinator));
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let other: Option<&Host> = look.about(sign);
        sentence
            .with("vendor", maker(look.record).unwrap_or(""))
            .with("other", other.and_then(maker).unwrap_or(""))
    }
}
