//! Make a new disk, and attach it where it is asked for at a VM.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{RecordOf, Ref, Sr, VbdMode, Vdi, VdiType, calls};

use super::{
    drive::{NewDrive, may_be_added, plug_new, position},
    storage,
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial, said, said_line, text},
        plan::Effect,
        vm::settings::has_hardware,
    },
    key::ObjectKey,
    problem::Problem,
};

/// No storage makes smaller ones.
pub(crate) const LEAST: u64 = 1 << 20;
/// The most that disks of the usual form have.
pub(crate) const MOST: u64 = 2040 << 30;
/// What is offered at first.
const USUAL: i64 = 10 << 30;
/// What is said of a new disk.
pub(super) const MEMBERS: &[&str] = &[
    "name_label",
    "name_description",
    "SR",
    "virtual_size",
    "type",
    "sharable",
    "read_only",
    "other_config",
    "xenstore_data",
    "sm_config",
    "tags",
];

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CreateDiskInputs", optional_fields)]
pub struct CreateDisk {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// How large it is, in bytes.
    #[serde(default)]
    #[ts(type = "number")]
    pub size: i64,
    /// Where it is kept; of no account for storage, which is the subject itself.
    pub sr: Option<ObjectKey>,
    /// Whether its VM may start from it.
    #[serde(default)]
    pub bootable: bool,
}

impl Definition for CreateDisk {
    const METHODS: &'static [&'static str] = &["VDI.create", "VBD.create", "VBD.plug"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject) || subject.key.class() == Sr::CLASS && subject.object.is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if subject.key.class() == Sr::CLASS {
            storage::check(subject, subject.key, 0)?;
            return Ok(());
        }
        may_be_added(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let size = FieldKind::Bytes {
            min: LEAST,
            max: Some(MOST),
        };
        let mut fields = vec![
            FormField::required("name", text()).initially(Initial::words("diskName", subjects)),
            FormField::required("description", text()).optional(),
            FormField::required("size", size).initially(Initial::Value {
                value: json!(USUAL),
            }),
        ];
        if subjects.iter().any(has_hardware) {
            let choices = storage::choices(subjects);
            let usual = Initial::of_all(subjects, |subject| Some(json!(storage::usual(subject)?)));
            let sr = FormField::required("sr", FieldKind::Choice { choices });
            fields.push(sr.initially(usual));
            fields.push(FormField::required("bootable", FieldKind::Switch).optional());
        }
        Form::of(fields)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let name = said(&self.name, "name_missing")?;
        check_size(self.size)?;
        let of_storage = subject.key.class() == Sr::CLASS;
        let place = if of_storage {
            Some(subject.key)
        } else {
            self.sr.as_ref()
        };
        let place = place.ok_or_else(|| Problem::new("sr_missing"))?;
        let sr = storage::check(subject, place, self.size)?;
        let mut plan = Plan::default();
        let disk = NewDisk {
            name: &name,
            description: &said_line(&self.description),
            size: self.size,
            sr,
        };
        let vdi = disk.add(&mut plan);
        if let Some(vm) = subject.vm() {
            let world = subject.connection.world;
            let drive = NewDrive {
                vm: subject.reference(),
                disk: vdi,
                position: position(world, &subject.key.opaque())?,
                mode: VbdMode::Rw,
                bootable: self.bootable,
                owns: true,
            };
            let vbd = drive.add(&mut plan);
            plug_new(&mut plan, world, vm, subject.key, &vbd);
        }
        Ok(plan)
    }
}

/// What a new disk is to be.
pub(crate) struct NewDisk<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    pub(crate) size: i64,
    pub(crate) sr: Ref<Sr>,
}

impl NewDisk<'_> {
    /// Makes it, and deletes it again if what follows fails.
    pub(crate) fn add(self, plan: &mut Plan) -> Ref<Vdi> {
        plan.effect(Effect::Create {
            class: "VDI".to_owned(),
            name: self.name.to_owned(),
        });
        let vdi = Vdi {
            name_label: self.name.into(),
            name_description: self.description.into(),
            sr: self.sr,
            virtual_size: self.size,
            r#type: VdiType::User,
            ..Vdi::default()
        };
        let step = plan.create(calls::vdi::create(&vdi), MEMBERS);
        step.weight = 2;
        let made = plan.latest();
        if let Some(step) = plan.steps.last_mut() {
            step.undo(calls::vdi::destroy(&made));
        }
        made
    }
}

/// Whether a disk may have this size.
///
/// # Errors
/// `disk_size`.
pub(crate) fn check_size(size: i64) -> Result<(), Problem> {
    match u64::try_from(size) {
        Ok(size) if (LEAST..=MOST).contains(&size) => Ok(()),
        _ => Err(Problem::new("disk_size")
            .with("least", LEAST.to_string())
            .with("most", MOST.to_string())),
    }
}
