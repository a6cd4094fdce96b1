//! Put a disk at another position of its VM: guests name disks by it, and start from the first.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::calls;

use super::{
    drive::{Drive, free_positions},
    set_mode::{is_drive_of_disk, needs_rest},
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, FieldKind, FormField, Initial},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// More are not offered. Any can be asked for.
const OFFERED: usize = 16;

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetDiskPositionInputs")]
pub struct SetDiskPosition {
    /// The position, a number from 0.
    #[serde(default)]
    pub position: String,
}

impl Definition for SetDiskPosition {
    const METHODS: &'static [&'static str] = &["VBD.set_userdevice"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_drive_of_disk(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        needs_rest(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut choices = Vec::new();
        if let [subject] = subjects
            && let Some(drive) = Drive::of(subject)
        {
            let mut free = free_positions(subject.connection.world, drive.vbd.vm.opaque());
            free.truncate(OFFERED);
            free.push(drive.vbd.userdevice.to_string());
            free.sort_by_key(|position| position.parse::<u16>().unwrap_or(u16::MAX));
            choices.extend(free.into_iter().map(|position| Choice {
                value: json!(position),
                name: position,
                object: None,
                facts: Vec::new(),
                refusal: None,
            }));
        }
        let now = Initial::of_only(subjects, |subject| {
            Some(json!(Drive::of(subject)?.vbd.userdevice))
        });
        Form::of([FormField::required("position", FieldKind::Choice { choices }).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
        let (before, after) = (drive.vbd.userdevice.as_str(), self.position.as_str());
        if before == after {
            return Err(Problem::new("nothing_changes").into());
        }
        let free = free_positions(subject.connection.world, drive.vbd.vm.opaque());
        if !free.iter().any(|position| position == after) {
            return Err(Problem::new("position_taken")
                .with("position", after)
                .into());
        }
        let mut plan = Plan::default();
        plan.change("position", subject, Cell::code(before), Cell::code(after));
        let reference = subject.reference();
        let calls =
            [after, before].map(|position| calls::vbd::set_userdevice(&reference, position));
        setting::set(&mut plan, subject, "userdevice", json!(after), calls);
        Ok(plan)
    }
}
