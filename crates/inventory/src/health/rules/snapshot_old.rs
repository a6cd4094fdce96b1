//! A snapshot that somebody took long ago: it grows with each change of its VM's disks.

use xapi::{Vm, VmKind};

use crate::{
    health::{
        Severity, Sign,
        rule::{DAY, Look, Place, Rule},
    },
    jobs::Job,
    problem::Problem,
};

/// So many days old.
const OLD: i64 = 30;

pub(super) struct SnapshotOld;

impl Rule for SnapshotOld {
    type Of = Vm;
    const ID: &'static str = "snapshot_old";

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        let vm = look.record;
        // A schedule looks after its own.
        if vm.kind() == VmKind::Snapshot
            && !vm.is_vmss_snapshot
            && !vm.snapshot_of.is_null()
            && !vm.snapshot_time.is_never()
        {
            let old = vm.snapshot_time.unix().saturating_add(OLD * DAY);
            signs.push(Sign::new(Severity::Notice).from(old));
        }
    }

    fn say(look: &Look<'_, Vm>, _sign: &Sign, sentence: Problem) -> Problem {
        sentence
            .with("vm", look.name_of(&look.record.snapshot_of))
            .with("days", OLD.to_string())
    }

    fn also(look: &Look<'_, Vm>, _sign: &Sign) -> Vec<Place> {
        vec![Place::of::<Vm>(look.record.snapshot_of.opaque())]
    }

    fn mend(look: &Look<'_, Vm>, _sign: &Sign) -> Option<(Job, Place)> {
        Some((Job::DeleteSnapshot, look.place()))
    }
}
