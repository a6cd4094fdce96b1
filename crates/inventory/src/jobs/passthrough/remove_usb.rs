//! Take a USB device from a VM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Vusb, calls};

use super::{machine_of, unplug_usb};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "RemoveUsbInputs")]
pub struct RemoveUsb {}

impl Definition for RemoveUsb {
    const METHODS: &'static [&'static str] = &["VUSB.destroy", "VUSB.unplug"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        let vusb = subject.record_of::<Vusb>();
        vusb.is_some_and(|vusb| machine_of(subject, &vusb.vm).is_some())
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let vusb = subject.record_of::<Vusb>();
        let vusb = vusb.ok_or_else(|| Problem::new("bad_request"))?;
        match vusb.currently_attached {
            true => unplug_usb::can_be(subject, vusb),
            false => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vusb = subject.record_of::<Vusb>();
        let vusb = vusb.ok_or_else(|| Problem::new("bad_request"))?;
        let mut plan = Plan::default();
        plan.effect(Effect::Change {
            object: subject.key_of(&vusb.vm),
            field: "usbDevice".to_owned(),
            before: Cell::text(subject.name()),
            after: Cell::None,
        });
        plan.expect(subject, "currently_attached");
        let reference = subject.reference();
        if vusb.currently_attached {
            // There is no call that plugs it in again.
            plan.call(calls::vusb::unplug(&reference));
        }
        plan.call(calls::vusb::destroy(&reference))
            .undo(calls::vusb::create(
                &vusb.vm,
                &vusb.usb_group,
                Some(&vusb.other_config),
            ));
        Ok(plan)
    }
}
