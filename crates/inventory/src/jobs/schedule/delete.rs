//! Delete a schedule; its VMs and the snapshots that it took stay.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Ref, Vmss, calls};

use super::{machines, put};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DeleteScheduleInputs")]
pub struct DeleteSchedule {}

impl Definition for DeleteSchedule {
    const METHODS: &'static [&'static str] = &["VM.set_snapshot_schedule", "VMSS.destroy"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Vmss>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(Effect::Remove {
            object: subject.key.clone(),
            name: subject.name().to_owned(),
            size: Cell::None,
            freed: Cell::None,
        });
        // The server does not delete one that still has VMs.
        for (vm, _) in machines(subject) {
            put(&mut plan, subject, vm, &Ref::null());
        }
        plan.call(calls::vmss::destroy(&subject.reference()));
        Ok(plan)
    }
}
