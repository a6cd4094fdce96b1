//! Unplug a USB device from a running VM. It is plugged in again when the VM starts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmPowerState, Vusb, VusbOperation, calls};

use super::{machine_of, wrong_state};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "UnplugUsbInputs")]
pub struct UnplugUsb {}

impl Definition for UnplugUsb {
    const METHODS: &'static [&'static str] = &["VUSB.unplug"];
    const RISK: Risk = Risk::Interruption;

    fn is_for(subject: &Subject<'_>) -> bool {
        let vusb = subject.record_of::<Vusb>();
        vusb.is_some_and(|vusb| machine_of(subject, &vusb.vm).is_some())
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let vusb = subject.record_of::<Vusb>();
        let vusb = vusb.ok_or_else(|| Problem::new("bad_request"))?;
        if !vusb.currently_attached {
            return Err(Problem::new("not_plugged").into());
        }
        can_be(subject, vusb)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        let [before, after] = [true, false].map(|on| Cell::Flag { on });
        plan.change("attached", subject, before, after);
        plan.odd(Problem::new("usb_back_at_start"));
        plan.expect(subject, "currently_attached");
        plan.call(calls::vusb::unplug(&subject.reference()));
        Ok(plan)
    }
}

/// Whether a device that is plugged in can be unplugged now.
///
/// # Errors
/// The reason why not, with the job that helps.
pub(super) fn can_be(subject: &Subject<'_>, vusb: &Vusb) -> Result<(), Refusal> {
    if let Some(other) = vusb.current_operations.values().next() {
        let problem = Problem::new("op_in_progress").with("operation", other.as_str());
        return Err(problem.into());
    }
    let machine = machine_of(subject, &vusb.vm);
    let (key, vm) = machine.ok_or_else(|| Problem::new("bad_request"))?;
    if vm.power_state != VmPowerState::Running {
        return Err(wrong_state(subject, &key, vm, VmPowerState::Running));
    }
    let allowed = &vusb.allowed_operations;
    match allowed.is_empty() || allowed.contains(&VusbOperation::Unplug) {
        true => Ok(()),
        false => Err(Problem::new("not_allowed_now").into()),
    }
}
