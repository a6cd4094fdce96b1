//! Put a VM into a vApp that is there, or take it out of its own.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::VmAppliance;

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
#[ts(rename = "SetApplianceInputs", optional_fields)]
pub struct SetAppliance {
    /// The vApp; none: it is in none.
    pub appliance: Option<ObjectKey>,
}

impl Definition for SetAppliance {
    const METHODS: &'static [&'static str] = &["VM.set_appliance"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match subject.connection.world.shown::<VmAppliance>().next() {
            Some(_) => Ok(()),
            None => Err(Refusal::from(Problem::new("no_appliances"))
                .fixed_by(Some(Job::CreateAppliance), subject.key)),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_all(subjects, |subject| {
            let appliance = &subject.vm()?.appliance;
            subject.connection.world.get(appliance)?;
            Some(json!(subject.key_of(appliance)))
        });
        let choices = members::groups::<VmAppliance>(subjects);
        Form::of([
            FormField::required("appliance", FieldKind::Choice { choices })
                .optional()
                .initially(now),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let after = members::chosen(subject, self.appliance.as_ref())?;
        let mut plan = Plan::default();
        put(&mut plan, subject, &subject.reference(), &after);
        setting::something(plan)
    }
}
