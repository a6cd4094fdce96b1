//! Write a file over what a disk holds.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::Sr;

use super::{
    drive::Drive,
    file::{FoundInFile, disk_in, is_as_named},
    import::{ENDINGS, read_file},
    purpose::{holds_data, is_memory},
    resize::disk_of,
    storage,
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Risk, Subject,
        form::{FieldKind, FormField, text},
        plan::{DiskFormat, Effect, FileTransfer, IMPORT_RAW_VDI},
    },
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "OverwriteDiskInputs", optional_fields)]
#[serde(default, rename_all = "camelCase")]
pub struct OverwriteDisk {
    /// The file's whole path.
    pub file: String,
    /// The disk's name, so that it is not overwritten by mistake.
    pub typed_name: String,
    /// What was found in the file.
    pub found: Option<FoundInFile>,
}

impl Definition for OverwriteDisk {
    const METHODS: &'static [&'static str] = &[IMPORT_RAW_VDI];
    const RISK: Risk = Risk::Loss;
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        disk_of(subject).is_some_and(|(_, vdi)| holds_data(vdi))
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let (reference, vdi) = disk_of(subject).ok_or_else(|| Problem::new("no_disk"))?;
        if vdi.is_a_snapshot {
            return Err(Problem::new("is_snapshot").into());
        }
        if vdi.read_only {
            return Err(Problem::new("disk_read_only").into());
        }
        if let Some(other) = vdi.current_operations.values().next() {
            let problem = Problem::new("op_in_progress").with("operation", other.as_str());
            return Err(problem.into());
        }
        let world = subject.connection.world;
        if is_memory(world, &reference) {
            return Err(Problem::new("disk_is_memory").into());
        }
        let drives = Drive::of_disk(world, reference.opaque());
        if let Some(user) = drives.iter().find(|drive| drive.vbd.currently_attached) {
            return Err(user.has_it(subject));
        }
        if !storage::is_seen(world, vdi.sr.opaque(), None) {
            let name = world.name_of(vdi.sr.opaque()).unwrap_or_default();
            return Err(Problem::new("storage_unseen").with("sr", name).into());
        }
        Ok(())
    }

    fn form(_subjects: &[Subject<'_>]) -> Form {
        let file = FieldKind::File {
            saves: false,
            name: String::new(),
            endings: ENDINGS.map(str::to_owned).to_vec(),
        };
        Form::of([
            FormField::required("file", file),
            FormField::required("typedName", text()),
        ])
    }

    fn looks_into(&mut self) -> Option<(&str, &mut Option<FoundInFile>)> {
        Some((&self.file, &mut self.found))
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (reference, vdi) = disk_of(subject).ok_or_else(|| Problem::new("no_disk"))?;
        let (file, disk) = disk_in(&self.file, self.found.as_ref())?;
        is_as_named(file, disk.format)?;
        let room = u64::try_from(vdi.virtual_size).unwrap_or(0);
        if disk.size > room {
            return Err(Problem::new("image_too_large")
                .with("size", disk.size.to_string())
                .with("room", room.to_string())
                .into());
        }
        let name = subject.name();
        if self.typed_name.trim() != name.trim() {
            return Err(Problem::new("type_name_of_disk").with("name", name).into());
        }
        let mut plan = Plan::default();
        read_file(&mut plan, file, disk.format, disk.size);
        plan.effect(Effect::Overwrite {
            object: subject.key_of(&reference),
            name: name.to_owned(),
            size: Cell::Bytes { bytes: disk.size },
        });
        if disk.format == DiskFormat::Raw {
            plan.odd(Problem::new("import_as_raw"));
        }
        let more = i64::try_from(disk.size).unwrap_or(i64::MAX);
        let more = more.saturating_sub(vdi.physical_utilisation);
        if let Some(sr) = subject.connection.world.get::<Sr>(&vdi.sr) {
            storage::has_room(sr, more)?;
            storage::may_fill(&mut plan, sr, more);
        }
        if disk.size < room {
            plan.odd(Problem::new("image_smaller").with("size", disk.size.to_string()));
        }
        // All bytes, for what is empty in the file is not so on the disk.
        plan.transfer(FileTransfer::import_disk(
            &reference,
            file,
            disk,
            DiskFormat::Raw,
        ));
        Ok(plan)
    }
}
