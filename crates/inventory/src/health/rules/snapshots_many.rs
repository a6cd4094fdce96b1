//! A VM has so many snapshots that its disks are slowed down by them.

use xapi::{RecordOf, Vm, VmKind};

use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

/// More than so many.
const MANY: i64 = 5;

pub(super) struct SnapshotsMany;

impl Rule for SnapshotsMany {
    type Of = Vm;
    const ID: &'static str = "snapshots_many";
    const WOKEN_BY: &'static [Wake] = &[Wake {
        class: Vm::CLASS,
        subjects: |change, slots| {
            for (_, vm) in change.records::<Vm>() {
                let owners = [vm.snapshot_of.opaque(), vm.resident_on.opaque()];
                slots.extend(change.world.slots_of_owners::<Vm>(owners));
            }
        },
    }];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        if look.record.kind() != VmKind::Machine {
            return;
        }
        let snapshots = look.world.count_within(Vm::CLASS, look.reference);
        let snapshots = i64::try_from(snapshots).unwrap_or(i64::MAX);
        if snapshots > MANY {
            signs.push(Sign::new(Severity::Notice).number(snapshots));
        }
    }

    fn say(_look: &Look<'_, Vm>, sign: &Sign, sentence: Problem) -> Problem {
        sentence.with("count", sign.number.to_string())
    }
}
