//! Let a paravirtual VM start from a disk, or not.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::calls;

use super::{drive::Drive, set_mode::is_drive_of_disk};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetBootableInputs")]
pub struct SetBootable {
    /// Whether it may.
    #[serde(default)]
    pub bootable: bool,
}

impl Definition for SetBootable {
    const METHODS: &'static [&'static str] = &["VBD.set_bootable"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_drive_of_disk(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
        Ok(drive.is_settled()?)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_all(subjects, |subject| {
            Some(json!(Drive::of(subject)?.vbd.bootable))
        });
        Form::of([FormField::required("bootable", FieldKind::Switch).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
        let before = drive.vbd.bootable;
        if before == self.bootable {
            return Err(Problem::new("nothing_changes").into());
        }
        let mut plan = Plan::default();
        let flag = |on| Cell::Flag { on };
        plan.change("bootable", subject, flag(before), flag(self.bootable));
        let reference = subject.reference();
        let calls = [self.bootable, before].map(|on| calls::vbd::set_bootable(&reference, on));
        setting::set(&mut plan, subject, "bootable", json!(self.bootable), calls);
        Ok(plan)
    }
}
