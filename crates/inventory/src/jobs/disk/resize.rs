//! Make a disk larger.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{RecordOf, Ref, Sr, Vbd, Vdi, VdiOperation, calls};

use super::{create, drive::Drive, storage};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
    },
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ResizeDiskInputs")]
pub struct ResizeDisk {
    /// How large it is then, in bytes.
    #[serde(default)]
    #[ts(type = "number")]
    pub size: i64,
}

impl Definition for ResizeDisk {
    const METHODS: &'static [&'static str] = &["VDI.resize", "VDI.resize_online"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        disk_of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let Some((reference, vdi)) = disk_of(subject) else {
            return Err(Problem::new("no_disk").into());
        };
        how(subject, &reference, vdi).map(drop)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let sizes = subjects
            .iter()
            .filter_map(|subject| Some(disk_of(subject)?.1.virtual_size));
        let least = sizes.max().and_then(|size| u64::try_from(size).ok());
        let kind = FieldKind::Bytes {
            min: least.unwrap_or(create::LEAST),
            max: Some(create::MOST),
        };
        let now = Initial::of_all(subjects, |subject| {
            Some(json!(disk_of(subject)?.1.virtual_size))
        });
        Form::of([FormField::required("size", kind).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some((reference, vdi)) = disk_of(subject) else {
            return Err(Problem::new("no_disk").into());
        };
        create::check_size(self.size)?;
        if self.size == vdi.virtual_size {
            return Err(Problem::new("nothing_changes").into());
        }
        if self.size < vdi.virtual_size {
            let problem = Problem::new("disk_shrinks").with("size", vdi.virtual_size.to_string());
            return Err(problem.into());
        }
        if let Some(sr) = subject.connection.world.get::<Sr>(&vdi.sr) {
            storage::has_room(sr, self.size - vdi.virtual_size)?;
        }
        let mut plan = Plan::default();
        plan.change(
            "size",
            subject,
            Cell::bytes(vdi.virtual_size),
            Cell::bytes(self.size),
        );
        if subject.key.class() == Vdi::CLASS {
            plan.expect(subject, "virtual_size");
        }
        // No storage makes a disk smaller: there is no way back.
        match how(subject, &reference, vdi)? {
            How::AtRest => plan.call(calls::vdi::resize(&reference, self.size)),
            How::Live => plan.call(calls::vdi::resize_online(&reference, self.size)),
        };
        Ok(plan)
    }
}

/// How a disk can be made larger now.
enum How {
    /// Nobody has it.
    AtRest,
    /// Under the guest that has it.
    Live,
}

/// The disk that the subject is, or that is in the drive that it is.
pub(super) fn disk_of<'a>(subject: &Subject<'a>) -> Option<(Ref<Vdi>, &'a Vdi)> {
    let world = subject.connection.world;
    let (reference, vdi): (Ref<Vdi>, &Vdi) = match subject.record_of::<Vdi>() {
        Some(vdi) => (subject.reference(), vdi),
        None => {
            let disk = &subject.record_of::<Vbd>()?.vdi;
            (disk.clone(), world.get(disk)?)
        }
    };
    let is_disc = world
        .get::<Sr>(&vdi.sr)
        .is_some_and(|sr| sr.content_type.as_str() == "iso");
    (!is_disc).then_some((reference, vdi))
}

fn how(subject: &Subject<'_>, reference: &Ref<Vdi>, vdi: &Vdi) -> Result<How, Refusal> {
    if vdi.is_a_snapshot {
        return Err(Problem::new("is_snapshot").into());
    }
    if let Some(other) = vdi.current_operations.values().next() {
        let problem = Problem::new("op_in_progress").with("operation", other.as_str());
        return Err(problem.into());
    }
    let drives = Drive::of_disk(subject.connection.world, reference.opaque());
    let allowed = &vdi.allowed_operations;
    let Some(user) = drives.iter().find(|drive| drive.vbd.currently_attached) else {
        return match allowed.is_empty() || allowed.contains(&VdiOperation::Resize) {
            true => Ok(How::AtRest),
            false => Err(Problem::new("not_allowed_now").into()),
        };
    };
    // Only a server of 26.16 or later has a call for it, and only for storage that can: then it lists it.
    if allowed.contains(&VdiOperation::ResizeOnline) {
        return Ok(How::Live);
    }
    Err(user.has_it(subject))
}
