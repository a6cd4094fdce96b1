//! Put a disc into a VM's drive, in the place of the one that is there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{RecordOf, Ref, Vbd, Vdi, VmPowerState, calls};

use super::{
    disc,
    drive::{add_drive_for_discs, position_of_discs},
};
use crate::{
    jobs::{
        Definition, Form, Job, Plan, Refusal, Subject,
        form::{FieldKind, FormField},
    },
    key::ObjectKey,
    look,
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "InsertDiscInputs")]
pub struct InsertDisc {
    /// The disc.
    pub disc: ObjectKey,
}

impl Definition for InsertDisc {
    const METHODS: &'static [&'static str] = &["VBD.eject", "VBD.insert", "VBD.create"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine() || disc::drive(subject).is_some() && subject.key.class() == Vbd::CLASS
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match disc::drive(subject) {
            Some(drive) => disc::can_change(&drive),
            // No drive for discs is given to a machine that runs.
            None if subject.has_power_state(&VmPowerState::Halted) => Ok(()),
            None => {
                let runs = subject.has_power_state(&VmPowerState::Running);
                let refusal = Refusal::from(Problem::new("no_drive_for_discs"));
                Err(refusal.fixed_by(runs.then_some(Job::CleanShutdown), subject.key))
            }
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = disc::choices(subjects);
        Form::of([FormField::required("disc", FieldKind::Choice { choices })])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let disc: Ref<Vdi> = disc::check(subject, &self.disc)?.into();
        let mut plan = Plan::default();
        let link =
            |reference: &Ref<Vdi>| look::link(subject.connection, &Vdi::CLASS, reference.opaque());
        let Some(drive) = disc::drive(subject) else {
            plan.change("disc", subject, Cell::None, link(&disc));
            let position = position_of_discs(subject.connection.world, &subject.key.opaque())?;
            add_drive_for_discs(&mut plan, subject.reference(), position, Some(disc));
            return Ok(plan);
        };
        let vbd = drive.vbd();
        let before = &drive.vbd.vdi;
        if *before == disc && !drive.vbd.empty {
            return Err(Problem::new("nothing_changes").into());
        }
        plan.change("disc", subject, link(before), link(&disc));
        if !drive.vbd.empty {
            plan.call(calls::vbd::eject(&vbd))
                .undo(calls::vbd::insert(&vbd, before));
        }
        plan.call(calls::vbd::insert(&vbd, &disc))
            .undo(calls::vbd::eject(&vbd));
        Ok(plan)
    }
}
