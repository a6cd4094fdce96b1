//! Start a halted VM once from CD or network, so that it can be repaired.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power};
use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    problem::Problem,
};

const OPERATION: Operation =
    Operation::new(VmOperation::Start, &[VmPowerState::Halted]).with_host();

/// CD, then network.
const ORDER: &str = "dn";
/// With any other policy the order does not count.
const POLICY: &str = "BIOS order";

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "StartInRecoveryModeInputs")]
pub struct StartInRecoveryMode {}

impl Definition for StartInRecoveryMode {
    const METHODS: &'static [&'static str] = &[
        "VM.start",
        "VM.set_HVM_boot_policy",
        "VM.set_HVM_boot_params",
    ];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    /// What is set for this start is put back after it, and by undoing if the start fails.
    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let reference = subject.reference();
        let params = &vm.hvm_boot_params;
        let mut once = params.clone();
        once.insert("order".into(), ORDER.into());
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Running));
        plan.expect(subject, "HVM_boot_policy");
        plan.expect(subject, "HVM_boot_params");
        let other_policy = vm.hvm_boot_policy.as_str() != POLICY;
        if other_policy {
            plan.call(calls::vm::set_hvm_boot_policy(&reference, POLICY))
                .undo(calls::vm::set_hvm_boot_policy(
                    &reference,
                    &vm.hvm_boot_policy,
                ))
                .undo_expects(subject.key, "HVM_boot_policy", json!(POLICY));
        }
        plan.call(calls::vm::set_hvm_boot_params(&reference, &once))
            .undo(calls::vm::set_hvm_boot_params(&reference, params))
            .undo_expects(subject.key, "HVM_boot_params", json!(once));
        plan.call(calls::vm::start(&reference, false, false)).weight = 3;
        plan.call(calls::vm::set_hvm_boot_params(&reference, params));
        if other_policy {
            plan.call(calls::vm::set_hvm_boot_policy(
                &reference,
                &vm.hvm_boot_policy,
            ));
        }
        Ok(plan)
    }
}
