//! Let a schedule take snapshots of a VM, or let none do.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::Vmss;

use super::put;
use crate::{
    jobs::{
        Definition, Form, Job, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        members, setting,
    },
    key::ObjectKey,
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetScheduleInputs", optional_fields)]
pub struct SetSchedule {
    /// The schedule; none: it is under none.
    pub schedule: Option<ObjectKey>,
}

impl Definition for SetSchedule {
    const METHODS: &'static [&'static str] = &["VM.set_snapshot_schedule"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match subject.connection.world.shown::<Vmss>().next() {
            Some(_) => Ok(()),
            None => Err(Refusal::from(Problem::new("no_schedules"))
                .fixed_by(Some(Job::CreateSchedule), subject.key)),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_all(subjects, |subject| {
            let schedule = &subject.vm()?.snapshot_schedule;
            subject.connection.world.get(schedule)?;
            Some(json!(subject.key_of(schedule)))
        });
        let choices = members::groups::<Vmss>(subjects);
        Form::of([
            FormField::required("schedule", FieldKind::Choice { choices })
                .optional()
                .initially(now),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let after = members::chosen(subject, self.schedule.as_ref())?;
        let mut plan = Plan::default();
        put(&mut plan, subject, &subject.reference(), &after);
        setting::something(plan)
    }
}
