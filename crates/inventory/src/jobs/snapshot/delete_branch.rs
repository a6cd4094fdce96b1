//! Delete a snapshot with all that came after it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{OpaqueRef, Vm, VmKind};

use super::{DESTROY, is_snapshot};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, vm::removal},
    key::ObjectKey,
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DeleteSnapshotBranchInputs")]
pub struct DeleteSnapshotBranch {}

impl Definition for DeleteSnapshotBranch {
    const METHODS: &'static [&'static str] = &["VM.destroy", "VM.hard_shutdown", "VDI.destroy"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_snapshot(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let branch = branch(subject);
        if branch.len() < 2 {
            return Err(Problem::new("no_later_snapshots").into());
        }
        for (reference, _) in &branch {
            let key = ObjectKey::to::<Vm>(subject.connection.id, &reference.clone().into());
            if let Some(one) = Subject::of(subject.connection, &key) {
                DESTROY.check(&one)?;
            }
        }
        Ok(())
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        removal::plan_removal(&mut plan, subject, &branch(subject), &[]);
        Ok(plan)
    }
}

/// The snapshot and those that came after it, the latest first: each goes before its parent.
fn branch<'a>(subject: &Subject<'a>) -> Vec<(OpaqueRef, &'a Vm)> {
    let Some(root) = subject.vm() else {
        return Vec::new();
    };
    let snapshots: Vec<(&OpaqueRef, &Vm)> = subject
        .connection
        .world
        .within::<Vm>(root.snapshot_of.opaque())
        .filter(|(_, vm)| vm.kind() == VmKind::Snapshot)
        .collect();
    let mut found = vec![(subject.key.opaque(), root)];
    let mut next = 0;
    while let Some((parent, _)) = found.get(next).cloned() {
        for (reference, vm) in &snapshots {
            // Parents in a circle are no server's, and would have no end.
            let is_known = found.iter().any(|(known, _)| known == *reference);
            if *vm.parent.opaque() == parent && !is_known {
                found.push(((*reference).clone(), vm));
            }
        }
        next += 1;
    }
    found.reverse();
    found
}
