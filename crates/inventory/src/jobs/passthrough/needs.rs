//! Which hosts have the hardware that a VM was given.

use xapi::{OpaqueRef, Pci, Pgpu, RecordOf, Vgpu, Vm, Vusb};

use crate::{
    objects::{Described, addresses_of_pci, device_of_vusb, room},
    problem::Problem,
    world::World,
};

/// Whether a host has all that a VM needs of it.
///
/// # Errors
/// `usb_elsewhere`, `gpu_not_here`, or `pci_not_here`.
pub(crate) fn are_at(world: &World, vm: &OpaqueRef, host: &OpaqueRef) -> Result<(), Problem> {
    for device in given::<Vusb>(world, vm).filter_map(|vusb| device_of_vusb(world, vusb)) {
        if device.host.opaque() != host {
            let there = world.name_of(device.host.opaque()).unwrap_or_default();
            return Err(Problem::new("usb_elsewhere")
                .with("device", device.called(world).unwrap_or_default())
                .with("host", there));
        }
    }
    for vgpu in given::<Vgpu>(world, vm) {
        let mut gpus = world.within::<Pgpu>(vgpu.gpu_group.opaque());
        let carries = |gpu: &Pgpu| gpu.host.opaque() == host && room(world, gpu, &vgpu.r#type) > 0;
        if !gpus.any(|(_, gpu)| carries(gpu)) {
            let name = vgpu.called(world).unwrap_or_default();
            return Err(Problem::new("gpu_not_here").with("gpu", name));
        }
    }
    let told = world
        .record::<Vm>(vm)
        .into_iter()
        .flat_map(addresses_of_pci);
    for address in told {
        let mut there = world.within::<Pci>(host);
        if !there.any(|(_, device)| device.pci_id == address) {
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
