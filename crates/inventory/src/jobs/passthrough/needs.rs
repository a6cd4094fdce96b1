//! Which hosts have the hardware that a VM was given.

use xapi::{OpaqueRef, Pci, Pgpu, RecordOf, Vgpu, Vm, Vusb};

use crate::{
    jobs::{Job, Subject, definition::checked},
    key::ObjectKey,
    objects::{Described, addresses_of_pci, device_of_vusb, host_of_pci, may_carry},
    problem::Problem,
    world::World,
};

/// Whether a host has all that a VM needs of it; GPUs do not count for one that rests there for now.
///
/// # Errors
/// `usb_elsewhere`, `gpu_not_here`, or `pci_not_here`.
pub(crate) fn are_at(
    world: &World,
    vm: &OpaqueRef,
    host: &OpaqueRef,
    with_gpus: bool,
) -> Result<(), Problem> {
    for device in given::<Vusb>(world, vm).filter_map(|vusb| device_of_vusb(world, vusb)) {
        if device.host.opaque() != host {
            let there = world.name_of(device.host.opaque()).unwrap_or_default();
            return Err(Problem::new("usb_elsewhere")
                .with("device", device.called(world).unwrap_or_default())
                .with("host", there));
        }
    }
    if with_gpus {
        gpus_are_at(world, vm, host)?;
    }
    world
        .record::<Vm>(vm)
        .map_or(Ok(()), |vm| pci_devices_are_at(world, vm, host))
}

/// The host on which a VM has to start for the PCI devices that it is given: its home, where it has one, and where it can
/// be started on a host of choice at all.
pub(crate) fn home_of(subject: &Subject<'_>) -> Option<ObjectKey> {
    let vm = subject.vm()?;
    let is_given = addresses_of_pci(vm).next().is_some();
    let can_choose = is_given && checked(Job::StartOn, subject).is_ok();
    (can_choose && !vm.affinity.is_null()).then(|| subject.key_of(&vm.affinity))
}

/// Each of a VM's virtual GPUs has its place, one after another.
fn gpus_are_at(world: &World, vm: &OpaqueRef, host: &OpaqueRef) -> Result<(), Problem> {
    let mut taken: Vec<&OpaqueRef> = Vec::new();
    for vgpu in given::<Vgpu>(world, vm) {
        let mut gpus = world.within::<Pgpu>(vgpu.gpu_group.opaque());
        let place = gpus.find(|(reference, gpu)| {
            let coming = taken.iter().filter(|gpu| *gpu == reference).count();
            let coming = i64::try_from(coming).unwrap_or(i64::MAX);
            gpu.host.opaque() == host && may_carry(world, gpu, &vgpu.r#type, coming)
        });
        match place {
            Some((gpu, _)) => taken.push(gpu),
            None => {
                let name = vgpu.called(world).unwrap_or_default();
                return Err(Problem::new("gpu_not_here").with("gpu", name));
            }
        }
    }
    Ok(())
}

/// The devices that a VM is given are known by their addresses alone, at which another host may have something else. Of
/// what no host has a record of, nobody knows where it is.
fn pci_devices_are_at(world: &World, vm: &Vm, host: &OpaqueRef) -> Result<(), Problem> {
    let at = |host: &OpaqueRef, address: &str| {
        let mut there = world.within::<Pci>(host);
        let device = there.find(|(_, device)| device.pci_id == address);
        device.map(|(_, device)| device)
    };
    for address in addresses_of_pci(vm) {
        let meant = host_of_pci(vm).and_then(|home| at(home, address));
        let is_here = match (meant, at(host, address)) {
            (Some(meant), Some(here)) => {
                meant.vendor_id == here.vendor_id && meant.device_id == here.device_id
            }
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => !world
                .all::<Pci>()
                .any(|(_, device)| device.pci_id == address),
        };
        if !is_here {
            return Err(Problem::new("pci_not_here").with("address", address));
        }
    }
    Ok(())
}

fn given<'a, T: RecordOf + 'static>(
    world: &'a World,
    vm: &OpaqueRef,
) -> impl Iterator<Item = &'a T> {
    world.within::<T>(vm).map(|(_, device)| device)
}
