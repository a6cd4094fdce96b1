//! Let a schedule take its snapshots now.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmPowerState, Vmss, VmssType, calls};

use super::{machines, of};
use crate::{
    jobs::{Definition, Job, Plan, Refusal, Subject},
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RunScheduleInputs")]
pub struct RunSchedule {}

impl Definition for RunSchedule {
    const METHODS: &'static [&'static str] = &["VMSS.snapshot_now"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Vmss>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match machines(subject).is_empty() {
            true => Err(Refusal::from(Problem::new("schedule_empty"))
                .fixed_by(Some(Job::EditSchedule), subject.key)),
            false => Ok(()),
        }
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        !machines(subject).is_empty()
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let needs_running = of(subject)?.r#type != VmssType::Snapshot;
        let mut plan = Plan::default();
        for (_, vm) in machines(subject) {
            plan.creates_vm(&vm.name_label);
            if needs_running && vm.power_state != VmPowerState::Running {
                plan.odd(Problem::new("schedule_needs_running").with("vm", &vm.name_label));
            }
        }
        plan.call(calls::vmss::snapshot_now(&subject.reference()));
        Ok(plan)
    }
}
