//! Give a VM a USB device of a host. It is there when the VM starts next, and the VM starts on that host alone.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{OpaqueRef, Pusb, RecordOf, UsbGroup, VmPowerState, Vusb, calls};

use super::{allow_usb, can_have_devices, chosen, for_one, is_licensed};
use crate::{
    jobs::{
        Definition, Form, Job, JobRequest, Parts, Plan, Refusal, Subject,
        form::{Choice, Fact, FieldKind, FormField},
        plan::Effect,
    },
    key::ObjectKey,
    look,
    objects::Described,
    problem::Problem,
    view::Cell,
    world::World,
};

/// So many USB devices a server gives one VM.
const MOST: usize = 6;

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "GiveUsbInputs")]
pub struct GiveUsb {
    /// The device.
    pub device: ObjectKey,
}

impl Definition for GiveUsb {
    const METHODS: &'static [&'static str] = &["VUSB.create", "PUSB.set_passthrough_enabled"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let world = subject.connection.world;
        is_licensed(world, "restrict_usb_passthrough")?;
        can_have_devices(vm)?;
        if world.shown::<Pusb>().next().is_none() {
            return Err(Problem::new("no_usb_devices").into());
        }
        if vm.ha_restart_priority == "restart" {
            let problem = Problem::new("usb_not_with_restart");
            return Err(Refusal::from(problem).fixed_by(Some(Job::SetRestart), subject.key));
        }
        if world.within::<Vusb>(&subject.key.opaque()).count() >= MOST {
            let problem = Problem::new("too_many_usb_devices").with("most", MOST.to_string());
            return Err(problem.into());
        }
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut choices: Vec<Choice> = Vec::new();
        for subject in subjects {
            let connection = subject.connection;
            for (reference, device) in connection.world.shown::<Pusb>() {
                let key = ObjectKey::new(connection.id, &Pusb::CLASS, reference);
                let is_known = |choice: &Choice| choice.object.as_ref() == Some(&key);
                if !choices.iter().any(is_known) {
                    choices.push(choice(subject, key, device));
                }
            }
        }
        Form::of([FormField::required("device", FieldKind::Choice { choices })])
    }

    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        for_one(&JobRequest::GiveUsb(self.clone()), subjects)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let world = subject.connection.world;
        let (reference, device) = chosen::<Pusb>(subject, &self.device)?;
        can_go(subject, device)?;
        let name = describe_device(world, device).to_owned();
        let mut plan = Plan::default();
        plan.expect_of(world, &self.device, "passthrough_enabled");
        if !device.passthrough_enabled {
            plan.effect(Effect::ChangeOther {
                object: self.device.clone(),
                name: name.clone(),
                field: "passthrough".to_owned(),
                before: Cell::Flag { on: false },
                after: Cell::Flag { on: true },
            });
            let [allow, forbid] =
                [true, false].map(|on| calls::pusb::set_passthrough_enabled(&reference, on));
            plan.odd(Problem::new("usb_leaves_host"));
            plan.call(allow).undo(forbid);
        }
        plan.change("usbDevice", subject, Cell::None, Cell::text(&name));
        let host = world.name_of(device.host.opaque()).unwrap_or_default();
        plan.odd(Problem::new("usb_ties").with("host", host));
        plan.expect_of(
            world,
            &subject.key_of::<UsbGroup>(&device.usb_group),
            "VUSBs",
        );
        plan.call(calls::vusb::create(
            &subject.reference(),
            &device.usb_group,
            None,
        ));
        let made = plan.latest();
        if let Some(step) = plan.steps.last_mut() {
            step.undo(calls::vusb::destroy(&made));
        }
        if !subject.has_power_state(&VmPowerState::Halted) {
            plan.effect(Effect::AtNextStart {
                object: subject.key.clone(),
            });
        }
        Ok(plan)
    }
}

fn describe_device<'a>(world: &'a World, device: &'a Pusb) -> &'a str {
    device.called(world).unwrap_or_default()
}

/// That another VM has a device.
fn taken(world: &World, device: &Pusb) -> Option<Problem> {
    let (_, vusb): (&OpaqueRef, &Vusb) = world.within(device.usb_group.opaque()).next()?;
    let vm = world.name_of(vusb.vm.opaque()).unwrap_or_default();
    Some(Problem::new("usb_taken").with("vm", vm))
}

/// Whether a device can go to a VM now.
fn can_go(subject: &Subject<'_>, device: &Pusb) -> Result<(), Refusal> {
    match taken(subject.connection.world, device) {
        Some(problem) => Err(problem.into()),
        None if device.passthrough_enabled => Ok(()),
        None => allow_usb::can_be(subject, device),
    }
}

fn choice(subject: &Subject<'_>, key: ObjectKey, device: &Pusb) -> Choice {
    let fact = |field: &str, value: Cell| Fact {
        field: field.to_owned(),
        value,
    };
    let facts = [
        fact("vendor", Cell::text(&device.vendor_desc)),
        fact("host", look::link_to(subject.connection, &device.host)),
        fact("serial", Cell::code(&device.serial)),
        fact("passthrough", Cell::flag(device.passthrough_enabled)),
    ];
    Choice {
        value: json!(key),
        name: describe_device(subject.connection.world, device).to_owned(),
        object: Some(key),
        facts: facts
            .into_iter()
            .filter(|fact| fact.value != Cell::None)
            .collect(),
        refusal: can_go(subject, device).err().map(|refusal| refusal.problem),
    }
}
