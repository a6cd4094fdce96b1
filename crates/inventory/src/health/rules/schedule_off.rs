//! A snapshot schedule is switched off, though it has VMs.

use xapi::Vmss;

use crate::health::{
    Severity, Sign,
    rule::{Look, Rule},
};

pub(super) struct ScheduleOff;

impl Rule for ScheduleOff {
    type Of = Vmss;
    const ID: &'static str = "schedule_off";

    fn find(look: &Look<'_, Vmss>, signs: &mut Vec<Sign>) {
        if !look.record.enabled && !look.record.vms.is_empty() {
            signs.push(Sign::new(Severity::Notice));
        }
    }
}
