//! A VM is said to run on a host that does not answer: nobody knows whether it does.

use xapi::{Host, HostMetrics, RecordOf, Vm, VmKind, VmPowerState};

use super::host_down::is_down;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    index::IndexKey,
    jobs::Job,
    problem::Problem,
};

pub(super) struct VmOnDeadHost;

impl Rule for VmOnDeadHost {
    type Of = Vm;
    const ID: &'static str = "vm_on_dead_host";
    /// Only whether a host lives makes a difference to what is on it.
    const WOKEN_BY: &'static [Wake] = &[
        Wake {
            class: HostMetrics::CLASS,
            subjects: |change, slots| {
                if !change.differs(|metrics: &HostMetrics| metrics.live) {
                    return;
                }
                for host in change.listed(&IndexKey::ToldBy(change.reference())) {
                    if let Some(host) = change.world.at(host) {
                        let on_it = IndexKey::within::<Vm>(&host.object.reference);
                        slots.extend(change.listed(&on_it));
                    }
                }
            },
        },
        Wake {
            class: Host::CLASS,
            subjects: |change, slots| {
                if change.differs(|host: &Host| &host.metrics) {
                    slots.extend(change.listed(&IndexKey::within::<Vm>(&change.reference())));
                }
            },
        },
    ];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let vm = look.record;
        let host = look.get(&vm.resident_on);
        if vm.kind() == VmKind::Machine
            && matches!(vm.power_state, VmPowerState::Running | VmPowerState::Paused)
            && host.is_some_and(|host| is_down(look.world, host))
        {
            signs.push(Sign::new(Severity::Broken).about(vm.resident_on.opaque()));
        }
    }

    fn say(look: &Look<'_, Vm>, _sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("host", look.name_of(&look.record.resident_on))
    }

    fn also(_look: &Look<'_, Vm>, sign: &Sign) -> Vec<Place> {
        vec![Place::of::<Host>(&sign.about)]
    }

    fn mend(look: &Look<'_, Vm>, _sign: &Sign) -> Option<(Job, Place)> {
        Some((Job::ResetPowerState, look.place()))
    }
}
