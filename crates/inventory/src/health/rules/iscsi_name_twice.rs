//! Two hosts have the same iSCSI name: a target takes them for one.

use xapi::Host;

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct IscsiNameTwice;

impl Rule for IscsiNameTwice {
    type Of = Host;
    const ID: &'static str = "iscsi_name_twice";
    const WOKEN_BY: &'static [Wake] = &[wakes::ALL_HOSTS];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let name = &look.record.iscsi_iqn;
        let is_twin = |(reference, host): &(_, &Host)| {
            *reference != look.reference && host.iscsi_iqn == *name
        };
        let mut twins: Vec<_> = match name.is_empty() {
            true => Vec::new(),
            false => look.world.hosts().filter(is_twin).collect(),
        };
        twins.sort_by_key(|(reference, _)| reference.as_str());
        if let Some((twin, _)) = twins.first() {
            signs.push(Sign::new(Severity::Degraded).about(twin));
        }
    }

    fn say(look: &Look<'_, Host>, sign: &Sign, sentence: Problem) -> Problem {
        let other: Option<&Host> = look.about(sign);
        sentence
            .with("iqn", &look.record.iscsi_iqn)
            .with("other", other.map_or("", |host| host.name_label.as_str()))
    }

    fn also(_look: &Look<'_, Host>, sign: &Sign) -> Vec<Place> {
        vec![Place::of::<Host>(&sign.about)]
    }
}
