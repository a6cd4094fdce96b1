//! Take storage from one host.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Pbd, Sr, Vbd, Vdi, Vm, calls};

use super::way_of;
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "UnplugPbdInputs")]
pub struct UnplugPbd {}

impl Definition for UnplugPbd {
    const METHODS: &'static [&'static str] = &["PBD.plug", "PBD.unplug"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        way_of(subject).is_ok()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let pbd = way_of(subject)?;
        if !pbd.currently_attached {
            return Err(Problem::new("sr_detached").into());
        }
        match in_use(subject, pbd) {
            0 => Ok(()),
            count => Err(Problem::new("sr_in_use")
                .with("count", count.to_string())
                .into()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.change("attached", subject, Cell::flag(true), Cell::flag(false));
        plan.expect(subject, "currently_attached");
        plan.call(calls::pbd::unplug(&subject.reference()))
            .undo(calls::pbd::plug(&subject.reference()));
        Ok(plan)
    }
}

/// How many of its disks something uses that runs on this host.
fn in_use(subject: &Subject<'_>, pbd: &Pbd) -> usize {
    let world = subject.connection.world;
    let is_here = |vbd: &Vbd| {
        let vm = world.get::<Vm>(&vbd.vm);
        vbd.currently_attached && vm.is_none_or(|vm| vm.resident_on == pbd.host)
    };
    let is_used = |vdi: &Vdi| {
        let mut drives = vdi.vbds.iter().filter_map(|vbd| world.get::<Vbd>(vbd));
        drives.any(is_here)
    };
    let sr = world.get::<Sr>(&pbd.sr);
    let disks = sr.into_iter().flat_map(|sr| sr.vdis.iter());
    let disks = disks.filter_map(|vdi| world.get::<Vdi>(vdi));
    disks.filter(|vdi| is_used(vdi)).count()
}
