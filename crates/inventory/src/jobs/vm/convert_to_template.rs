//! Make a halted VM a template.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::Operation;
use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    problem::Problem,
    view::Cell,
};

const OPERATION: Operation = Operation::new(VmOperation::MakeIntoTemplate, &[VmPowerState::Halted]);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ConvertToTemplateInputs")]
pub struct ConvertToTemplate {}

impl Definition for ConvertToTemplate {
    const METHODS: &'static [&'static str] = &["VM.set_is_a_template"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        if let Some(name) = subject.connection.world.name_of(vm.appliance.opaque()) {
            return Err(Problem::new("in_appliance").with("appliance", name).into());
        }
        let schedule = vm.snapshot_schedule.opaque();
        if let Some(name) = subject.connection.world.name_of(schedule) {
            return Err(Problem::new("in_schedule").with("schedule", name).into());
        }
        OPERATION.check(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.change(
            "type",
            subject,
            Cell::term("virtualMachine"),
            Cell::term("customTemplate"),
        );
        plan.expect(subject, "is_a_template");
        plan.call(calls::vm::set_is_a_template(&subject.reference(), true))
            .undo(calls::vm::set_is_a_template(&subject.reference(), false))
            .undo_expects(subject.key, "is_a_template", json!(true));
        Ok(plan)
    }
}
