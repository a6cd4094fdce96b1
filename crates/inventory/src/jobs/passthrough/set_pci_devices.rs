//! Say which PCI devices of a host are passed through to a VM: written in a key of its `other_config`, for its next
//! start, which can be on that host alone.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{OpaqueRef, Pci, Pif, RecordOf, VmPowerState, calls};

use super::chosen;
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        form::{Choice, Fact, FieldKind, FormField, Initial},
        plan::Effect,
        setting,
    },
    key::ObjectKey,
    look,
    objects::{carries, is_given, users_of_pci},
    problem::Problem,
    view::Cell,
};

/// The key in which it is written.
const KEY: &str = "pci";
/// The driver of devices that their host leaves to VMs.
const LEFT_TO_VMS: &str = "pciback";

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetPciDevicesInputs")]
pub struct SetPciDevices {
    /// The devices, all of one host; none: it has none any more.
    #[serde(default)]
    pub devices: Vec<ObjectKey>,
}

impl Definition for SetPciDevices {
    const METHODS: &'static [&'static str] =
        &["VM.add_to_other_config", "VM.remove_from_other_config"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let is_there = subject.connection.world.shown::<Pci>().next().is_some();
        match is_there || OTHER_CONFIG.get(subject, KEY).is_some() {
            true => Ok(()),
            false => Err(Problem::new("no_pci_devices").into()),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut choices: Vec<Choice> = Vec::new();
        for subject in subjects {
            let connection = subject.connection;
            for (reference, device) in connection.world.shown::<Pci>() {
                let key = ObjectKey::new(connection.id, &Pci::CLASS, reference);
                let is_known = |choice: &Choice| choice.object.as_ref() == Some(&key);
                if !choices.iter().any(is_known) {
                    choices.push(choice(subject, key, reference, device));
                }
            }
        }
        let now = Initial::of_only(subjects, |subject| Some(json!(given(subject))));
        Form::of([
            FormField::required("devices", FieldKind::Several { choices })
                .optional()
                .initially(now),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let world = subject.connection.world;
        let devices = self.devices.iter().map(|key| {
            let (reference, device) = chosen::<Pci>(subject, key)?;
            match unfit(subject, reference.opaque(), device) {
                Some(problem) => Err(problem),
                None => Ok(device),
            }
        });
        let devices: Vec<&Pci> = devices.collect::<Result<_, _>>()?;
        let first = devices.first().copied();
        if first.is_some_and(|first| devices.iter().any(|device| device.host != first.host)) {
            return Err(Problem::new("pci_hosts_differ").into());
        }
        let told: Vec<String> = devices
            .iter()
            .map(|device| format!("0/{}", device.pci_id))
            .collect();
        let told = Some(told.join(",")).filter(|told| !told.is_empty());
        let mut plan = Plan::default();
        OTHER_CONFIG.set(&mut plan, subject, KEY, told.as_deref())?;
        let mut plan = setting::something(plan)?;
        let before = given(subject);
        let before = before
            .iter()
            .filter_map(|key| chosen::<Pci>(subject, key).ok());
        let before = Cell::list(before.map(|(_, device)| Cell::text(&device.device_name)));
        let after = Cell::list(devices.iter().map(|device| Cell::text(&device.device_name)));
        plan.change("pciDevices", subject, before, after);
        if let Some(first) = first {
            // The server does not look for the devices where it lets a VM start: its home has to lead it there.
            if vm.affinity != first.host {
                let [now, then] =
                    [&vm.affinity, &first.host].map(|host| look::link_to(subject.connection, host));
                plan.change("homeServer", subject, now, then);
                let reference = subject.reference();
                let calls = [&first.host, &vm.affinity]
                    .map(|host| calls::vm::set_affinity(&reference, host));
                setting::set(&mut plan, subject, "affinity", json!(first.host), calls);
            }
            let host = world.name_of(first.host.opaque()).unwrap_or_default();
            plan.odd(Problem::new("pci_ties").with("host", host));
        }
        for device in devices {
            if !device.driver_name.is_empty() && device.driver_name != LEFT_TO_VMS {
                let problem = Problem::new("pci_of_host")
                    .with("device", &device.device_name)
                    .with("driver", &device.driver_name);
                plan.odd(problem);
            }
        }
        if !subject.has_power_state(&VmPowerState::Halted) {
            plan.effect(Effect::AtNextStart {
                object: subject.key.clone(),
            });
        }
        Ok(plan)
    }
}

/// The devices that a VM is given now.
fn given(subject: &Subject<'_>) -> Vec<ObjectKey> {
    let Some(vm) = subject.vm() else {
        return Vec::new();
    };
    let world = subject.connection.world;
    let is_told = OTHER_CONFIG.get(subject, KEY).unwrap_or_default();
    world
        .shown::<Pci>()
        .filter(|(reference, device)| {
            is_told.contains(device.pci_id.as_str()) && is_given(vm, reference, device)
        })
        .map(|(reference, _)| ObjectKey::new(subject.connection.id, &Pci::CLASS, reference))
        .collect()
}

/// Why a device cannot be passed through to the subject.
fn unfit(subject: &Subject<'_>, reference: &OpaqueRef, device: &Pci) -> Option<Problem> {
    let world = subject.connection.world;
    if carries(world, reference) {
        return Some(Problem::new("pci_is_gpu"));
    }
    let mut nics = world.within::<Pif>(device.host.opaque());
    let is_used = |pif: &Pif| pif.pci.opaque() == reference && pif.currently_attached;
    if let Some((_, pif)) = nics.find(|(_, pif)| is_used(pif)) {
        return Some(Problem::new("pci_is_nic").with("nic", &pif.device));
    }
    let own = subject.key.opaque();
    let users = users_of_pci(world, reference, device);
    let other = users.into_iter().find(|user| **user != own)?;
    let vm = world.name_of(other).unwrap_or_default();
    Some(Problem::new("pci_taken").with("vm", vm))
}

fn choice(subject: &Subject<'_>, key: ObjectKey, reference: &OpaqueRef, device: &Pci) -> Choice {
    let fact = |field: &str, value: Cell| Fact {
        field: field.to_owned(),
        value,
    };
    let facts = [
        fact("vendor", Cell::text(&device.vendor_name)),
        fact("host", look::link_to(subject.connection, &device.host)),
        fact("address", Cell::code(&device.pci_id)),
        fact("driver", Cell::code(&device.driver_name)),
    ];
    Choice {
        value: json!(key),
        name: device.device_name.to_string(),
        object: Some(key),
        facts: facts
            .into_iter()
            .filter(|fact| fact.value != Cell::None)
            .collect(),
        refusal: unfit(subject, reference, device),
    }
}
