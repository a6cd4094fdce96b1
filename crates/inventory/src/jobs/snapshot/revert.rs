//! Put a machine back to what it was when a snapshot of it was taken.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Object, RecordOf, Ref, Vdi, Vm, VmOperation, VmPowerState, calls};

use super::{is_snapshot, metadata};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Risk, Subject,
        form::{FormField, Initial, said, text},
        plan::Effect,
        vm::{Operation, power, removal},
    },
    key::ObjectKey,
    objects::differing_settings,
    problem::Problem,
};

const OPERATION: Operation = Operation::new(
    VmOperation::Revert,
    &[VmPowerState::Halted, VmPowerState::Suspended],
);

/// Taking a snapshot of the machine first.
const SNAPSHOT: Operation = Operation::new(VmOperation::Snapshot, &[]);

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RevertInputs")]
pub struct Revert {
    /// The name of a snapshot that is taken first; none is where it is empty.
    #[serde(default)]
    pub before: String,
}

impl Definition for Revert {
    const METHODS: &'static [&'static str] = &["VM.revert", "VM.snapshot"];
    const RISK: Risk = Risk::Loss;
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_snapshot(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)?;
        let (_, machine) = machine(subject)?;
        if let Some(other) = machine.current_operations.values().next() {
            let problem = Problem::new("op_in_progress").with("operation", other.as_str());
            return Err(problem.into());
        }
        Ok(())
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        is_snapshot(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let name = match subjects {
            [only] => machine(only).map_or(Initial::Empty, |(_, machine)| Initial::Words {
                words: "snapshotName".to_owned(),
                name: machine.name_label.to_string(),
            }),
            _ => Initial::Empty,
        };
        let before = FormField::required("before", text()).optional();
        Form::of([before.initially(name)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (key, machine) = machine(subject)?;
        let snapshot = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let reference: Ref<Vm> = key.opaque().into();
        let mut plan = Plan::default();
        if let Ok(name) = said(&self.before, "name_missing") {
            if let Some(subject) = Subject::of(subject.connection, &key) {
                SNAPSHOT.check(&subject)?;
            }
            plan.creates_vm(&name);
            plan.call(calls::vm::snapshot(&reference, &name, None));
        }
        tell_state(&mut plan, subject, &key, machine, snapshot);
        tell_settings(&mut plan, subject, &key, machine, snapshot);
        tell_disks(&mut plan, subject, &key);
        plan.expect_of(subject.connection.world, &key, "power_state");
        plan.expect_of(subject.connection.world, &key, "VBDs");
        plan.call(calls::vm::revert(&subject.reference())).weight = 3;
        Ok(plan)
    }
}

/// The machine that a snapshot is of.
fn machine<'a>(subject: &Subject<'a>) -> Result<(ObjectKey, &'a Vm), Problem> {
    let snapshot = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
    let machine = subject.connection.world.get::<Vm>(&snapshot.snapshot_of);
    let machine = machine.ok_or_else(|| Problem::new("snapshot_of_none"))?;
    let key = ObjectKey::to(subject.connection.id, &snapshot.snapshot_of);
    Ok((key, machine))
}

/// Whoever uses the machine is cut off, and it is in the snapshot's power state afterwards.
fn tell_state(
    plan: &mut Plan,
    subject: &Subject<'_>,
    key: &ObjectKey,
    machine: &Vm,
    snapshot: &Vm,
) {
    if machine.power_state != snapshot.power_state
        && let Some(machine) = Subject::of(subject.connection, key)
    {
        plan.effect(power::becomes(&machine, &snapshot.power_state));
    }
    plan.effect(Effect::GoBack {
        object: key.clone(),
        name: machine.name_label.to_string(),
        unix: snapshot.snapshot_time.unix(),
        cuts_off: matches!(
            machine.power_state,
            VmPowerState::Running | VmPowerState::Paused
        ),
    });
}

fn tell_settings(
    plan: &mut Plan,
    subject: &Subject<'_>,
    key: &ObjectKey,
    machine: &Vm,
    snapshot: &Vm,
) {
    let Some(after) = metadata::reverted(machine, snapshot) else {
        return;
    };
    let object = |vm: &Vm| Object {
        reference: key.opaque(),
        record: vm.clone().into_record(),
    };
    for (field, before, after) in
        differing_settings(subject.connection, object(machine), object(&after))
    {
        plan.effect(Effect::Change {
            object: key.clone(),
            field: field.to_owned(),
            before,
            after,
        });
    }
}

/// Disks that came after the snapshot are left, in no drive.
fn tell_disks(plan: &mut Plan, subject: &Subject<'_>, key: &ObjectKey) {
    let in_snapshot = removal::disks(subject, &subject.key.opaque());
    let is_in = |disk: &Ref<Vdi>| {
        in_snapshot
            .iter()
            .any(|(_, vdi, _)| vdi.snapshot_of == *disk)
    };
    for (disk, vdi, _) in removal::disks(subject, &key.opaque()) {
        if !is_in(&disk) {
            plan.effect(Effect::Keep {
                object: ObjectKey::to(subject.connection.id, &disk),
                name: vdi.name_label.to_string(),
                why: Problem::new("disk_after_snapshot"),
            });
        }
    }
}
