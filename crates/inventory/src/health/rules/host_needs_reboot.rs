//! What was updated on a host waits for its next start.

use xapi::{Host, UpdateGuidance};

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

/// When something happened, which the server or a program has kept as text: `1795222193.`
fn moment(host: &Host, key: &str) -> Option<i64> {
    let text = host.other_config.get(key)?.trim();
    let seconds = text.split('.').next()?.parse().ok()?;
    (seconds > 0).then_some(seconds)
}

pub(super) struct HostNeedsReboot;

impl Rule for HostNeedsReboot {
    type Of = Host;
    const ID: &'static str = "host_needs_reboot";

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let host = look.record;
        // XCP-ng does not say so; who has updated it through Xen Orchestra left the time.
        let updated = moment(host, "rpm_patch_installation_time");
        let is_older = updated.zip(moment(host, "boot_time"));
        if host.pending_guidances.contains(&UpdateGuidance::RebootHost)
            || !host.updates_requiring_reboot.is_empty()
            || is_older.is_some_and(|(updated, started)| started < updated)
        {
            signs.push(Sign::new(Severity::Degraded));
        }
    }
}
