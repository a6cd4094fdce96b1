//! Delete a VM or a template with the disks that are its alone.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;
use xapi::{OpaqueRef, Ref, Vdi, Vm, VmKind, VmOperation, VmPowerState};

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
#[ts(rename = "DeleteVmInputs", optional_fields)]
pub struct DeleteVm {
    /// Whether its snapshots go too.
    #[serde(default)]
    pub snapshots: bool,
    /// Which of its own disks go; nothing said: all that are its alone.
    pub disks: Option<Vec<ObjectKey>>,
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
        let mut fields: Vec<FormField> = any.then_some(field).into_iter().collect();
        // Of several they are told in the preview, and nobody goes through all of them.
        if let [only] = subjects {
            fields.extend(disks_to_choose(only));
        }
        Form::of(fields)
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
        removal::plan_removal(&mut plan, subject, &going, &self.wanted(subject)?);
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

impl DeleteVm {
    /// The disks that a person wants to keep: what was not chosen of those that could go.
    fn wanted(&self, subject: &Subject<'_>) -> Result<Vec<Ref<Vdi>>, Problem> {
        let Some(chosen) = &self.disks else {
            return Ok(Vec::new());
        };
        let disks = removal::disks(subject, &subject.key.opaque());
        let keys = disks
            .into_iter()
            .map(|(disk, ..)| (subject.key_of(&disk), disk));
        let (gone, wanted): (Vec<_>, Vec<_>) = keys.partition(|(key, _)| chosen.contains(key));
        match gone.len() == chosen.len() {
            true => Ok(wanted.into_iter().map(|(_, disk)| disk).collect()),
            false => Err(Problem::new("no_such_object")),
        }
    }
}

/// Which disks of the subject go with it: at first all that can.
fn disks_to_choose(subject: &Subject<'_>) -> Option<FormField> {
    let reference = subject.key.opaque();
    let choices = removal::choices(subject, &reference, &[(reference.clone(), subject.vm()?)]);
    let able = choices.iter().filter(|choice| choice.refusal.is_none());
    let all: Vec<&Value> = able.map(|choice| &choice.value).collect();
    let initial = Initial::Value { value: json!(all) };
    let field = FormField::required(
        "disks",
        FieldKind::Several {
            choices: choices.clone(),
        },
    );
    (!choices.is_empty()).then(|| field.optional().initially(initial))
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
