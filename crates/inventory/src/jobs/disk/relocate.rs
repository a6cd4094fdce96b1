//! Move a disk to other storage: under its guest if that runs, else by a copy that takes its place.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Map, RecordOf, Ref, Sr, Vdi, calls};

use super::{
    drive::{Drive, add_like},
    resize::disk_of,
    storage,
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField},
    },
    key::ObjectKey,
    look,
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "MoveDiskInputs")]
pub struct MoveDisk {
    /// Where to.
    pub sr: ObjectKey,
}

impl Definition for MoveDisk {
    const METHODS: &'static [&'static str] = &[
        "VDI.pool_migrate",
        "VDI.copy",
        "VDI.destroy",
        "VBD.create",
        "VBD.destroy",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        disk_of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let Some((reference, vdi)) = disk_of(subject) else {
            return Err(Problem::new("no_disk").into());
        };
        if vdi.is_a_snapshot {
            return Err(Problem::new("is_snapshot").into());
        }
        if let Some(other) = vdi.current_operations.values().next() {
            let problem = Problem::new("op_in_progress").with("operation", other.as_str());
            return Err(problem.into());
        }
        let drives = Drive::of_disk(subject.connection.world, reference.opaque());
        for drive in &drives {
            drive.is_settled()?;
        }
        let users = drives
            .iter()
            .filter(|drive| drive.vbd.currently_attached)
            .count();
        match users {
            0 => Ok(()),
            1 if drives.len() == 1 => Ok(()),
            _ => Err(Problem::new("disk_shared").into()),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut choices = storage::choices(subjects);
        for choice in &mut choices {
            let is_there = |subject: &Subject<'_>| {
                let key = choice.object.as_ref();
                disk_of(subject)
                    .is_some_and(|(_, vdi)| key.is_some_and(|key| *vdi.sr.opaque() == key.opaque()))
            };
            if choice.refusal.is_none() && subjects.iter().all(is_there) {
                choice.refusal = Some(Problem::new("already_there"));
            }
        }
        Form::of([FormField::required("sr", FieldKind::Choice { choices })])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some((reference, vdi)) = disk_of(subject) else {
            return Err(Problem::new("no_disk").into());
        };
        let world = subject.connection.world;
        let drives = Drive::of_disk(world, reference.opaque());
        let sr = storage::check(subject, &self.sr, vdi.virtual_size)?;
        if sr == vdi.sr {
            return Err(Problem::new("already_there").into());
        }
        for drive in drives
            .iter()
            .filter(|drive| !drive.vm.resident_on.is_null())
        {
            if !storage::is_seen(world, sr.opaque(), Some(drive.vm.resident_on.opaque())) {
                let name = world.name_of(sr.opaque()).unwrap_or_default();
                return Err(Problem::new("storage_unseen").with("sr", name).into());
            }
        }
        let mut plan = Plan::default();
        plan.change(
            "sr",
            subject,
            look::link(subject.connection, &Sr::CLASS, vdi.sr.opaque()),
            look::link(subject.connection, &Sr::CLASS, sr.opaque()),
        );
        if drives.iter().any(|drive| drive.vbd.currently_attached) {
            plan.call(calls::vdi::pool_migrate(&reference, &sr, &Map::new()));
        } else {
            copy(&mut plan, &reference, &sr, &drives);
        }
        Ok(plan)
    }
}

/// A copy takes the disk's place in its drives. The disk itself goes last: until then all can be taken
/// back.
fn copy(plan: &mut Plan, disk: &Ref<Vdi>, sr: &Ref<Sr>, drives: &[Drive<'_>]) {
    let none = Ref::null();
    plan.call(calls::vdi::copy(disk, Some(sr), Some(&none), Some(&none)))
        .weight = 20;
    let made = plan.latest();
    if let Some(step) = plan.steps.last_mut() {
        step.undo(calls::vdi::destroy(&made));
    }
    for drive in drives {
        drive.destroy(plan);
        add_like(plan, drive.vbd, made.clone());
    }
    plan.call(calls::vdi::destroy(disk));
}
