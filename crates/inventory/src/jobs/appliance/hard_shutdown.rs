//! Stop the VMs of a vApp without asking their guests.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmAppliance, VmApplianceOperation, VmPowerState, calls};

use super::{check_together, for_each_to_stop, stops};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "HardShutdownApplianceInputs")]
pub struct HardShutdownAppliance {}

impl Definition for HardShutdownAppliance {
    const METHODS: &'static [&'static str] = &["VM_appliance.hard_shutdown"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<VmAppliance>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        check_together(subject, &VmApplianceOperation::HardShutdown)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        for_each_to_stop(subject, |member, vm| {
            let object = member.key.clone();
            stops(&mut plan, subject, member, vm);
            if vm.power_state == VmPowerState::Suspended {
                plan.effect(Effect::LoseSuspended { object });
                return;
            }
            plan.effect(Effect::Interrupt {
                object: object.clone(),
                until: Until::Started,
            });
            plan.effect(Effect::LoseUnsaved { object });
        });
        plan.call(calls::vm_appliance::hard_shutdown(&subject.reference()));
        Ok(plan)
    }
}
