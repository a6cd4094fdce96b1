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

use xapi::{RecordOf, Ref, Vm, VmPowerState};

use super::{Job, Refusal, Subject, definition::checked};
use crate::{key::ObjectKey, problem::Problem};

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
