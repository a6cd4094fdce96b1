//! Make another VM like a halted one, or a template like another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmKind, VmOperation, VmPowerState, calls};

use super::Operation;
use crate::jobs::{
    Definition, Form, Plan, Refusal, Subject,
    form::{FormField, Initial, said, text},
};

const OPERATION: Operation = Operation::new(VmOperation::Clone, &[VmPowerState::Halted])
    // Copies are made side by side.
    .excluded_by(|under_way| {
        !matches!(
            under_way,
            VmOperation::Clone | VmOperation::Copy | VmOperation::Export
        )
    });

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CloneInputs")]
pub struct Clone {
    /// The new one's name.
    #[serde(default)]
    pub name: String,
}

impl Definition for Clone {
    const METHODS: &'static [&'static str] = &["VM.clone"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine() || subject.is_vm(VmKind::Template)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let initial = match subjects {
            [_] => Initial::words("cloneName", subjects),
            _ => Initial::Empty,
        };
        Form::of([FormField::required("name", text()).initially(initial)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let name = said(&self.name, "name_missing")?;
        let mut plan = Plan::default();
        plan.creates_vm(&name);
        plan.call(calls::vm::clone(&subject.reference(), &name));
        Ok(plan)
    }
}
