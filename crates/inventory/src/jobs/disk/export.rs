//! Write a disk into a file: all of it, or what was written to it since a snapshot.

use std::{cmp::Reverse, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{RecordOf, Ref, Sr, Vdi};

use super::{
    create,
    drive::Drive,
    purpose::{can_be_read, holds_data, is_kept_as_vhd},
    resize::disk_of,
    storage,
};
use crate::{
    jobs::{
        Definition, Form, Job, Plan, Refusal, Subject,
        form::{self, Choice, Fact, FieldKind, FormField, Initial, Term},
        plan::{DiskFile, DiskFormat, EXPORT_RAW_VDI, Effect, FileTransfer, file_name, named_file},
    },
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ExportDiskInputs", optional_fields)]
#[serde(default)]
pub struct ExportDisk {
    /// The file's whole path, where one disk is exported.
    pub file: String,
    /// The folder's whole path, where there are several: each has a file of its name and a piece of its
    /// uuid in it.
    pub folder: String,
    /// The file's format.
    pub format: DiskFormat,
    /// The snapshot of the disk since which what was written is exported; none: all of it.
    pub base: Option<ObjectKey>,
    /// Whether it may take the place of a file that is there.
    pub replaces: bool,
}

impl Definition for ExportDisk {
    const METHODS: &'static [&'static str] = &[EXPORT_RAW_VDI];
    const ASKS: bool = true;
    // Each keeps a core of a host's own domain busy, and its network.
    const AT_ONCE: Option<u32> = Some(2);

    fn is_for(subject: &Subject<'_>) -> bool {
        disk_of(subject).is_some_and(|(_, vdi)| can_be_read(vdi))
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let (reference, vdi) = disk_of(subject).ok_or_else(|| Problem::new("no_disk"))?;
        let world = subject.connection.world;
        if let Some(other) = vdi.current_operations.values().next() {
            let problem = Problem::new("op_in_progress").with("operation", other.as_str());
            return Err(problem.into());
        }
        let drives = Drive::of_disk(world, reference.opaque());
        if let Some(user) = drives.iter().find(|drive| drive.writes()) {
            return Err(user.has_it(subject));
        }
        if !storage::is_seen(world, vdi.sr.opaque(), None) {
            let name = world.name_of(vdi.sr.opaque()).unwrap_or_default();
            let problem = Problem::new("storage_unseen").with("sr", name);
            let sr = subject.key_of::<Sr>(&vdi.sr);
            return Err(Refusal::from(problem).fixed_by(Some(Job::PlugSr), &sr));
        }
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let place = match subjects {
            [only] => FormField::required(
                "file",
                FieldKind::File {
                    saves: true,
                    name: format!("{}.vhd", file_name(only.name())),
                    endings: ["vhd", "raw", "img", "qcow2", "vmdk"]
                        .map(str::to_owned)
                        .to_vec(),
                },
            ),
            _ => FormField::required("folder", FieldKind::Folder),
        };
        let format = form::terms([Term("vhd"), Term("raw"), Term("qcow2"), Term("vmdk")]);
        let mut fields = vec![
            place,
            FormField::required("format", format).initially(Initial::Value {
                value: json!(DiskFormat::default()),
            }),
        ];
        if let [only] = subjects {
            let choices = snapshots_of(only);
            if !choices.is_empty() {
                fields.push(FormField::required("base", FieldKind::Choice { choices }).optional());
            }
        }
        fields.push(FormField::required("replaces", FieldKind::Switch).optional());
        Form::of(fields)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (reference, vdi) = disk_of(subject).ok_or_else(|| Problem::new("no_disk"))?;
        let file = match self.folder.trim() {
            "" => named_file(&self.file)?.to_owned(),
            folder => {
                let name = name_among_others(subject, vdi, self.format);
                let file = Path::new(named_file(folder)?).join(name);
                file.to_string_lossy().into_owned()
            }
        };
        let base = self.base.as_ref().map(|base| base_of(subject, base));
        let base = base.transpose()?;
        if base.is_some() && self.format != DiskFormat::Vhd {
            return Err(Problem::new("base_needs_vhd").into());
        }
        let size = u64::try_from(vdi.virtual_size).unwrap_or(0);
        if self.format == DiskFormat::Vhd && size > create::MOST {
            let problem = Problem::new("too_large_for_vhd").with("size", size.to_string());
            return Err(problem.into());
        }
        let wire = match self.format {
            DiskFormat::Vhd | DiskFormat::Raw => self.format,
            // What is not used of the disk does not pass, as far as that format goes.
            DiskFormat::Qcow2 | DiskFormat::Vmdk if size <= create::MOST => DiskFormat::Vhd,
            DiskFormat::Qcow2 | DiskFormat::Vmdk => DiskFormat::Raw,
        };
        let mut plan = Plan::default();
        let ending = Path::new(&file)
            .extension()
            .and_then(|ending| ending.to_str());
        let other = ending.map(str::to_ascii_lowercase);
        let other = other.as_deref().and_then(DiskFormat::named);
        if other.is_some_and(|other| other != self.format) {
            let odd = Problem::new("ending_of_other_format")
                .with("ending", ending.unwrap_or_default())
                .with("format", self.format.name());
            plan.odd(odd);
        }
        plan.effect(Effect::WriteFile {
            file: file.clone(),
            replaces: self.replaces,
            most: Cell::bytes(vdi.virtual_size),
        });
        // What comes is judged by it.
        let world = subject.connection.world;
        plan.expect_of(world, &subject.key_of(&reference), "virtual_size");
        plan.transfer(FileTransfer::export_disk(
            &reference,
            &file,
            DiskFile {
                format: self.format,
                size,
            },
            wire,
            base.as_ref(),
            self.replaces,
        ));
        Ok(plan)
    }
}

/// The snapshots of the subject's disk that are older than it is, the newest first: none where it is not kept as VHD.
fn snapshots_of(subject: &Subject<'_>) -> Vec<Choice> {
    let Some((reference, vdi)) = disk_of(subject) else {
        return Vec::new();
    };
    let world = subject.connection.world;
    if !is_kept_as_vhd(world, vdi) {
        return Vec::new();
    }
    let whose = match vdi.is_a_snapshot {
        true => world.get::<Vdi>(&vdi.snapshot_of),
        false => Some(vdi),
    };
    let all = whose.map(|whose| &whose.snapshots[..]).unwrap_or_default();
    let known = all
        .iter()
        .filter_map(|one| Some((one, world.get::<Vdi>(one)?)));
    let mut older: Vec<(&Ref<Vdi>, &Vdi)> = known
        .filter(|(one, snapshot)| {
            **one != reference
                && holds_data(snapshot)
                && is_kept_as_vhd(world, snapshot)
                && (!vdi.is_a_snapshot || snapshot.snapshot_time < vdi.snapshot_time)
        })
        .collect();
    older.sort_by_key(|(_, snapshot)| Reverse(snapshot.snapshot_time));
    let choices = older.into_iter().map(|(one, snapshot)| {
        let key = subject.key_of::<Vdi>(one);
        Choice {
            value: json!(key),
            name: snapshot.name_label.to_string(),
            object: Some(key),
            facts: vec![Fact {
                field: "snapshotTime".to_owned(),
                value: Cell::time(snapshot.snapshot_time),
            }],
            refusal: None,
        }
    });
    choices.collect()
}

/// The snapshot by its key, if it is one of the subject's disk.
fn base_of(subject: &Subject<'_>, base: &ObjectKey) -> Result<Ref<Vdi>, Problem> {
    let choices = snapshots_of(subject);
    let is_it = |choice: &Choice| choice.object.as_ref() == Some(base);
    match choices.iter().any(is_it) && base.class() == Vdi::CLASS {
        true => Ok(base.opaque().into()),
        false => Err(Problem::new("no_such_object")),
    }
}

/// What its file is called in a folder with those of others, of which one may have the same name.
fn name_among_others(subject: &Subject<'_>, vdi: &Vdi, format: DiskFormat) -> String {
    let (name, ending) = (file_name(subject.name()), format.name());
    match vdi.uuid.get(..8) {
        Some(piece) => format!("{name} {piece}.{ending}"),
        None => format!("{name}.{ending}"),
    }
}
