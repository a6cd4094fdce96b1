//! Let a USB device of a host go to VMs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Pusb, RecordOf, Sr, Vbd, VbdType, Vdi, calls};

use super::is_licensed;
use crate::{
    jobs::{Definition, Job, Plan, Refusal, Subject, setting},
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "AllowUsbInputs")]
pub struct AllowUsb {}

impl Definition for AllowUsb {
    const METHODS: &'static [&'static str] = &["PUSB.set_passthrough_enabled"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Pusb>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match subject.record_of::<Pusb>() {
            Some(device) if device.passthrough_enabled => Err(Problem::new("usb_allowed").into()),
            Some(device) => can_be(subject, device),
            None => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        let [before, after] = [false, true].map(|on| Cell::Flag { on });
        plan.change("passthrough", subject, before, after);
        plan.odd(Problem::new("usb_leaves_host"));
        let reference = subject.reference();
        let calls = [true, false].map(|on| calls::pusb::set_passthrough_enabled(&reference, on));
        setting::set(
            &mut plan,
            subject,
            "passthrough_enabled",
            true.into(),
            calls,
        );
        Ok(plan)
    }
}

/// Whether a device may be let go to VMs: the licence has to let it, and no VM may have it as a drive of its host.
///
/// # Errors
/// `not_licensed`, or `usb_is_drive` with the job that takes the drive away.
pub(super) fn can_be(subject: &Subject<'_>, device: &Pusb) -> Result<(), Refusal> {
    let world = subject.connection.world;
    is_licensed(world, "restrict_usb_passthrough")?;
    let drives = world.all::<Sr>().filter(|(_, sr)| sr.r#type == "udev");
    let disks = drives.flat_map(|(sr, _)| world.within::<Vdi>(sr));
    let is_it = |disk: &Vdi| {
        let path = disk.sm_config.get("usb_path");
        path.is_some_and(|path| !path.is_empty() && *path == device.path)
    };
    let mut used = disks
        .filter(|(_, disk)| is_it(disk))
        .flat_map(|(disk, _)| world.within::<Vbd>(disk));
    let Some((reference, vbd)) = used.next() else {
        return Ok(());
    };
    let vm = world.name_of(vbd.vm.opaque()).unwrap_or_default();
    let job = match vbd.r#type {
        VbdType::Cd => Job::EjectDisc,
        _ => Job::DetachDisk,
    };
    let key = ObjectKey::new(subject.connection.id, &Vbd::CLASS, reference);
    let problem = Problem::new("usb_is_drive").with("vm", vm);
    Err(Refusal::from(problem).fixed_by(Some(job), &key))
}
