//! Take the disc out of a VM's drive.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{RecordOf, Vbd, Vdi, calls};

use super::disc;
use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    look,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "EjectDiscInputs")]
pub struct EjectDisc {}

impl Definition for EjectDisc {
    const METHODS: &'static [&'static str] = &["VBD.eject"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine() || disc::drive(subject).is_some() && subject.key.class() == Vbd::CLASS
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let Some(drive) = disc::drive(subject).filter(|drive| !drive.vbd.empty) else {
            return Err(Problem::new("no_disc").into());
        };
        disc::can_change(&drive)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let drive = disc::drive(subject).ok_or_else(|| Problem::new("no_disc"))?;
        let before = &drive.vbd.vdi;
        let mut plan = Plan::default();
        let link = look::link(subject.connection, &Vdi::CLASS, before.opaque());
        plan.change("disc", subject, link, Cell::None);
        let vbd = drive.vbd();
        plan.call(calls::vbd::eject(&vbd))
            .undo(calls::vbd::insert(&vbd, before));
        Ok(plan)
    }
}
