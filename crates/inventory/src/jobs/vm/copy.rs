//! Make another VM like a halted one, with disks of its own on chosen storage.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{VmKind, VmOperation, VmPowerState, calls};

use super::{Operation, removal};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        disk::storage,
        form::{FieldKind, FormField, Initial, said, text},
    },
    key::ObjectKey,
};

const OPERATION: Operation = Operation::new(VmOperation::Copy, &[VmPowerState::Halted])
    // Copies are made side by side.
    .excluded_by(|under_way| {
        !matches!(
            under_way,
            VmOperation::Clone | VmOperation::Copy | VmOperation::Export
        )
    });

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CopyInputs")]
pub struct Copy {
    /// The new one's name.
    #[serde(default)]
    pub name: String,
    /// The storage for its disks.
    pub sr: ObjectKey,
}

impl Definition for Copy {
    const METHODS: &'static [&'static str] = &["VM.copy"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine() || subject.is_vm(VmKind::Template) || subject.is_vm(VmKind::Snapshot)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = storage::choices(subjects);
        let usual = Initial::of_only(subjects, |only| storage::usual(only).map(|sr| json!(sr)));
        Form::of([
            FormField::required("name", text()).initially(match subjects {
                [_] => Initial::words("cloneName", subjects),
                _ => Initial::Empty,
            }),
            FormField::required("sr", FieldKind::Choice { choices }).initially(usual),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let name = said(&self.name, "name_missing")?;
        let disks = removal::disks(subject, &subject.key.opaque());
        let bytes = disks.iter().map(|(_, vdi, _)| vdi.virtual_size).sum();
        let sr = storage::check(subject, &self.sr, bytes)?;
        let mut plan = Plan::default();
        plan.creates_vm(&name);
        plan.call(calls::vm::copy(&subject.reference(), &name, &sr));
        Ok(plan)
    }
}
