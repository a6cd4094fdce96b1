//! A host has cut itself off, since it could not tell the others that it lives, and came back.

use xapi::Host;

use super::{messages, wakes};
use crate::health::{
    Severity, Sign,
    rule::{DAY, Look, Rule, Wake},
};

pub(super) struct HostFenced;

impl Rule for HostFenced {
    type Of = Host;
    const ID: &'static str = "host_fenced";
    const WOKEN_BY: &'static [Wake] = &[wakes::MESSAGE];

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let names = &["HA_HOST_WAS_FENCED", "HA_HOST_FAILED"];
        if let Some((_, told)) = messages::newest(look.world, &look.record.uuid, names) {
            let at = told.timestamp.unix();
            signs.push(Sign::new(Severity::Degraded).from(at).until(at + DAY));
        }
    }
}
