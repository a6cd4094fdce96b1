//! Keep a VM from being shut down or deleted by mistake.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{
    Vm,
    VmOperation::{
        self, CleanReboot, CleanShutdown, Destroy, HardReboot, HardShutdown, Pause, Suspend,
    },
    calls,
};

use super::has_hardware;
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial, said_line, text},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// What cuts off who uses it.
const SHUTDOWNS: &[VmOperation] = &[
    CleanShutdown,
    HardShutdown,
    CleanReboot,
    HardReboot,
    Suspend,
    Pause,
];
const DELETION: &[VmOperation] = &[Destroy];
/// What stands in the record where nobody has given a reason.
const NO_REASON: &str = "true";

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetProtectionInputs")]
pub struct SetProtection {
    /// Whether it is kept from being shut down, rebooted, suspended and paused.
    #[serde(default)]
    pub shutdown: bool,
    /// Whether it is kept from being deleted.
    #[serde(default)]
    pub deletion: bool,
    /// Why: it is told to who tries.
    #[serde(default)]
    pub reason: String,
}

impl Definition for SetProtection {
    const METHODS: &'static [&'static str] = &[
        "VM.add_to_blocked_operations",
        "VM.remove_from_blocked_operations",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = |operations: &'static [VmOperation]| {
            Initial::of_all(subjects, |subject| {
                Some(json!(is_protected(subject.vm()?, operations)))
            })
        };
        Form::of([
            FormField::required("shutdown", FieldKind::Switch).initially(now(SHUTDOWNS)),
            FormField::required("deletion", FieldKind::Switch).initially(now(DELETION)),
            FormField::required("reason", text()).optional(),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let reason = match said_line(&self.reason) {
            reason if reason.is_empty() => NO_REASON.to_owned(),
            reason => reason,
        };
        let mut plan = Plan::default();
        let groups = [
            ("protectedFromShutdown", SHUTDOWNS, self.shutdown),
            ("protectedFromDeletion", DELETION, self.deletion),
        ];
        for (field, operations, wanted) in groups {
            let now = is_protected(vm, operations);
            if now != wanted {
                let flag = |on| Cell::Flag { on };
                plan.change(field, subject, flag(now), flag(wanted));
                let wanted = wanted.then_some(reason.as_str());
                for operation in operations {
                    block(&mut plan, subject, vm, operation, wanted);
                }
            }
        }
        setting::something(plan)
    }
}

/// Whether each of these operations is blocked.
fn is_protected(vm: &Vm, operations: &[VmOperation]) -> bool {
    let blocked = &vm.blocked_operations;
    operations
        .iter()
        .all(|operation| blocked.get(operation).is_some())
}

/// Blocks an operation for a reason, or lets it be done. One that is blocked already keeps its reason.
fn block(
    plan: &mut Plan,
    subject: &Subject<'_>,
    vm: &Vm,
    operation: &VmOperation,
    reason: Option<&str>,
) {
    let reference = subject.reference();
    let member = format!("blocked_operations.{}", operation.as_str());
    let add = |why: &str| calls::vm::add_to_blocked_operations(&reference, operation, why);
    let remove = || calls::vm::remove_from_blocked_operations(&reference, operation);
    match (vm.blocked_operations.get(operation), reason) {
        (None, Some(reason)) => {
            setting::set(
                plan,
                subject,
                &member,
                json!(reason),
                [add(reason), remove()],
            );
        }
        (Some(before), None) => {
            let calls = [remove(), add(before)];
            setting::set(plan, subject, &member, json!(null), calls);
        }
        _ => {}
    }
}
