//! What was updated on a host waits for its toolstack to be started again.

use xapi::{Host, UpdateGuidance};

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct ToolstackRestart;

impl Rule for ToolstackRestart {
    type Of = Host;
    const ID: &'static str = "toolstack_restart";

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        let restart = UpdateGuidance::RestartToolstack;
        if look.record.pending_guidances.contains(&restart) {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
