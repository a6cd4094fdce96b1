//! Delete a VM or a template with the disks that are its alone.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{OpaqueRef, Vm, VmKind, VmOperation, VmPowerState};

use super::{Operation, removal};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Risk, Subject,
        form::{FieldKind, FormField, Initial},
        plan::Effect,
    },
    key::ObjectKey,
    problem::Problem,
};

const OPERATION: Operation = Operation::new(
    VmOperation::Destroy,
    &[VmPowerState::Halted, VmPowerState::Suspended],
);

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DeleteVmInputs")]
pub struct DeleteVm {
    /// Whether its snapshots go too.
    #[serde(default)]
    pub snapshots: bool,
}

impl Definition for DeleteVm {
    const METHODS: &'static [&'static str] = &["VM.destroy", "VM.hard_shutdown", "VDI.destroy"];
    const RISK: Risk = Risk::Loss;
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine() || subject.is_vm(VmKind::Template)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if subject.vm().is_some_and(|vm| vm.is_default_template) {
            return Err(Problem::new("default_template").into());
        }
        OPERATION.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let any = subjects.iter().any(|vm| !snapshots(vm).is_empty());
        let field = FormField::required("snapshots", FieldKind::Switch)
            .optional()
            .initially(Initial::Value {
                value: json!(false),
            });
        Form::of(any.then_some(field))
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let mut plan = Plan::default();
        let snapshots = snapshots(subject);
        let mut going = match self.snapshots {
            true => snapshots.clone(),
            false => Vec::new(),
        };
        going.push((subject.key.opaque(), vm));
        removal::plan_removal(&mut plan, subject, &going);
        for (reference, snapshot) in snapshots.iter().filter(|_| !self.snapshots) {
            plan.effect(Effect::Keep {
                object: ObjectKey::to::<Vm>(subject.connection.id, &reference.clone().into()),
                name: snapshot.name_label.to_string(),
                why: Problem::new("snapshot_left"),
            });
        }
        Ok(plan)
    }
}

/// A machine's snapshots, the latest first, so that each goes before the one that it came after.
fn snapshots<'a>(subject: &Subject<'a>) -> Vec<(OpaqueRef, &'a Vm)> {
    let all = subject.connection.world.within::<Vm>(&subject.key.opaque());
    let mut snapshots: Vec<(OpaqueRef, &Vm)> = all
        .filter(|(_, vm)| vm.kind() == VmKind::Snapshot)
        .map(|(reference, vm)| (reference.clone(), vm))
        .collect();
    snapshots.sort_by_key(|(_, vm)| std::cmp::Reverse(vm.snapshot_time));
    snapshots
}
