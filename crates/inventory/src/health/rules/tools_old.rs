//! The tools of a guest are older than its pool. (Newer pools call all tools up to date.)

use xapi::{Vm, VmKind, VmPowerState};

use super::wakes;
use crate::{
    guest,
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

pub(super) struct ToolsOld;

/// The version of a guest's tools.
fn version(look: &Look<'_, Vm>) -> String {
    let guest = guest::metrics(look.world, look.record);
    let parts = ["major", "minor", "micro"].map(|part| {
        let version = guest.and_then(|guest| guest.pv_drivers_version.get(part));
        version.map_or("", |part| part.as_str())
    });
    let known: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    known.join(".")
}

impl Rule for ToolsOld {
    type Of = Vm;
    const ID: &'static str = "tools_old";
    const WOKEN_BY: &'static [Wake] = &[wakes::GUEST_OF_VM];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let vm = look.record;
        if vm.kind() != VmKind::Machine || vm.power_state != VmPowerState::Running {
            return;
        }
        if let Some(guest) = guest::metrics(look.world, vm)
            && guest.pv_drivers_detected
            && !guest.pv_drivers_up_to_date
            && guest.pv_drivers_version.get("major").is_some()
        {
            signs.push(Sign::new(Severity::Notice));
        }
    }

    fn say(look: &Look<'_, Vm>, _sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("version", version(look))
    }
}
