//! A reboot of a host would complete an update; it is not needed.

use xapi::{Host, UpdateGuidance};

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct HostRebootAdvised;

impl Rule for HostRebootAdvised {
    type Of = Host;
    const ID: &'static str = "host_reboot_advised";

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let host = look.record;
        let reboot = UpdateGuidance::RebootHost;
        let is_advised = host.pending_guidances_recommended.contains(&reboot)
            || host.pending_guidances_full.contains(&reboot);
        // Where it is needed it is told as that.
        if is_advised && !host.pending_guidances.contains(&reboot) {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
