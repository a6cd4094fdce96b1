//! A host has crashed and left what is needed to find out why.

use xapi::Host;

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct CrashDumps;

impl Rule for CrashDumps {
    type Of = Host;
    const ID: &'static str = "crash_dumps";

    fn find(look: &Look<'_, Host>, signs: &mut Vec<Sign>) {
        if !look.record.crashdumps.is_empty() {
            signs.push(Sign::new(Severity::Degraded));
        }
    }
}
