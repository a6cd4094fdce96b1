//! Say which PCI devices of a host are passed through to a VM: written in a key of its `other_config`, for its next
//! start, which has to be on that host.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{OpaqueRef, Pci, Pif, RecordOf, Ref, Vm, VmPowerState, calls};

use super::{chosen, for_one};
use crate::{
    index::is_true,
    jobs::{
        Definition, Form, JobRequest, Parts, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        form::{Choice, Fact, FieldKind, FormField, Initial},
        plan::Effect,
        setting,
    },
    key::ObjectKey,
    look,
    objects::{carries, entries_of_pci, host_meant_by_pci, is_surely_given, users_of_pci},
    problem::Problem,
    view::Cell,
    world::World,
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
            let given = given(subject);
            for (reference, device) in connection.world.shown::<Pci>() {
                let key = ObjectKey::new(connection.id, &Pci::CLASS, reference);
                let is_known = |choice: &Choice| choice.object.as_ref() == Some(&key);
                if !choices.iter().any(is_known) {
                    let is_given = given.contains(&key);
                    choices.push(choice(subject, key, reference, device, is_given));
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

    /// What nobody has any more can be said of several; a device goes to one.
    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        match self.devices.is_empty() {
            true => None,
            false => for_one(&JobRequest::SetPciDevices(self.clone()), subjects),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        let world = subject.connection.world;
        let given = given(subject);
        let mut others: Vec<(&str, &Pci)> = Vec::new();
        let mut devices: Vec<&Pci> = Vec::new();
        for key in &self.devices {
            let (reference, device) = chosen::<Pci>(subject, key)?;
            if let Some(problem) = unfit(subject, reference.opaque(), device, given.contains(key)) {
                return Err(problem.into());
            }
            let users = others_of(subject, reference.opaque(), device);
            let names = users.filter_map(|(user, _)| world.name_of(user));
            others.extend(names.map(|name| (name, device)));
            devices.push(device);
        }
        let first = devices.first().copied();
        if first.is_some_and(|first| devices.iter().any(|device| device.host != first.host)) {
            return Err(Problem::new("pci_hosts_differ").into());
        }
        let before: Vec<&Pci> = given
            .iter()
            .filter_map(|key| chosen::<Pci>(subject, key).ok())
            .map(|(_, device)| device)
            .collect();
        let host = first.map(|first| first.host.opaque());
        let host = host.or_else(|| host_meant_by_pci(world, vm));
        let told = Told::of(subject, vm, host, &before, &devices);
        let mut plan = Plan::default();
        OTHER_CONFIG.set(&mut plan, subject, KEY, told.value().as_deref())?;
        let names = |devices: &[&Pci], unknown: &[&str]| {
            let devices = devices.iter().map(|device| Cell::text(&device.device_name));
            Cell::list(devices.chain(unknown.iter().map(|entry| Cell::code(*entry))))
        };
        if !plan.steps.is_empty() {
            let [now, then] = [&before, &devices].map(|devices| names(devices, &told.unknown));
            plan.change("pciDevices", subject, now, then);
        }
        if let Some(first) = first {
            lead_home(&mut plan, subject, vm, first);
        }
        let mut plan = setting::something(plan)?;
        for (vm, device) in others {
            let problem = Problem::new("pci_perhaps_taken")
                .with("vm", vm)
                .with("device", &device.device_name);
            plan.odd(problem);
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

/// What will stand in the key.
struct Told<'a> {
    entries: Vec<String>,
    /// Those of devices of which the pool has no record (USB controllers, say): they stay as they are.
    unknown: Vec<&'a str>,
}

impl<'a> Told<'a> {
    /// Who was given `before` is given `devices` then, of this host.
    fn of(
        subject: &Subject<'_>,
        vm: &'a Vm,
        host: Option<&OpaqueRef>,
        before: &[&Pci],
        devices: &[&Pci],
    ) -> Self {
        let world = subject.connection.world;
        let is_of = |devices: &[&Pci], at: &str| devices.iter().any(|one| one.pci_id == at);
        let is_known = |at: &str| {
            let mut there = host.into_iter().flat_map(|host| world.within::<Pci>(host));
            is_of(before, at) || there.any(|(_, device)| device.pci_id == at)
        };
        let mut told = Self {
            entries: Vec::new(),
            unknown: Vec::new(),
        };
        let mut there: Vec<&str> = Vec::new();
        for (entry, at) in entries_of_pci(vm) {
            if is_of(devices, at) {
                there.push(at);
            } else if is_known(at) {
                continue;
            } else {
                told.unknown.push(entry);
            }
            told.entries.push(entry.to_owned());
        }
        let new = devices.iter().map(|device| device.pci_id.as_str());
        let new = new.filter(|at| !there.contains(at));
        told.entries.extend(new.map(|at| format!("0/{at}")));
        told
    }

    fn value(&self) -> Option<String> {
        let told = self.entries.join(",");
        Some(told).filter(|told| !told.is_empty())
    }
}

/// The server does not look for the devices where it lets a VM start: its home has to lead it there.
fn lead_home(plan: &mut Plan, subject: &Subject<'_>, vm: &Vm, device: &Pci) {
    if vm.affinity != device.host {
        let [now, then] =
            [&vm.affinity, &device.host].map(|host| look::link_to(subject.connection, host));
        plan.change("homeServer", subject, now, then);
        let reference = subject.reference();
        let calls =
            [&device.host, &vm.affinity].map(|host| calls::vm::set_affinity(&reference, host));
        setting::set(plan, subject, "affinity", json!(device.host), calls);
    }
    let world = subject.connection.world;
    let host = world.name_of(device.host.opaque()).unwrap_or_default();
    plan.odd(Problem::new("pci_ties").with("host", host));
    if vm.ha_restart_priority == "restart" || is_true(&vm.other_config, "auto_poweron") {
        plan.odd(Problem::new("pci_started_anywhere").with("host", host));
    }
}

/// The devices that a VM is given for its next start: all of one host.
fn given(subject: &Subject<'_>) -> Vec<ObjectKey> {
    let world = subject.connection.world;
    let Some(vm) = subject.vm() else {
        return Vec::new();
    };
    let Some(host) = host_meant_by_pci(world, vm) else {
        return Vec::new();
    };
    let is_told = |device: &Pci| entries_of_pci(vm).any(|(_, at)| at == device.pci_id.as_str());
    let there = world.within::<Pci>(host);
    there
        .filter(|(_, device)| is_told(device))
        .map(|(reference, _)| ObjectKey::new(subject.connection.id, &Pci::CLASS, reference))
        .collect()
}

/// The other VMs that have a device or may be given it, and whether that is sure.
fn others_of<'a>(
    subject: &Subject<'a>,
    reference: &OpaqueRef,
    device: &Pci,
) -> impl Iterator<Item = (&'a OpaqueRef, bool)> {
    let world = subject.connection.world;
    let own = subject.key.opaque();
    let users = users_of_pci(world, reference, device).into_iter();
    let others: Vec<(&OpaqueRef, bool)> = users
        .filter(|user| **user != own)
        .map(|user| {
            let vm = world.record::<Vm>(user);
            let sure = vm.is_some_and(|vm| is_surely_given(vm, reference, device));
            (user, sure)
        })
        .collect();
    others.into_iter()
}

/// Who surely has a device, or is given it, beside the subject.
fn taken_by<'a>(subject: &Subject<'a>, reference: &OpaqueRef, device: &Pci) -> Option<&'a str> {
    let mut others = others_of(subject, reference, device);
    let (other, _) = others.find(|(_, is_sure)| *is_sure)?;
    let name = subject.connection.world.name_of(other);
    Some(name.unwrap_or_default())
}

/// Why a device cannot be passed through to the subject. What it is given already it may keep, whatever else that is.
fn unfit(
    subject: &Subject<'_>,
    reference: &OpaqueRef,
    device: &Pci,
    is_given: bool,
) -> Option<Problem> {
    let world = subject.connection.world;
    if !is_given {
        if carries(world, reference) {
            return Some(Problem::new("pci_is_gpu"));
        }
        let mut nics = world.within::<Pif>(device.host.opaque());
        let is_it = |pif: &Pif| pif.pci.opaque() == reference && is_used(world, pif);
        if let Some((_, pif)) = nics.find(|(_, pif)| is_it(pif)) {
            return Some(Problem::new("pci_is_nic").with("nic", &pif.device));
        }
    }
    if let Some(vm) = taken_by(subject, reference, device) {
        return Some(Problem::new("pci_taken").with("vm", vm));
    }
    // What a card cannot do without goes where that goes.
    let cards = world.within::<Pci>(device.host.opaque());
    let mut cards = cards.filter(|(_, card)| {
        let mut parts = card.dependencies.iter();
        parts.any(|part| part.opaque() == reference)
    });
    cards.find_map(|(card, record)| {
        if !is_given && carries(world, card) {
            return Some(Problem::new("pci_of_gpu").with("gpu", &record.device_name));
        }
        let vm = taken_by(subject, card, record)?;
        let problem = Problem::new("pci_beside_taken").with("vm", vm);
        Some(problem.with("device", &record.device_name))
    })
}

/// Whether a host needs a NIC: for itself, or for what lies on it. A NIC of a bond is not attached by itself, nor one
/// with nothing but VLANs.
fn is_used(world: &World, nic: &Pif) -> bool {
    let is_attached = |pif: &Ref<Pif>| world.get(pif).is_some_and(|pif| pif.currently_attached);
    let vlans = nic.vlan_slave_of.iter().filter_map(|vlan| world.get(vlan));
    let tunnels = nic.tunnel_transport_pif_of.iter();
    let tunnels = tunnels.filter_map(|tunnel| world.get(tunnel));
    let shared = nic.sriov_physical_pif_of.iter();
    let shared = shared.filter_map(|sriov| world.get(sriov));
    let mut above = vlans
        .map(|vlan| &vlan.tagged_pif)
        .chain(tunnels.map(|tunnel| &tunnel.access_pif))
        .chain(shared.map(|sriov| &sriov.logical_pif));
    nic.currently_attached || !nic.bond_slave_of.is_null() || above.any(is_attached)
}

fn choice(
    subject: &Subject<'_>,
    key: ObjectKey,
    reference: &OpaqueRef,
    device: &Pci,
    is_given: bool,
) -> Choice {
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
        refusal: unfit(subject, reference, device, is_given),
    }
}
