//! Give a VM a virtual TPM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::of;
use crate::{
    jobs::{
        Definition, Job, Plan, Refusal, Subject,
        plan::Step,
        vm::{Operation, settings::firmware::Firmware},
    },
    problem::Problem,
    view::Cell,
};

const OPERATION: Operation = Operation::new(VmOperation::CreateVtpm, &[VmPowerState::Halted]);

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "AddVtpmInputs")]
pub struct AddVtpm {}

impl Definition for AddVtpm {
    const METHODS: &'static [&'static str] = &["VTPM.create", "VTPM.destroy"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    /// A guest that starts by BIOS does not find it, though a server makes one all the same.
    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if of(subject).is_some() {
            return Err(Problem::new("vtpm_there").into());
        }
        if Firmware::of(subject) == Firmware::Bios {
            return Err(Refusal::from(Problem::new("vtpm_needs_uefi"))
                .fixed_by(Some(Job::SetFirmware), subject.key));
        }
        OPERATION.check(subject)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        let [before, after] = [false, true].map(|on| Cell::Flag { on });
        plan.change("vtpm", subject, before, after);
        plan.expect(subject, "VTPMs");
        plan.call(calls::vtpm::create(&subject.reference(), false))
            .undo(calls::vtpm::destroy(&Step::result(0)));
        Ok(plan)
    }
}
