//! Make a disk of a file, on chosen storage.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Host, Pool, RecordOf, Sr};

use super::{
    create::{self, NewDisk},
    file::{FoundInFile, disk_in, is_as_named, wire_for},
    storage,
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial, said_line, text},
        plan::{DiskFormat, Effect, FileTransfer, IMPORT_RAW_VDI},
    },
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// What names of files with disks end with.
pub(super) const ENDINGS: [&str; 5] = ["vhd", "vmdk", "qcow2", "raw", "img"];

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ImportDiskInputs", optional_fields)]
#[serde(default)]
pub struct ImportDisk {
    /// The file's whole path.
    pub file: String,
    /// Where the disk is kept; of no account for storage, which is the subject itself.
    pub sr: Option<ObjectKey>,
    /// Its name; none: the file's.
    pub name: String,
    /// What was found in the file.
    pub found: Option<FoundInFile>,
}

impl Definition for ImportDisk {
    const METHODS: &'static [&'static str] = &["VDI.create", IMPORT_RAW_VDI];
    const ASKS: bool = true;
    const AT_ONCE: Option<u32> = Some(2);

    fn is_for(subject: &Subject<'_>) -> bool {
        match subject.record_of::<Sr>() {
            Some(sr) => storage::is_for_disks(sr),
            None => {
                let classes = [Pool::CLASS, Host::CLASS];
                subject.object.is_some() && classes.contains(&subject.key.class())
            }
        }
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if subject.key.class() == Sr::CLASS {
            storage::check_on(subject, subject.key, None, 0)?;
        }
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let file = FieldKind::File {
            saves: false,
            name: String::new(),
            endings: ENDINGS.map(str::to_owned).to_vec(),
        };
        let mut fields = vec![FormField::required("file", file)];
        if subjects.iter().any(|one| one.key.class() != Sr::CLASS) {
            let choices = storage::choices_anywhere(subjects);
            let usual = Initial::of_only(subjects, |only| Some(json!(storage::usual(only)?)));
            fields.push(FormField::required("sr", FieldKind::Choice { choices }).initially(usual));
        }
        fields.push(FormField::required("name", text()).optional());
        Form::of(fields)
    }

    fn looks_into(&mut self) -> Option<(&str, &mut Option<FoundInFile>)> {
        Some((&self.file, &mut self.found))
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (file, disk) = disk_in(&self.file, self.found.as_ref())?;
        is_as_named(file, disk.format)?;
        let place = match subject.key.class() == Sr::CLASS {
            true => subject.key,
            false => self.sr.as_ref().ok_or_else(|| Problem::new("sr_missing"))?,
        };
        let here = subject.key.opaque();
        let host = (subject.key.class() == Host::CLASS).then_some(&here);
        // No storage makes smaller disks, and what is larger than a number can say is refused as that.
        let size = i64::try_from(disk.size.max(create::LEAST)).unwrap_or(i64::MAX);
        create::check_size(size)?;
        let sr = storage::check_on(subject, place, host, size)?;
        let storage = subject.connection.world.get::<Sr>(&sr);
        let wire = storage.map(wire_for);
        let mut plan = Plan::default();
        read_file(&mut plan, file, disk.format, disk.size);
        if disk.format == DiskFormat::Raw {
            plan.odd(Problem::new("import_as_raw"));
        }
        if let Some(storage) = storage {
            storage::may_fill(&mut plan, storage, size);
        }
        let stem = Path::new(file).file_stem().unwrap_or_default();
        let name = match said_line(&self.name) {
            name if name.is_empty() => said_line(&stem.to_string_lossy()),
            name => name,
        };
        let new = NewDisk {
            name: &name,
            description: "",
            size,
            sr,
        };
        let vdi = new.add(&mut plan);
        let wire = wire.unwrap_or(DiskFormat::Raw);
        let step = plan.transfer(FileTransfer::import_disk(&vdi, file, disk, wire));
        step.weight = 20;
        Ok(plan)
    }
}

/// Says which file is read.
pub(super) fn read_file(plan: &mut Plan, file: &str, format: DiskFormat, size: u64) {
    plan.effect(Effect::ReadFile {
        file: file.to_owned(),
        format,
        size: Cell::Bytes { bytes: size },
    });
}
