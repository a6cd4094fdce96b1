//! A snapshot whose VM is gone.

use xapi::{RecordOf, Vm, VmKind};

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Place, Rule, Wake},
    },
    index::IndexKey,
    jobs::Job,
};

pub(super) struct SnapshotOfNothing;

impl Rule for SnapshotOfNothing {
    type Of = Vm;
    const ID: &'static str = "snapshot_of_nothing";
    const WOKEN_BY: &'static [Wake] = &[Wake {
        class: Vm::CLASS,
        subjects: |change, slots| {
            if change.comes_or_goes() {
                slots.extend(change.listed(&IndexKey::within::<Vm>(&change.reference())));
            }
        },
    }];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let vm = look.record;
        if vm.kind() == VmKind::Snapshot && look.get(&vm.snapshot_of).is_none() {
            signs.push(Sign::new(Severity::Notice));
        }
    }

    fn mend(look: &Look<'_, Vm>, _sign: &Sign) -> Option<(Job, Place)> {
        Some((Job::DeleteSnapshot, look.place()))
    }
}
