//! Unplug a drive from a running VM. It is plugged again when the VM starts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{RecordOf, VbdOperation, Vm, VmPowerState, calls};

use super::drive::{Drive, takes_at_once};
use crate::{
    connection::ConnectionInfo,
    jobs::{Definition, Job, Plan, Refusal, Risk, Subject},
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DeactivateDiskInputs")]
pub struct DeactivateDisk {}

impl Definition for DeactivateDisk {
    const METHODS: &'static [&'static str] = &["VBD.unplug"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        Drive::of(subject).is_some_and(|drive| !drive.is_for_discs() && !drive.vm.is_a_snapshot)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
        drive.is_settled()?;
        if !drive.vbd.currently_attached {
            return Err(Problem::new("not_active").into());
        }
        can_be(subject.connection, &drive)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
        let mut plan = Plan::default();
        let flag = |on| Cell::Flag { on };
        plan.change("attached", subject, flag(true), flag(false));
        let vbd = drive.vbd();
        plan.call(calls::vbd::unplug(&vbd))
            .undo(calls::vbd::plug(&vbd));
        Ok(plan)
    }
}

/// Whether a drive that is plugged can be unplugged now.
///
/// # Errors
/// The reason why not, with the job that helps.
pub(crate) fn can_be(connection: &ConnectionInfo<'_>, drive: &Drive<'_>) -> Result<(), Refusal> {
    let key = ObjectKey::new(connection.id, &Vm::CLASS, drive.vbd.vm.opaque());
    let by_shutdown =
        |problem: Problem| Refusal::from(problem).fixed_by(Some(Job::CleanShutdown), &key);
    if drive.vm.power_state != VmPowerState::Running {
        let problem = Problem::new("wrong_power_state")
            .with("needed", "running")
            .with("actual", drive.vm.power_state.as_str().to_lowercase());
        return Err(problem.into());
    }
    if drive.is_for_discs() || !drive.vbd.unpluggable {
        return Err(by_shutdown(Problem::new("not_unpluggable")));
    }
    if !takes_at_once(connection.world, drive.vm) {
        return Err(by_shutdown(Problem::new("needs_drivers")));
    }
    let allowed = &drive.vbd.allowed_operations;
    match allowed.is_empty() || allowed.contains(&VbdOperation::Unplug) {
        true => Ok(()),
        false => Err(by_shutdown(Problem::new("not_allowed_now"))),
    }
}
