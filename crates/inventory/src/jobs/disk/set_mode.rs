//! Let a VM write to a disk, or only read it.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{RecordOf, Vbd, VbdMode, Vdi, VmPowerState, calls};

use super::drive::Drive;
use crate::{
    jobs::{
        Definition, Form, Job, Plan, Refusal, Subject,
        form::{FormField, Initial, Term, terms},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// What a VM may do with a disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DiskMode {
    /// Read it and write to it.
    #[default]
    Rw,
    /// Only read it.
    Ro,
}

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetDiskModeInputs")]
pub struct SetDiskMode {
    /// What it may do.
    #[serde(default)]
    pub mode: DiskMode,
}

impl Definition for SetDiskMode {
    const METHODS: &'static [&'static str] = &["VBD.set_mode"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_drive_of_disk(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        needs_rest(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_all(subjects, |subject| {
            Some(json!(DiskMode::of(&Drive::of(subject)?.vbd.mode)))
        });
        let kind = terms([Term("rw"), Term("ro")]);
        Form::of([FormField::required("mode", kind).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
        let before = DiskMode::of(&drive.vbd.mode);
        if before == self.mode {
            return Err(Problem::new("nothing_changes").into());
        }
        let is_read_only = |vdi: &Vdi| vdi.read_only;
        if self.mode == DiskMode::Rw
            && drive
                .disk(subject.connection.world)
                .is_some_and(is_read_only)
        {
            return Err(Problem::new("disk_read_only").into());
        }
        let mut plan = Plan::default();
        plan.change("mode", subject, before.cell(), self.mode.cell());
        let reference = subject.reference();
        let calls = [self.mode, before].map(|mode| calls::vbd::set_mode(&reference, &mode.name()));
        setting::set(&mut plan, subject, "mode", json!(self.mode.name()), calls);
        Ok(plan)
    }
}

impl DiskMode {
    fn of(mode: &VbdMode) -> Self {
        match mode {
            VbdMode::Ro => Self::Ro,
            _ => Self::Rw,
        }
    }

    fn name(self) -> VbdMode {
        match self {
            Self::Ro => VbdMode::Ro,
            Self::Rw => VbdMode::Rw,
        }
    }

    fn cell(self) -> Cell {
        match self {
            Self::Ro => Cell::term("ro"),
            Self::Rw => Cell::term("rw"),
        }
    }
}

/// Whether the subject is a drive with a disk, of a VM or a template.
pub(super) fn is_drive_of_disk(subject: &Subject<'_>) -> bool {
    subject.key.class() == Vbd::CLASS
        && Drive::of(subject).is_some_and(|drive| !drive.is_for_discs() && !drive.vm.is_a_snapshot)
}

/// Whether the drive's VM is shut down.
///
/// # Errors
/// `wrong_power_state`, with what shuts it down; or what keeps the drive as it is.
pub(super) fn needs_rest(subject: &Subject<'_>) -> Result<(), Refusal> {
    let drive = Drive::of(subject).ok_or_else(|| Problem::new("not_attached"))?;
    drive.is_settled()?;
    if drive.vm.power_state == VmPowerState::Halted {
        return Ok(());
    }
    let key = subject.key_of(&drive.vbd.vm);
    let problem = Problem::new("wrong_power_state")
        .with("needed", "halted")
        .with("actual", drive.vm.power_state.as_str().to_lowercase());
    let runs = drive.vm.power_state == VmPowerState::Running;
    Err(Refusal::from(problem).fixed_by(runs.then_some(Job::CleanShutdown), &key))
}
