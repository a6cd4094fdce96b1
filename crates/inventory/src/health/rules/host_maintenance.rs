//! Somebody has put a host into maintenance.

use xapi::Host;

use super::host_disabled::in_maintenance;
use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct HostMaintenance;

impl Rule for HostMaintenance {
    type Of = Host;
    const ID: &'static str = "host_maintenance";

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        if in_maintenance(look.record) {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
