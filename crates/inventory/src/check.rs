//! May a job run on these objects, and if not, why.
//!
//! The server has the last word: its `allowed_operations` is asked too. But it only says no; the
//! reasons are found here, in the order in which the server itself looks for them, save that what
//! can never be (a template does not start) is said before what may change (its power state).

use std::sync::Arc;

use xapi::{DomainType, Host, HostMetrics, Object, Record, Vm, VmKind, VmMetrics, VmOperation};

use crate::{
    connection::{Access, ConnectionInfo},
    guest,
    job::{ActionState, Job},
    key::ObjectKey,
    problem::Problem,
    world::World,
};

/// Whether a job may run on one object now. `access`: whether any may, through this connection.
///
/// # Errors
/// The reason why not.
pub fn check(world: &World, access: Access, job: Job, object: &ObjectKey) -> Result<(), Problem> {
    let Some(found) = find(world, object) else {
        return Err(Problem::new("no_such_object"));
    };
    let Record::Vm(vm) = &found.record else {
        return Err(Problem::new("bad_request"));
    };
    access.check()?;
    check_vm(world, job, vm)
}

/// What can be done to a selection. A job is possible when it is for one of the objects at least;
/// it will run on those. For objects of another kind than VMs there is nothing yet.
pub fn actions(connections: &[ConnectionInfo<'_>], objects: &[ObjectKey]) -> Vec<ActionState> {
    let machines: Vec<(&ConnectionInfo<'_>, &ObjectKey, &Arc<Object>)> = objects
        .iter()
        .filter_map(|key| {
            let info = connections.iter().find(|info| *info.id == key.connection)?;
            let object = find(info.world, key)?;
            is_machine(object).then_some((info, key, object))
        })
        .collect();
    if machines.is_empty() {
        return Vec::new();
    }
    let mut likely = Vec::new();
    for (info, _, object) in &machines {
        if let Record::Vm(vm) = &object.record {
            likely.extend_from_slice(likely_for(info.world, vm));
        }
    }
    let mut offered = 0;
    Job::ALL
        .into_iter()
        .map(|job| {
            let mut applies_to = 0;
            let mut refusal = None;
            for (info, key, _) in &machines {
                match check(info.world, info.access(), job, key) {
                    Ok(()) => applies_to += 1,
                    Err(why) => {
                        refusal.get_or_insert(why);
                    }
                }
            }
            let likely = offered < 3 && likely.contains(&job);
            offered += usize::from(likely);
            ActionState {
                job,
                refusal: refusal.filter(|_| applies_to == 0),
                likely,
                destructive: job.is_destructive(),
                interrupts: job.interrupts(),
                applies_to,
            }
        })
        .collect()
}

fn find<'a>(world: &'a World, key: &ObjectKey) -> Option<&'a Arc<Object>> {
    world.object(&key.class(), &key.opaque())
}

fn is_machine(object: &Object) -> bool {
    matches!(&object.record, Record::Vm(vm) if vm.kind() == VmKind::Machine)
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

fn check_vm(world: &World, job: Job, vm: &Vm) -> Result<(), Problem> {
    let operation = job.operation();
    match vm.kind() {
        VmKind::Template => return Err(Problem::new("is_template")),
        VmKind::Snapshot => return Err(Problem::new("is_snapshot")),
        VmKind::ControlDomain => return Err(Problem::new("is_control_domain")),
        VmKind::Machine => {}
    }
    if let Some(why) = vm.blocked_operations.get(&operation) {
        return Err(Problem::new("blocked").with("why", why));
    }
    if !job.needs().contains(&vm.power_state) {
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
/// twice; the reset button, unless the plug is being pulled.
fn excludes(under_way: &VmOperation, job: Job) -> bool {
    use VmOperation::{HardReboot, HardShutdown};
    match job {
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
