//! Plug a drive into a running VM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{RecordOf, VbdOperation, Vm, VmPowerState, calls};

use super::drive::{Drive, takes_at_once};
use crate::{
    jobs::{Definition, Job, Plan, Refusal, Subject},
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ActivateDiskInputs")]
pub struct ActivateDisk {}

impl Definition for ActivateDisk {
    const METHODS: &'static [&'static str] = &["VBD.plug"];

    fn is_for(subject: &Subject<'_>) -> bool {
        Drive::of(subject).is_some_and(|drive| !drive.is_for_discs() && !drive.vm.is_a_snapshot)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
        drive.is_settled()?;
        if drive.vbd.currently_attached {
            return Err(Problem::new("already_active").into());
        }
        if drive.vm.power_state != VmPowerState::Running {
            let vm = drive.vbd.vm.opaque();
            let key = ObjectKey::new(subject.connection.id, &Vm::CLASS, vm);
            let starts = drive.vm.power_state == VmPowerState::Halted;
            let problem = Problem::new("wrong_power_state")
                .with("needed", "running")
                .with("actual", drive.vm.power_state.as_str().to_lowercase());
            return Err(Refusal::from(problem).fixed_by(starts.then_some(Job::Start), &key));
        }
        if !takes_at_once(subject.connection.world, drive.vm) {
            return Err(Problem::new("needs_drivers").into());
        }
        let allowed = &drive.vbd.allowed_operations;
        match allowed.is_empty() || allowed.contains(&VbdOperation::Plug) {
            true => Ok(()),
            false => Err(Problem::new("not_allowed_now").into()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
        let mut plan = Plan::default();
        let flag = |on| Cell::Flag { on };
        plan.change("attached", subject, flag(false), flag(true));
        let vbd = drive.vbd();
        plan.call(calls::vbd::plug(&vbd))
            .undo(calls::vbd::unplug(&vbd));
        Ok(plan)
    }
}
