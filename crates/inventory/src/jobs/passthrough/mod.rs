//! Hardware of hosts that goes to VMs as it is: USB devices, GPUs and parts of them, other PCI devices.

pub(crate) mod allow_usb;
pub(crate) mod forbid_usb;
pub(crate) mod give_gpu;
pub(crate) mod give_usb;
pub(crate) mod needs;
pub(crate) mod obstacle;
pub(crate) mod remove_gpu;
pub(crate) mod remove_usb;
pub(crate) mod set_pci_devices;
pub(crate) mod unplug_usb;

use xapi::{DomainType, Pool, RecordOf, Ref, Vm, VmPowerState};

use super::{Job, JobRequest, Part, Parts, Refusal, Subject, definition::checked};
use crate::{index::is_true, key::ObjectKey, problem::Problem, world::World};

/// That a virtual machine emulates no hardware beside which a GPU or a USB device could stand: the server takes the
/// order, and the start fails, or the device is not there.
///
/// # Errors
/// `needs_hvm`.
pub(crate) fn can_have_devices(vm: &Vm) -> Result<(), Problem> {
    let emulates = match vm.domain_type {
        DomainType::Hvm => true,
        DomainType::Pv | DomainType::PvInPvh | DomainType::Pvh => false,
        // Before 7.4 only the boot policy told.
        _ => !vm.hvm_boot_policy.is_empty(),
    };
    match emulates {
        true => Ok(()),
        false => Err(Problem::new("needs_hvm")),
    }
}

/// Whether the pool's licence lets it be done.
///
/// # Errors
/// `not_licensed`.
fn is_licensed(world: &World, restriction: &str) -> Result<(), Problem> {
    let is_restricted = |pool: &Pool| is_true(&pool.restrictions, restriction);
    match world.pool().is_some_and(|(_, pool)| is_restricted(pool)) {
        true => Err(Problem::new("not_licensed")),
        false => Ok(()),
    }
}

/// For several, what only one can have: whoever comes after the first is left out.
fn for_one(request: &JobRequest, subjects: &[Subject<'_>]) -> Option<Parts> {
    let part = |(place, subject): (usize, &Subject<'_>)| Part {
        refusal: (place > 0).then(|| Problem::new("device_for_one").into()),
        ..Part::new(request.clone(), subject.key)
    };
    (subjects.len() > 1).then(|| Parts {
        parts: subjects.iter().enumerate().map(part).collect(),
        ..Parts::default()
    })
}

/// The VM that a device was given to, templates' and snapshots' apart.
fn machine_of<'a>(subject: &Subject<'a>, vm: &Ref<Vm>) -> Option<(ObjectKey, &'a Vm)> {
    let machine = subject.connection.world.vm(vm)?;
    let is_machine = !machine.is_a_snapshot && !machine.is_a_template;
    is_machine.then(|| (subject.key_of(vm), machine))
}

/// That the VM that a device was given to is not in the state that is needed.
fn wrong_state(subject: &Subject<'_>, key: &ObjectKey, vm: &Vm, needed: VmPowerState) -> Refusal {
    let problem = Problem::new("wrong_power_state")
        .with("needed", needed.as_str().to_lowercase())
        .with("actual", vm.power_state.as_str().to_lowercase());
    let fix = match (&vm.power_state, &needed) {
        (VmPowerState::Running, VmPowerState::Halted) => Some(Job::CleanShutdown),
        (VmPowerState::Paused, VmPowerState::Running) => Some(Job::Unpause),
        _ => None,
    };
    let can = |job: &Job| {
        let machine = Subject::of(subject.connection, key);
        machine.is_some_and(|machine| checked(*job, &machine).is_ok())
    };
    Refusal::from(problem).fixed_by(fix.filter(can), key)
}

/// The record of what was chosen, of the subject's pool.
///
/// # Errors
/// `other_pool`, or `no_such_object`.
fn chosen<'a, T: RecordOf>(
    subject: &Subject<'a>,
    key: &ObjectKey,
) -> Result<(Ref<T>, &'a T), Problem> {
    if key.connection != subject.key.connection {
        return Err(Problem::new("other_pool"));
    }
    let reference = key.opaque();
    match subject.connection.world.record::<T>(&reference) {
        Some(record) => Ok((reference.into(), record)),
        None => Err(Problem::new("no_such_object")),
    }
}
