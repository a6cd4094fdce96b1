//! A host has no iSCSI name, though others of its pool have one.

use xapi::Host;

use super::wakes;
use crate::health::{
    Severity, Sign,
    rule::{Look, Rule, Wake},
};

pub(super) struct IscsiNameMissing;

impl Rule for IscsiNameMissing {
    type Of = Host;
    const ID: &'static str = "iscsi_name_missing";
    const WOKEN_BY: &'static [Wake] = &[wakes::ALL_HOSTS];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let mut others = look.world.hosts();
        let is_empty = look.record.iscsi_iqn.is_empty();
        if is_empty && others.any(|(_, host)| !host.iscsi_iqn.is_empty()) {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
