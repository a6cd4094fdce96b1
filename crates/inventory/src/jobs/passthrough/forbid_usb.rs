//! Keep a USB device of a host from VMs. It is taken from the VM that it was given to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{OpaqueRef, Pusb, RecordOf, Vusb, calls};

use crate::{
    jobs::{Definition, Job, Plan, Refusal, Subject, plan::Effect, setting},
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ForbidUsbInputs")]
pub struct ForbidUsb {}

/// What was given to a VM of a device.
fn given<'a>(subject: &Subject<'a>, device: &Pusb) -> Option<(&'a OpaqueRef, &'a Vusb)> {
    let world = subject.connection.world;
    world.within::<Vusb>(device.usb_group.opaque()).next()
}

impl Definition for ForbidUsb {
    const METHODS: &'static [&'static str] = &["PUSB.set_passthrough_enabled", "VUSB.destroy"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Pusb>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let device = subject.record_of::<Pusb>();
        let device = device.ok_or_else(|| Problem::new("bad_request"))?;
        if !device.passthrough_enabled {
            return Err(Problem::new("usb_forbidden").into());
        }
        match given(subject, device) {
            Some((reference, vusb)) if vusb.currently_attached => {
                let vm = subject.connection.world.name_of(vusb.vm.opaque());
                let problem = Problem::new("usb_in_use").with("vm", vm.unwrap_or_default());
                let key = ObjectKey::new(subject.connection.id, &Vusb::CLASS, reference);
                Err(Refusal::from(problem).fixed_by(Some(Job::RemoveUsb), &key))
            }
            _ => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let device = subject.record_of::<Pusb>();
        let device = device.ok_or_else(|| Problem::new("bad_request"))?;
        let mut plan = Plan::default();
        let [before, after] = [true, false].map(|on| Cell::Flag { on });
        plan.change("passthrough", subject, before, after);
        if let Some((given, vusb)) = given(subject, device) {
            let world = subject.connection.world;
            plan.effect(Effect::ChangeOther {
                object: subject.key_of(&vusb.vm),
                name: world
                    .name_of(vusb.vm.opaque())
                    .unwrap_or_default()
                    .to_owned(),
                field: "usbDevice".to_owned(),
                before: Cell::text(subject.name()),
                after: Cell::None,
            });
            let key = ObjectKey::new(subject.connection.id, &Vusb::CLASS, given);
            plan.expect_of(world, &key, "currently_attached");
            // The server would take it away with the permission, and not give it back with that.
            plan.call(calls::vusb::destroy(&given.clone().into()))
                .undo(calls::vusb::create(
                    &vusb.vm,
                    &vusb.usb_group,
                    Some(&vusb.other_config),
                ));
        }
        let reference = subject.reference();
        let calls = [false, true].map(|on| calls::pusb::set_passthrough_enabled(&reference, on));
        setting::set(
            &mut plan,
            subject,
            "passthrough_enabled",
            false.into(),
            calls,
        );
        Ok(plan)
    }
}
