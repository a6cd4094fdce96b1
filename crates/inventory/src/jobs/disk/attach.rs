//! Attach a disk that is there already to a VM.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{OpaqueRef, RecordOf, Ref, Sr, VbdMode, Vdi, VmPowerState};

use super::{
    drive::{Drive, NewDrive, may_be_added, plug_new, position},
    purpose::is_of_user,
    storage,
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, Fact, FieldKind, FormField},
        vm::settings::has_hardware,
    },
    key::ObjectKey,
    look,
    problem::Problem,
    view::Cell,
    world::World,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "AttachDiskInputs")]
#[serde(rename_all = "camelCase")]
pub struct AttachDisk {
    /// The disk.
    pub disk: ObjectKey,
    /// Whether the VM may only read it.
    #[serde(default)]
    pub read_only: bool,
}

impl Definition for AttachDisk {
    const METHODS: &'static [&'static str] = &["VBD.create", "VBD.plug"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        may_be_added(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = match subjects {
            [subject, ..] => disks(subject),
            [] => Vec::new(),
        };
        Form::of([
            FormField::required("disk", FieldKind::Choice { choices }),
            FormField::required("readOnly", FieldKind::Switch).optional(),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        if self.disk.connection != subject.key.connection || self.disk.class() != Vdi::CLASS {
            return Err(Problem::new("other_pool").into());
        }
        let world = subject.connection.world;
        let reference = self.disk.opaque();
        let Some(vdi) = world.record::<Vdi>(&reference) else {
            return Err(Problem::new("no_such_object").into());
        };
        is_fit(subject, &reference, vdi, self.read_only)?;
        let mut plan = Plan::default();
        let link = look::link(subject.connection, &Vdi::CLASS, &reference);
        plan.change("disk", subject, Cell::None, link);
        let drive = NewDrive {
            vm: subject.reference(),
            disk: reference.clone().into(),
            position: position(world, &subject.key.opaque())?,
            mode: if self.read_only {
                VbdMode::Ro
            } else {
                VbdMode::Rw
            },
            bootable: false,
            owns: Drive::of_disk(world, &reference).is_empty(),
        };
        let vbd = drive.add(&mut plan);
        plug_new(&mut plan, world, vm, subject.key, &vbd);
        Ok(plan)
    }
}

/// The disks of the subject's pool, with where they are and how large, and why they are not fit.
pub(crate) fn disks(subject: &Subject<'_>) -> Vec<Choice> {
    let connection = subject.connection;
    let mut choices = Vec::new();
    for (reference, vdi) in connection.world.shown::<Vdi>() {
        if !is_of_user(connection.world, vdi)
            || is_attached_to(connection.world, reference, subject)
        {
            continue;
        }
        let key = ObjectKey::new(connection.id, &Vdi::CLASS, reference);
        let refusal = is_fit(subject, reference, vdi, true).err();
        choices.push(choice(subject, key, vdi, refusal));
    }
    choices
}

/// A disk to choose: how large it is, where, and why not that one.
pub(crate) fn choice(
    subject: &Subject<'_>,
    key: ObjectKey,
    vdi: &Vdi,
    refusal: Option<Problem>,
) -> Choice {
    Choice {
        value: json!(key),
        name: vdi.name_label.to_string(),
        object: Some(key),
        facts: vec![
            Fact {
                field: "size".to_owned(),
                value: Cell::bytes(vdi.virtual_size),
            },
            Fact {
                field: "sr".to_owned(),
                value: look::link_to(subject.connection, &vdi.sr),
            },
        ],
        refusal,
    }
}

fn is_attached_to(world: &World, disk: &OpaqueRef, subject: &Subject<'_>) -> bool {
    let vm: Ref<xapi::Vm> = subject.reference();
    Drive::of_disk(world, disk)
        .iter()
        .any(|drive| drive.vbd.vm == vm)
}

/// Whether a disk can be used by the subject beside those who use it.
fn is_fit(
    subject: &Subject<'_>,
    disk: &OpaqueRef,
    vdi: &Vdi,
    read_only: bool,
) -> Result<(), Problem> {
    let world = subject.connection.world;
    if vdi.read_only && !read_only {
        return Err(Problem::new("disk_read_only"));
    }
    let is_written = |drive: &Drive<'_>| drive.vbd.mode == VbdMode::Rw || !read_only;
    let runs = subject.has_power_state(&VmPowerState::Running);
    let taken = |drive: &Drive<'_>| {
        // At rest it may be tied to several; only one of them can run.
        !vdi.sharable && is_written(drive) && drive.vbd.currently_attached && runs
    };
    if let Some(user) = Drive::of_disk(world, disk).into_iter().find(taken) {
        return Err(Problem::new("disk_in_use").with("vm", &user.vm.name_label));
    }
    let host = subject.vm().filter(|vm| !vm.resident_on.is_null());
    let host = host.map(|vm| vm.resident_on.opaque());
    match (
        storage::is_seen(world, vdi.sr.opaque(), host),
        world.get::<Sr>(&vdi.sr),
    ) {
        (false, Some(sr)) => Err(Problem::new("storage_unseen").with("sr", &sr.name_label)),
        _ => Ok(()),
    }
}
