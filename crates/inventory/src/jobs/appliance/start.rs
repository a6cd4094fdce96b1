//! Start the VMs of a vApp in their order.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmAppliance, VmApplianceOperation, VmPowerState, calls};

use super::{check_together, is_halted, machines};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField},
        members,
    },
    view::{Cell, Status},
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "StartApplianceInputs")]
pub struct StartAppliance {
    /// Whether each is frozen before its first instruction.
    #[serde(default)]
    pub paused: bool,
}

impl Definition for StartAppliance {
    const METHODS: &'static [&'static str] = &["VM_appliance.start"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<VmAppliance>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        check_together(subject, &VmApplianceOperation::Start)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        machines(subject).iter().any(|(_, vm)| is_halted(vm))
    }

    fn form(_subjects: &[Subject<'_>]) -> Form {
        Form::of([FormField::required("paused", FieldKind::Switch).optional()])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        let after = match self.paused {
            true => Status::Paused,
            false => Status::Running,
        };
        for (reference, vm) in machines(subject) {
            if vm.power_state == VmPowerState::Halted {
                let key = subject.key_of(reference);
                let cells = [Status::Halted, after].map(|status| Cell::Status { status });
                members::tell(&mut plan, subject, &key, "powerState", cells);
            }
        }
        plan.call(calls::vm_appliance::start(
            &subject.reference(),
            self.paused,
        ));
        Ok(plan)
    }
}
