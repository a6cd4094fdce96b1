//! Delete a disk with what is on it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{RecordOf, Sr, Vdi, VdiOperation, Vm, calls};

use super::drive::Drive;
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DeleteDiskInputs")]
pub struct DeleteDisk {}

impl Definition for DeleteDisk {
    const METHODS: &'static [&'static str] = &["VDI.destroy"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        disk_of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let vdi = disk_of(subject).ok_or_else(|| Problem::new("bad_request"))?;
        if let Some(other) = vdi.current_operations.values().next() {
            let problem = Problem::new("op_in_progress").with("operation", other.as_str());
            return Err(problem.into());
        }
        let drives = Drive::of_disk(subject.connection.world, &subject.key.opaque());
        if let Some(user) = drives.iter().find(|drive| drive.vbd.currently_attached) {
            return Err(Problem::new("disk_in_use")
                .with("vm", &user.vm.name_label)
                .into());
        }
        let allowed = &vdi.allowed_operations;
        match allowed.is_empty() || allowed.contains(&VdiOperation::Destroy) {
            true => Ok(()),
            false => Err(Problem::new("not_allowed_now").into()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vdi = disk_of(subject).ok_or_else(|| Problem::new("bad_request"))?;
        let connection = subject.connection;
        let mut plan = Plan::default();
        plan.effect(Effect::Remove {
            object: subject.key.clone(),
            name: subject.name().to_owned(),
            size: Cell::bytes(vdi.virtual_size),
            freed: match vdi.physical_utilisation {
                bytes if bytes > 0 => Cell::bytes(bytes),
                _ => Cell::None,
            },
        });
        // The server takes the drives away with the disk.
        for drive in Drive::of_disk(connection.world, &subject.key.opaque()) {
            plan.effect(Effect::Change {
                object: ObjectKey::new(connection.id, &Vm::CLASS, drive.vbd.vm.opaque()),
                field: "disk".to_owned(),
                before: crate::look::link(connection, &Vdi::CLASS, &subject.key.opaque()),
                after: Cell::None,
            });
        }
        plan.expect(subject, "VBDs");
        plan.call(calls::vdi::destroy(&subject.reference()));
        Ok(plan)
    }
}

/// The disk that the subject is. Discs of a library are files, and are deleted there.
fn disk_of<'a>(subject: &Subject<'a>) -> Option<&'a Vdi> {
    let vdi = subject.record_of::<Vdi>()?;
    let world = subject.connection.world;
    let is_disc = world
        .get::<Sr>(&vdi.sr)
        .is_some_and(|sr| sr.content_type.as_str() == "iso");
    (!is_disc).then_some(vdi)
}
