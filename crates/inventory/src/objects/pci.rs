//! PCI devices of hosts: what GPUs and NICs are called, and what can be passed through to VMs.

use std::marker::PhantomData;

use xapi::{Class, OpaqueRef, Pci, Vm};

use super::{
    AnyTable, Described, Members, ObjectClass, Table,
    layout::{DefaultOrder, found_from, parts_without},
    property::Property,
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    view::{Cell, ListKind},
    world::World,
};

impl Described for Pci {
    fn called<'a>(&'a self, _world: &'a World) -> Option<&'a str> {
        Some(&self.device_name)
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Pci>();
        keys.within::<Pci>(self.host.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        let lines = [&*self.device_name, &*self.vendor_name, &*self.pci_id];
        IndexEntry::at(reference, &self.pci_id).with_lines(lines.into_iter())
    }
}

type P = Property<Pci>;

impl ObjectClass for Pci {
    const PROPERTIES: &'static [Property<Self>] = &[
        P::text("model", |item| Cell::text(&item.record.device_name))
            .kept(&["device_name"])
            .operator("model"),
        P::text("vendor", |item| Cell::text(&item.record.vendor_name))
            .kept(&["vendor_name"])
            .operator("vendor"),
        P::text("class", |item| Cell::text(&item.record.class_name))
            .kept(&["class_name"])
            .operator("class"),
        P::code("address", |item| Cell::code(&item.record.pci_id)).kept(&["pci_id"]),
        P::code("driver", |item| Cell::code(&item.record.driver_name))
            .kept(&["driver_name"])
            .operator("driver"),
        P::link("host", |item| look::link_to(item.info, &item.record.host))
            .kept(&["host"])
            .operator("host"),
        P::list("vms", |item| {
            let users = users_of(item.world(), item.reference, item.record);
            Cell::list(
                users
                    .into_iter()
                    .map(|vm| look::link(item.info, &Class::Vm, vm)),
            )
        }),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Pci> {
        list: ListKind::PciDevices,
        all: Some(|| vec![IndexKey::all::<Pci>()]),
        within: &[
            parts_without::<Pci>(Class::Host, &["host"]),
            found_from(Class::Vm, |world, vm| Members::Found(given_to(world, vm))),
        ],
        columns: &[
            "address", "model", "vendor", "class", "host", "driver", "vms",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const KEPT: &'static [&'static str] = &["uuid"];
}

/// What stands in the key of a VM, `0/0000:04:01.0,…`: each entry as it is, and the address in it.
pub(crate) fn entries(vm: &Vm) -> impl Iterator<Item = (&str, &str)> {
    let told = vm.other_config.get("pci").map_or("", |told| told.as_str());
    let entries = told.split(',').map(str::trim);
    let entries = entries.filter(|entry| !entry.is_empty());
    entries.map(|entry| (entry, entry.split_once('/').map_or(entry, |(_, at)| at)))
}

/// The addresses of the devices that a VM is given.
pub(crate) fn addresses(vm: &Vm) -> impl Iterator<Item = &str> {
    entries(vm).map(|(_, address)| address)
}

/// The host whose devices a VM is given at its next start: where it is at home, or else where it runs.
pub(crate) fn host_of(vm: &Vm) -> Option<&OpaqueRef> {
    let hosts = [&vm.affinity, &vm.resident_on];
    let host = hosts.into_iter().find(|host| !host.is_null());
    host.map(|host| host.opaque())
}

/// The same, where nobody says it the host that has most of what the VM is given.
pub(crate) fn host_meant<'a>(world: &'a World, vm: &'a Vm) -> Option<&'a OpaqueRef> {
    if let Some(host) = host_of(vm) {
        return Some(host);
    }
    let mut hosts: Vec<(&OpaqueRef, usize)> = Vec::new();
    for address in addresses(vm) {
        let there = world.all::<Pci>();
        for (_, device) in there.filter(|(_, device)| device.pci_id == address) {
            let host = device.host.opaque();
            match hosts.iter_mut().find(|(known, _)| *known == host) {
                Some((_, count)) => *count += 1,
                None => hosts.push((host, 1)),
            }
        }
    }
    // The same one each time, of several that have as much.
    hosts.sort_by(|(one, has), (other, had)| had.cmp(has).then_with(|| one.cmp(other)));
    hosts.first().map(|(host, _)| *host)
}

/// Whether a VM is given a device, whether it has it now or not; without a home it may be one of any host.
pub(crate) fn is_given(vm: &Vm, reference: &OpaqueRef, device: &Pci) -> bool {
    let is_anywhere = host_of(vm).is_none();
    is_surely_given(vm, reference, device) || is_anywhere && is_told(vm, device)
}

/// The same where it is known that this host's is meant.
pub(crate) fn is_surely_given(vm: &Vm, reference: &OpaqueRef, device: &Pci) -> bool {
    let has = vm.attached_pcis.iter().any(|pci| pci.opaque() == reference);
    let is_here = host_of(vm).is_some_and(|host| host == device.host.opaque());
    has || is_here && is_told(vm, device)
}

fn is_told(vm: &Vm, device: &Pci) -> bool {
    addresses(vm).any(|address| address == device.pci_id.as_str())
}

/// The VMs that have a device, or are given it.
pub(crate) fn users_of<'a>(
    world: &'a World,
    reference: &OpaqueRef,
    device: &Pci,
) -> Vec<&'a OpaqueRef> {
    let having = world.within::<Vm>(reference);
    let given = world.records::<Vm>(&IndexKey::Pci(device.pci_id.clone()));
    let mut users: Vec<&OpaqueRef> = Vec::new();
    for (user, vm) in having.chain(given) {
        if !vm.is_a_template && is_given(vm, reference, device) && !users.contains(&user) {
            users.push(user);
        }
    }
    users
}

/// Whether it is known that a VM has a device, or gets it, beside what GPUs are given as.
pub(crate) fn is_passed(world: &World, reference: &OpaqueRef) -> bool {
    let Some(device) = world.record::<Pci>(reference) else {
        return false;
    };
    let surely = |user: &OpaqueRef| {
        let vm = world.record::<Vm>(user);
        vm.is_some_and(|vm| is_surely_given(vm, reference, device))
    };
    users_of(world, reference, device).into_iter().any(surely)
}

/// The devices that a VM has, or is given.
fn given_to<'a>(world: &'a World, vm: &OpaqueRef) -> Vec<&'a OpaqueRef> {
    let Some(vm) = world.record::<Vm>(vm) else {
        return Vec::new();
    };
    let mut devices: Vec<&OpaqueRef> = vm.attached_pcis.iter().map(|pci| pci.opaque()).collect();
    if addresses(vm).next().is_some()
        && let Some(host) = host_meant(world, vm)
    {
        for (reference, device) in world.within::<Pci>(host) {
            if is_told(vm, device) && !devices.contains(&reference) {
                devices.push(reference);
            }
        }
    }
    devices
}
