//! Let a USB device of a host go to VMs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Pusb, calls};

use crate::{
    jobs::{Definition, Plan, Refusal, Subject, setting},
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
            _ => Ok(()),
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
