//! What goes with VMs that are deleted, and what stays.
//!
//! `VM.destroy` takes a VM's drives away and leaves its disks. So they are destroyed before it, one
//! by one: if one of them cannot be, the VM is still there with what is left, is seen to be, and is
//! deleted by asking again. In the other order, disks that nobody knows anything of would remain.

use xapi::{OpaqueRef, Ref, Vbd, VbdType, Vdi, Vm, VmPowerState, calls};

use crate::{
    jobs::{Plan, Subject, disk::attach, form::Choice, plan::Effect},
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// Plans that these VMs, of the subject's pool, are deleted with their disks, in this order. A person wants
/// to keep some of the disks.
pub(crate) fn plan_removal(
    plan: &mut Plan,
    subject: &Subject<'_>,
    vms: &[(OpaqueRef, &Vm)],
    wanted: &[Ref<Vdi>],
) {
    let world = subject.connection.world;
    for (reference, vm) in vms {
        let vm_reference: Ref<Vm> = reference.clone().into();
        let key = ObjectKey::to(subject.connection.id, &vm_reference);
        for field in ["power_state", "blocked_operations", "VBDs"] {
            plan.expect_of(world, &key, field);
        }
        plan.effect(Effect::Remove {
            object: key,
            name: vm.name_label.to_string(),
            size: Cell::None,
            freed: Cell::None,
        });
        if vm.power_state == VmPowerState::Suspended {
            // It gives its memory's image up by being halted.
            plan.call(calls::vm::hard_shutdown(&vm_reference));
            if let Some(image) = world.get::<Vdi>(&vm.suspend_vdi) {
                plan.effect(removed(subject, &vm.suspend_vdi, image));
            }
        }
        for (disk, vdi, vbd) in disks(subject, reference) {
            let is_wanted = wanted.contains(&disk).then(|| Problem::new("disk_wanted"));
            match why_kept(subject, &disk, vdi, vbd, vms).or(is_wanted) {
                Some(why) => {
                    plan.effect(Effect::Keep {
                        object: ObjectKey::to(subject.connection.id, &disk),
                        name: vdi.name_label.to_string(),
                        why,
                    });
                }
                None => {
                    plan.effect(removed(subject, &disk, vdi));
                    plan.call(calls::vdi::destroy(&disk));
                }
            }
        }
        plan.call(calls::vm::destroy(&vm_reference));
    }
}

/// A VM's disks, by their positions.
pub(crate) fn disks<'a>(
    subject: &Subject<'a>,
    vm: &OpaqueRef,
) -> Vec<(Ref<Vdi>, &'a Vdi, &'a Vbd)> {
    let world = subject.connection.world;
    let drives = world.within::<Vbd>(vm);
    drives
        .filter(|(_, vbd)| vbd.r#type == VbdType::Disk)
        .filter_map(|(_, vbd)| Some((vbd.vdi.clone(), world.get::<Vdi>(&vbd.vdi)?, vbd)))
        .collect()
}

/// The disks of a VM that goes with these, to choose which of them go with it; those that stay anyway say
/// why.
pub(crate) fn choices(
    subject: &Subject<'_>,
    vm: &OpaqueRef,
    going: &[(OpaqueRef, &Vm)],
) -> Vec<Choice> {
    let disks = disks(subject, vm).into_iter();
    let choice = |(disk, vdi, vbd): (Ref<Vdi>, &Vdi, &Vbd)| {
        let key = ObjectKey::to(subject.connection.id, &disk);
        let refusal = why_kept(subject, &disk, vdi, vbd, going);
        attach::choice(subject, key, vdi, refusal)
    };
    disks.map(choice).collect()
}

/// Why a disk stays, though all of these VMs go.
fn why_kept(
    subject: &Subject<'_>,
    disk: &Ref<Vdi>,
    vdi: &Vdi,
    vbd: &Vbd,
    going: &[(OpaqueRef, &Vm)],
) -> Option<Problem> {
    let world = subject.connection.world;
    let others = world
        .within::<Vbd>(disk.opaque())
        .filter(|(_, other)| going.iter().all(|(vm, _)| vm != other.vm.opaque()))
        .find_map(|(_, other)| world.name_of(other.vm.opaque()));
    if let Some(vm) = others {
        return Some(Problem::new("disk_used_by").with("vm", vm));
    }
    if vdi.sharable {
        return Some(Problem::new("disk_sharable"));
    }
    if vdi.read_only || vbd.mode.as_str() == "RO" {
        return Some(Problem::new("disk_read_only"));
    }
    None
}

fn removed(subject: &Subject<'_>, disk: &Ref<Vdi>, vdi: &Vdi) -> Effect {
    Effect::Remove {
        object: ObjectKey::to(subject.connection.id, disk),
        name: vdi.name_label.to_string(),
        size: Cell::bytes(vdi.virtual_size),
        freed: Cell::bytes(vdi.physical_utilisation),
    }
}
