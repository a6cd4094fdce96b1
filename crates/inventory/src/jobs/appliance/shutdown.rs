//! Ask the guests of a vApp to shut down, and stop those that do not.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmAppliance, VmApplianceOperation, VmPowerState, calls};

use super::{check_together, for_each_to_stop, stops};
use crate::jobs::{
    Definition, Plan, Refusal, Risk, Subject,
    plan::{Effect, Until},
    vm::power,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ShutdownApplianceInputs")]
pub struct ShutdownAppliance {}

impl Definition for ShutdownAppliance {
    const METHODS: &'static [&'static str] = &["VM_appliance.shutdown"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<VmAppliance>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        check_together(subject, &VmApplianceOperation::Shutdown)
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
            let is_asked =
                vm.power_state == VmPowerState::Running && !power::is_without_shutdown(member);
            plan.effect(match is_asked {
                true => Effect::MayLoseUnsaved {
                    object: object.clone(),
                },
                false => Effect::LoseUnsaved {
                    object: object.clone(),
                },
            });
            plan.effect(Effect::Interrupt {
                object,
                until: Until::Started,
            });
        });
        plan.call(calls::vm_appliance::shutdown(&subject.reference()));
        Ok(plan)
    }
}
