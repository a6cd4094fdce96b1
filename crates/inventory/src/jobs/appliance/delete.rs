//! Delete a vApp; its VMs stay.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmAppliance, calls};

use super::{machines, of};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DeleteApplianceInputs")]
pub struct DeleteAppliance {}

impl Definition for DeleteAppliance {
    const METHODS: &'static [&'static str] = &["VM_appliance.destroy"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<VmAppliance>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match of(subject)?.current_operations.values().next() {
            Some(other) => {
                let problem = Problem::new("op_in_progress").with("operation", other.as_str());
                Err(problem.into())
            }
            None => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(Effect::Remove {
            object: subject.key.clone(),
            name: subject.name().to_owned(),
            size: Cell::None,
            freed: Cell::None,
        });
        for (reference, vm) in machines(subject) {
            plan.effect(Effect::Keep {
                object: subject.key_of(reference),
                name: vm.name_label.to_string(),
                why: Problem::new("vm_of_appliance"),
            });
        }
        plan.call(calls::vm_appliance::destroy(&subject.reference()));
        Ok(plan)
    }
}
