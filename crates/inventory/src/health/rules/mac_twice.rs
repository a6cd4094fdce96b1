//! Two running VMs have interfaces with the same MAC address on the same network.

use xapi::{RecordOf, Vif, Vm, VmKind, VmPowerState};

use crate::{
    health::{
        Severity, Sign,
        rule::{Change, Look, Place, Rule, Wake},
    },
    index::IndexKey,
    jobs::Job,
    problem::Problem,
    sorted_index::Slot,
};

pub(super) struct MacTwice;

/// The VM that an interface is of.
fn vms_of(change: &Change<'_>, vif: &Vif, slots: &mut Vec<Slot>) {
    let owners = [vif.vm.opaque(), vif.network.opaque()];
    slots.extend(change.world.slots_of_owners::<Vm>(owners));
}

/// The VMs that have an interface with this address.
fn with_mac(change: &Change<'_>, vif: &Vif, slots: &mut Vec<Slot>) {
    vms_of(change, vif, slots);
    for other in change.listed(&IndexKey::Mac(vif.mac.clone())) {
        if let Some(other) = change.world.record_at::<Vif>(other) {
            vms_of(change, other, slots);
        }
    }
}

impl Rule for MacTwice {
    type Of = Vm;
    const ID: &'static str = "mac_twice";
    const WOKEN_BY: &'static [Wake] = &[
        Wake {
            class: Vif::CLASS,
            subjects: |change, slots| {
                if change.differs(|vif: &Vif| (&vif.vm, &vif.network, &vif.mac)) {
                    for (_, vif) in change.records::<Vif>() {
                        with_mac(change, vif, slots);
                    }
                }
            },
        },
        Wake {
            class: Vm::CLASS,
            subjects: |change, slots| {
                if change.differs(|vm: &Vm| (vm.kind() == VmKind::Machine, &vm.power_state)) {
                    for (_, vif) in change.world.within::<Vif>(&change.reference()) {
                        with_mac(change, vif, slots);
                    }
                }
            },
        },
    ];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let runs =
            |vm: &Vm| vm.kind() == VmKind::Machine && vm.power_state == VmPowerState::Running;
        if !runs(look.record) {
            return;
        }
        for (_, vif) in look.world.within::<Vif>(look.reference) {
            if vif.mac.is_empty() || vif.network.is_null() {
                continue;
            }
            let others = look.world.slots_in(&IndexKey::Mac(vif.mac.clone()));
            let mut others = others.filter_map(|slot| look.world.at(slot));
            let twin = others.find(|entry| {
                let other = Vif::from_record(&entry.object.record);
                other.is_some_and(|other| {
                    other.network == vif.network
                        && other.vm.opaque() != look.reference
                        && look.get(&other.vm).is_some_and(runs)
                })
            });
            if let Some(twin) = twin {
                signs.push(Sign::new(Severity::Degraded).about(&twin.object.reference));
            }
        }
    }

    fn say(look: &Look<'_, Vm>, sign: &Sign, sentence: Problem) -> Problem {
        match look.about::<Vif>(sign) {
            Some(twin) => sentence
                .with("mac", &twin.mac)
                .with("other", look.name_of(&twin.vm)),
            None => sentence,
        }
    }

    fn also(look: &Look<'_, Vm>, sign: &Sign) -> Vec<Place> {
        let other = |twin: &Vif| vec![Place::of::<Vm>(twin.vm.opaque())];
        look.about::<Vif>(sign).map_or_else(Vec::new, other)
    }

    /// The interface of this VM that has the address of the other one.
    fn mend(look: &Look<'_, Vm>, sign: &Sign) -> Option<(Job, Place)> {
        let twin = look.about::<Vif>(sign)?;
        let mut own = look.world.within::<Vif>(look.reference);
        let (vif, _) = own.find(|(_, vif)| vif.mac == twin.mac)?;
        Some((Job::SetMac, Place::of::<Vif>(vif)))
    }
}
