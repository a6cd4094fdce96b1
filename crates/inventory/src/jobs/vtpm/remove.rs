//! Take a VM's virtual TPM away, with the keys in it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmPowerState, calls};

use super::of;
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, vm::power},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RemoveVtpmInputs")]
pub struct RemoveVtpm {}

impl Definition for RemoveVtpm {
    const METHODS: &'static [&'static str] = &["VTPM.destroy"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if of(subject).is_none() {
            return Err(Problem::new("no_vtpm").into());
        }
        match subject.has_power_state(&VmPowerState::Halted) {
            true => Ok(()),
            false => Err(power::wrong(subject, &[VmPowerState::Halted])),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vtpm = of(subject).ok_or_else(|| Problem::new("no_vtpm"))?;
        let mut plan = Plan::default();
        let [before, after] = [true, false].map(|on| Cell::Flag { on });
        plan.change("vtpm", subject, before, after);
        plan.odd(Problem::new("vtpm_keys_lost"));
        plan.expect(subject, "VTPMs");
        plan.call(calls::vtpm::destroy(vtpm));
        Ok(plan)
    }
}
