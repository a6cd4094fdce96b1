//! Say with which arguments a paravirtual VM's kernel starts.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::calls;

use super::{at_next_start, boot_order::has_firmware, has_hardware};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FormField, Initial, said_line, text},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetKernelArgumentsInputs")]
pub struct SetKernelArguments {
    /// They, as the kernel reads them.
    #[serde(default)]
    pub arguments: String,
}

impl Definition for SetKernelArguments {
    const METHODS: &'static [&'static str] = &["VM.set_PV_args"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match has_firmware(subject) {
            Ok(()) => Err(Problem::new("not_paravirtual").into()),
            Err(_) => Ok(()),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_all(subjects, |subject| Some(json!(subject.vm()?.pv_args)));
        Form::of([FormField::required("arguments", text())
            .optional()
            .initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let (before, after) = (vm.pv_args.as_str(), said_line(&self.arguments));
        if before == after {
            return Err(Problem::new("nothing_changes").into());
        }
        let mut plan = Plan::default();
        plan.change(
            "kernelArguments",
            subject,
            Cell::code(before),
            Cell::code(after.as_str()),
        );
        let reference = subject.reference();
        let calls =
            [after.as_str(), before].map(|arguments| calls::vm::set_pv_args(&reference, arguments));
        setting::set(&mut plan, subject, "PV_args", json!(after), calls);
        at_next_start(&mut plan, subject);
        Ok(plan)
    }
}
