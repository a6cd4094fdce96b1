//! What of a host's hardware keeps a VM from leaving that host, or from being kept as it is; with the job that takes it
//! away.

use xapi::{
    OpaqueRef, RecordOf, Ref, Vgpu, VgpuImplementation, Vm, VmOperation, VmPowerState, Vusb,
};

use crate::{
    jobs::{Job, Refusal, Subject, definition::checked},
    key::ObjectKey,
    objects::Described,
    problem::Problem,
};

/// Why a server lists no such operation for a VM, as far as hardware is the reason.
pub(crate) fn to(subject: &Subject<'_>, operation: &VmOperation) -> Option<Refusal> {
    use VmOperation::{Checkpoint, MigrateSend, PoolMigrate, Snapshot, Suspend};
    let vm = subject.vm()?;
    let world = subject.connection.world;
    let own = subject.key.opaque();
    let leaves = matches!(operation, Suspend | Checkpoint | PoolMigrate | MigrateSend);
    if leaves {
        let vgpu = world.within::<Vgpu>(&own).next();
        if let Some((reference, vgpu)) = vgpu.filter(|_| !bear(subject, vm, operation)) {
            let name = vgpu.called(world).unwrap_or_default();
            let problem = Problem::new("has_gpu").with("gpu", name);
            let key = ObjectKey::new(subject.connection.id, &Vgpu::CLASS, reference);
            return Some(fixed(subject, problem, Job::RemoveGpu, &key));
        }
        if let Some(device) = vm.attached_pcis.iter().find_map(|pci| world.get(pci)) {
            let name = Described::called(device, world).unwrap_or_default();
            let problem = Problem::new("has_pci_device").with("device", name);
            return Some(fixed(subject, problem, Job::CleanShutdown, subject.key));
        }
    }
    if leaves || *operation == Snapshot {
        let (reference, vusb): (&OpaqueRef, &Vusb) = world.within(&own).next()?;
        let name = vusb.called(world).unwrap_or_default();
        let problem = Problem::new("has_usb_device").with("device", name);
        let key = subject.key_of::<Vusb>(&Ref::from(reference.clone()));
        return Some(fixed(subject, problem, Job::RemoveUsb, &key));
    }
    None
}

/// Whether the virtual GPUs of a VM are no obstacle: nothing is in them while it rests, and those of NVIDIA are kept and
/// moved where the driver has said of the card what it goes with.
fn bear(subject: &Subject<'_>, vm: &Vm, operation: &VmOperation) -> bool {
    let world = subject.connection.world;
    let is_kept = |vgpu: &Vgpu| {
        let of_type = world.get(&vgpu.r#type);
        let card = world.get(&vgpu.resident_on);
        of_type.is_some_and(|of_type| of_type.implementation == VgpuImplementation::Nvidia)
            && card.is_some_and(|card| !card.compatibility_metadata.is_empty())
    };
    match (operation, &vm.power_state) {
        (VmOperation::MigrateSend, VmPowerState::Halted)
        | (VmOperation::Checkpoint, VmPowerState::Suspended) => true,
        _ => {
            let mut vgpus = world.within::<Vgpu>(&subject.key.opaque());
            vgpus.all(|(_, vgpu)| is_kept(vgpu))
        }
    }
}

/// With the job that takes the device away; where that cannot be done yet, with what it waits for.
fn fixed(subject: &Subject<'_>, problem: Problem, job: Job, key: &ObjectKey) -> Refusal {
    let device = Subject::of(subject.connection, key);
    let fix = match device.map(|device| checked(job, &device)) {
        Some(Ok(())) => return Refusal::from(problem).fixed_by(Some(job), key),
        Some(Err(refusal)) => refusal.fix,
        None => None,
    };
    Refusal { problem, fix }
}
