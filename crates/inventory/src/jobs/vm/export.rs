//! Write a VM with its disks into a file: a machine that is halted, a template or a snapshot.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Vm, VmKind, VmOperation, VmPowerState};

use super::{Operation, removal};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{self, FieldKind, FormField, Initial, Term},
        plan::{EXPORT, Effect, FileTransfer, Packing, file_name, named_file},
    },
    problem::Problem,
    view::Cell,
};

const OPERATION: Operation = Operation::new(
    VmOperation::Export,
    &[VmPowerState::Halted, VmPowerState::Suspended],
)
// What reads its disks goes on beside it.
.excluded_by(|under_way| {
    !matches!(
        under_way,
        VmOperation::Clone | VmOperation::Copy | VmOperation::Export
    )
});

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ExportVmInputs")]
#[serde(default)]
pub struct ExportVm {
    /// The file's whole path, where one VM is exported.
    pub file: String,
    /// The folder's whole path, where there are several: each has a file of its name and a piece of its
    /// uuid in it.
    pub folder: String,
    /// How the file is packed.
    pub packing: Packing,
    /// Whether it may take the place of a file that is there.
    pub replaces: bool,
}

impl Definition for ExportVm {
    const METHODS: &'static [&'static str] = &[EXPORT];
    const ASKS: bool = true;
    // Each keeps a core of a host's own domain busy, and its network.
    const AT_ONCE: Option<u32> = Some(2);

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine() || subject.is_vm(VmKind::Template) || subject.is_vm(VmKind::Snapshot)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let place = match subjects {
            [only] => FormField::required(
                "file",
                FieldKind::File {
                    saves: true,
                    name: format!("{}.xva", file_name(only.name())),
                    endings: vec!["xva".to_owned()],
                },
            ),
            _ => FormField::required("folder", FieldKind::Folder),
        };
        let packing = form::terms([Term("unpacked"), Term("gzip"), Term("zstd")]);
        Form::of([
            place,
            FormField::required("packing", packing).initially(Initial::Value {
                value: json!(Packing::default()),
            }),
            FormField::required("replaces", FieldKind::Switch).optional(),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let file = match self.folder.trim() {
            "" => named_file(&self.file)?.to_owned(),
            folder => {
                let name = format!("{}.xva", name_among_others(subject));
                let file = Path::new(named_file(folder)?).join(name);
                file.to_string_lossy().into_owned()
            }
        };
        let disks = removal::disks(subject, &subject.key.opaque());
        let bytes: i64 = disks.iter().map(|(_, vdi, _)| vdi.virtual_size).sum();
        let mut plan = Plan::default();
        if subject.has_power_state(&VmPowerState::Suspended) {
            plan.odd(Problem::new("export_without_memory"));
        }
        plan.effect(Effect::WriteFile {
            file: file.clone(),
            replaces: self.replaces,
            most: Cell::bytes(bytes),
        });
        plan.transfer(FileTransfer::export(
            &subject.reference(),
            &file,
            self.packing,
            self.replaces,
        ));
        Ok(plan)
    }
}

/// What its file is called in a folder with those of others, of which one may have the same name.
fn name_among_others(subject: &Subject<'_>) -> String {
    let name = file_name(subject.name());
    let uuid = subject.record_of::<Vm>().map(|vm| &*vm.uuid);
    match uuid.and_then(|uuid| uuid.get(..8)) {
        Some(piece) => format!("{name} {piece}"),
        None => name,
    }
}
