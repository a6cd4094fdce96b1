//! Take a disk from a VM. The disk stays.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{RecordOf, Vdi, calls};

use super::{deactivate, drive::Drive};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    look,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DetachDiskInputs")]
pub struct DetachDisk {}

impl Definition for DetachDisk {
    const METHODS: &'static [&'static str] = &["VBD.unplug", "VBD.destroy"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        Drive::of(subject).is_some_and(|drive| !drive.vm.is_a_snapshot)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let drive = drive_of(subject)?;
        drive.is_settled()?;
        match drive.vbd.currently_attached {
            true => deactivate::can_be(subject.connection, &drive),
            false => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let drive = drive_of(subject)?;
        let mut plan = Plan::default();
        let link = look::link(subject.connection, &Vdi::CLASS, drive.vbd.vdi.opaque());
        plan.effect(Effect::Change {
            object: subject.key_of(&drive.vbd.vm),
            field: "disk".to_owned(),
            before: link,
            after: Cell::None,
        });
        plan.expect(subject, "currently_attached");
        let vbd = drive.vbd();
        if drive.vbd.currently_attached {
            plan.call(calls::vbd::unplug(&vbd))
                .undo(calls::vbd::plug(&vbd));
            // A drive that is made anew is another one, so that only one step of the two is undone.
            plan.call(calls::vbd::destroy(&vbd));
        } else {
            drive.destroy(&mut plan);
        }
        Ok(plan)
    }
}

fn drive_of<'a>(subject: &Subject<'a>) -> Result<Drive<'a>, Problem> {
    Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))
}
