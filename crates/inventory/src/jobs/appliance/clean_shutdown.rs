//! Ask the guests of a vApp to shut down, those that started last first.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmAppliance, VmApplianceOperation, VmPowerState, calls};

use super::{check_together, for_each_to_stop, runs, stops};
use crate::{
    jobs::{
        Definition, Plan, Refusal, Risk, Subject,
        plan::{Effect, Until},
        vm::power,
    },
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CleanShutdownApplianceInputs")]
pub struct CleanShutdownAppliance {}

impl Definition for CleanShutdownAppliance {
    const METHODS: &'static [&'static str] = &["VM_appliance.clean_shutdown"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<VmAppliance>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        check_together(subject, &VmApplianceOperation::CleanShutdown)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        runs(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        for_each_to_stop(subject, |member, vm| {
            // The server tries all the same: it stops the others and tells which it could not.
            if vm.power_state != VmPowerState::Running || power::is_without_shutdown(member) {
                plan.odd(Problem::new("appliance_vm_stays").with("vm", &vm.name_label));
                return;
            }
            stops(&mut plan, subject, member, vm);
            plan.effect(Effect::Interrupt {
                object: member.key.clone(),
                until: Until::Started,
            });
        });
        plan.call(calls::vm_appliance::clean_shutdown(&subject.reference()));
        Ok(plan)
    }
}
