//! May a job run on these objects, and if not, why.
//!
//! The server has the last word: its `allowed_operations` is asked too. But it only says no; the
//! reasons are found here, in the order in which the server itself looks for them, save that what
//! can never be (a template does not start) is said before what may change (its power state).

mod affected;
mod target;

use std::sync::Arc;

use xapi::{
    Class, DomainType, Host, HostMetrics, Object, Record, Vm, VmKind, VmMetrics, VmOperation,
};

pub use affected::{Affected, affected};
pub use target::{Target, targets};

use crate::{
    connection::{Access, ConnectionInfo},
    guest,
    job::{
        ActionState, Job, JobInputs,
        input::{self, tags},
    },
    key::ObjectKey,
    problem::Problem,
    world::World,
};

/// So many jobs are shown as buttons.
const BUTTONS: usize = 3;

/// Whether a job may run on one object now, whatever is said with it. `access`: whether any may,
/// through this connection.
///
/// # Errors
/// The reason why not.
pub fn check(world: &World, access: Access, job: Job, object: &ObjectKey) -> Result<(), Problem> {
    let found = find(world, object).ok_or_else(|| Problem::new("no_such_object"))?;
    match &found.record {
        Record::Vm(vm) => {
            access.check()?;
            check_vm(world, job, &found.record, vm)
        }
        record if job.is_for(record) => {
            access.check()?;
            check_note(world, job, record)
        }
        _ => Err(Problem::new("bad_request")),
    }
}

/// The same, with what a person has said.
///
/// # Errors
/// The reason why not; what is missing or no good in `inputs`.
pub fn check_with(
    world: &World,
    access: Access,
    job: Job,
    inputs: &JobInputs,
    object: &ObjectKey,
) -> Result<(), Problem> {
    check(world, access, job, object)?;
    let found = find(world, object).ok_or_else(|| Problem::new("no_such_object"))?;
    input::check(job, inputs, found)?;
    match (&inputs.host, &found.record) {
        (Some(host), Record::Vm(vm)) if job == Job::Migrate => {
            target::check(world, object, vm, host)
        }
        _ => Ok(()),
    }
}

/// What can be done to a selection: the jobs that are for one of the objects at least. A job is
/// possible when it may run on one of them; it will run on those on which it may.
pub fn actions(connections: &[ConnectionInfo<'_>], objects: &[ObjectKey]) -> Vec<ActionState> {
    let found: Vec<(&ConnectionInfo<'_>, &ObjectKey, &Arc<Object>)> = objects
        .iter()
        .filter_map(|key| {
            let info = connections.iter().find(|info| *info.id == key.connection)?;
            Some((info, key, find(info.world, key)?))
        })
        .collect();
    let mut states: Vec<ActionState> = Vec::new();
    // How many of those that a job is likely for it would run on.
    let mut fits = Vec::new();
    for job in Job::ALL {
        let mut applies_to = 0;
        let mut wished = None;
        let mut refusal = None;
        let mut is_for_any = false;
        for (info, key, object) in &found {
            if !job.is_for(&object.record) {
                continue;
            }
            is_for_any = true;
            let answer = check(info.world, info.access(), job, key);
            if is_likely(info.world, &object.record, job) {
                *wished.get_or_insert(0) += u32::from(answer.is_ok());
            }
            match answer {
                Ok(()) => applies_to += 1,
                Err(why) => {
                    refusal.get_or_insert(why);
                }
            }
        }
        if !is_for_any {
            continue;
        }
        if let Some(count) = wished {
            fits.push((count, states.len()));
        }
        states.push(ActionState {
            job,
            refusal: refusal.filter(|_| applies_to == 0),
            likely: false,
            destructive: job.is_destructive(),
            interrupts: job.interrupts(),
            applies_to,
            inputs: job.inputs().to_vec(),
        });
    }
    // Of a mixed selection, what most of it wants. The sort is stable: else the order of the jobs.
    fits.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    for (_, at) in fits.into_iter().take(BUTTONS) {
        states[at].likely = true;
    }
    states
}

/// Whether it is what somebody in front of this object most probably wants.
fn is_likely(world: &World, record: &Record, job: Job) -> bool {
    match record {
        Record::Vm(vm) => vm.kind() == VmKind::Machine && likely_for(world, vm).contains(&job),
        _ => false,
    }
}

fn find<'a>(world: &'a World, key: &ObjectKey) -> Option<&'a Arc<Object>> {
    world.object(&key.class(), &key.opaque())
}

/// What somebody in front of a VM in this state most probably wants.
fn likely_for(world: &World, vm: &Vm) -> &'static [Job] {
    use xapi::VmPowerState::{Halted, Paused, Running, Suspended, Unknown};
    match vm.power_state {
        Running if lacks(world, vm, Job::CleanShutdown) => {
            &[Job::CleanShutdown, Job::HardShutdown, Job::HardReboot]
        }
        Running => &[Job::CleanShutdown, Job::CleanReboot, Job::Suspend],
        Halted => &[Job::Start],
        Paused => &[Job::Unpause, Job::HardShutdown],
        Suspended => &[Job::Resume, Job::HardShutdown],
        Unknown(_) => &[],
    }
}

/// A job that only writes something down at an object.
fn check_note(world: &World, job: Job, record: &Record) -> Result<(), Problem> {
    let class = record.class();
    let is_named = |class: &Class| matches!(class, Class::Vm | Class::Host);
    if world.is_before_xapi() && !(job == Job::Rename && is_named(&class)) {
        return Err(Problem::new("not_supported"));
    }
    if job == Job::RemoveTag && tags(record).is_empty() {
        return Err(Problem::new("no_tags"));
    }
    Ok(())
}

fn check_vm(world: &World, job: Job, record: &Record, vm: &Vm) -> Result<(), Problem> {
    if !job.is_for(record) {
        return Err(Problem::new(match vm.kind() {
            VmKind::Template => "is_template",
            VmKind::Snapshot => "is_snapshot",
            VmKind::ControlDomain => "is_control_domain",
            VmKind::Machine => "bad_request",
        }));
    }
    let Some(operation) = job.operation() else {
        return check_note(world, job, record);
    };
    let came_later = matches!(job, Job::Snapshot | Job::Clone | Job::Migrate);
    if came_later && world.is_before_xapi() {
        return Err(Problem::new("not_supported"));
    }
    if job == Job::Migrate && world.hosts().nth(1).is_none() {
        return Err(Problem::new("no_other_host"));
    }
    if let Some(why) = vm.blocked_operations.get(&operation) {
        return Err(Problem::new("blocked").with("why", why));
    }
    if !job.needs().is_empty() && !job.needs().contains(&vm.power_state) {
        let needed: Vec<String> = job
            .needs()
            .iter()
            .map(|state| state.as_str().to_lowercase())
            .collect();
        return Err(Problem::new("wrong_power_state")
            .with("needed", needed.join(", "))
            .with("actual", vm.power_state.as_str().to_lowercase()));
    }
    if let Some(other) = vm
        .current_operations
        .values()
        .find(|other| excludes(other, job))
    {
        return Err(Problem::new("op_in_progress").with("operation", other.as_str()));
    }
    if lacks(world, vm, job) {
        return Err(Problem::new("needs_tools"));
    }
    if matches!(job, Job::Start | Job::Resume) && no_host_takes_vms(world) {
        return Err(Problem::new("host_disabled"));
    }
    // A server that says nothing at all leaves it to the rules above (old Xen, Xen Orchestra).
    let silent = vm.allowed_operations.is_empty() && vm.current_operations.is_empty();
    if silent || vm.allowed_operations.contains(&operation) {
        return Ok(());
    }
    Err(Problem::new("not_allowed_now"))
}

/// Whether an operation under way leaves no room for a job. Pulling the plug works always, but not
/// twice; the reset button, unless the plug is being pulled. Copies are made side by side, and so
/// are snapshots.
fn excludes(under_way: &VmOperation, job: Job) -> bool {
    use VmOperation::{Checkpoint, Clone, Copy, Export, HardReboot, HardShutdown, Snapshot};
    match job {
        Job::Clone => !matches!(under_way, Clone | Copy | Export),
        Job::Snapshot => !matches!(under_way, Snapshot | Checkpoint),
        Job::HardShutdown => *under_way == HardShutdown,
        Job::HardReboot => matches!(under_way, HardShutdown | HardReboot),
        _ => true,
    }
}

/// Whether the guest would have to do its part and cannot. The server lists the operation all the
/// same, and refuses the call.
fn lacks(world: &World, vm: &Vm, job: Job) -> bool {
    let features = job.guest_features();
    !features.is_empty()
        // Nobody asked guests for that then: they are told, and do it or do not.
        && !world.is_before_xapi()
        && is_fully_virtual(world, vm)
        && !guest::has_feature(guest::metrics(world, vm), features)
}

/// Paravirtual guests need no tools to shut down, reboot or suspend.
fn is_fully_virtual(world: &World, vm: &Vm) -> bool {
    let now = world
        .get::<VmMetrics>(&vm.metrics)
        .map(|metrics| &metrics.current_domain_type);
    let known = |domain: &&DomainType| {
        matches!(
            domain,
            DomainType::Hvm | DomainType::Pv | DomainType::PvInPvh | DomainType::Pvh
        )
    };
    match now.filter(known).or(Some(&vm.domain_type).filter(known)) {
        Some(domain) => matches!(domain, DomainType::Hvm | DomainType::Pvh),
        // Before 7.4 only the boot policy told.
        None => !vm.hvm_boot_policy.is_empty(),
    }
}

/// Whether every host is known to be down or out of service.
fn no_host_takes_vms(world: &World) -> bool {
    let out = |host: &Host| {
        !host.enabled
            || world
                .get::<HostMetrics>(&host.metrics)
                .is_some_and(|metrics| !metrics.live)
    };
    let mut hosts = world.hosts().peekable();
    hosts.peek().is_some() && hosts.all(|(_, host)| out(host))
}
