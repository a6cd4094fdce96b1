//! Make a template the VM that it once was.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{VmKind, calls};

use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ConvertToVmInputs")]
pub struct ConvertToVm {}

impl Definition for ConvertToVm {
    const METHODS: &'static [&'static str] = &["VM.set_is_a_template"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_vm(VmKind::Template)
    }

    /// One whose disks are only described is no machine yet: it has to be installed from.
    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        if vm.is_default_template {
            return Err(Problem::new("default_template").into());
        }
        if vm.other_config.contains_key("disks") {
            return Err(Problem::new("template_without_disks").into());
        }
        match vm.current_operations.values().next() {
            Some(other) => Err(Problem::new("op_in_progress")
                .with("operation", other.as_str())
                .into()),
            None => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.change(
            "type",
            subject,
            Cell::term("customTemplate"),
            Cell::term("virtualMachine"),
        );
        plan.expect(subject, "is_a_template");
        plan.call(calls::vm::set_is_a_template(&subject.reference(), false))
            .undo(calls::vm::set_is_a_template(&subject.reference(), true))
            .undo_expects(subject.key, "is_a_template", json!(false));
        Ok(plan)
    }
}
